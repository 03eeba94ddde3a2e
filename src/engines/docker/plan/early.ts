import { capabilitiesOf } from '../capabilities.ts';
import { isInitFile } from '../init-file.ts';
import { hostsTomlRefusal, planApply } from './apply.ts';
import type { PlanInput } from './input.ts';
import type { DockerRefusal } from './types.ts';
import { whichFile } from './which-file.ts';

/** What would be refused whatever the mirrors: nobody has to wait for a survey to hear of it. `touchesMirrors`: the run is to change them. */
export function planEarly(input: PlanInput, touchesMirrors: boolean): DockerRefusal | null {
  const { options, engine, service } = input;
  const elsewhere = whichFile(input, options.activate);
  if (elsewhere !== null) return elsewhere;
  if (touchesMirrors && engine.version !== null && !capabilitiesOf(engine.version).mirrorsInFile) {
    const path = service.files?.find((file) => isInitFile(file.path))?.path ?? '/etc/default/docker';
    return {
      kind: 'refusal',
      exitCode: 3,
      reason: { kind: 'options-only', version: engine.version.text, path },
    };
  }
  // An empty list of mirrors is fit for every engine.
  const trial = planApply({
    ...input,
    candidates: [],
    options: { ...options, noProbe: true, mirrorsOff: touchesMirrors },
  });
  if (trial.kind === 'refusal') return trial;
  return touchesMirrors && !options.mirrorsOff ? hostsTomlRefusal(engine) : null;
}
