import { dirname } from 'node:path';
import { maskUrls } from '../../change/mask-credentials.ts';
import type { Asker } from '../../engines/engine.ts';
import { makeOutputFolder, writeOutputFile } from '../../host/output-file.ts';
import { readTextFile } from '../../host/read-text.ts';
import { parseStoredReport } from '../../survey/stored-report.ts';
import { WATCH } from '../../use/watch/limits.ts';
import { type WatchedEngine, watchedEngine } from '../../use/watch/look.ts';
import { afterChange, isSame, type StateOf, type WatchMemory } from '../../use/watch/memory.ts';
import { writeMemory } from '../../use/watch/memory-file.ts';
import { reportFile } from '../../use/watch/state.ts';
import type { Applied } from '../../use/watch/types.ts';
import { mirrorApply } from '../apply/command.ts';
import type { WatchRunSettings } from './command.ts';
import { probeArgs } from './probe-args.ts';

export interface AnewHost {
  readonly settings: WatchRunSettings;
  readonly asker: Asker;
  readonly lang: string;
  readonly memory: WatchMemory;
  /** These mirrors, which work as a look found; null: what a measurement of all finds best. */
  readonly back: readonly string[] | null;
  /** Where the memory lies. */
  readonly remembered: string;
  readonly stateOf: StateOf;
}

/** By a reload and nothing more; the proxies stay, and so does what others have edited. `kept`: what is to be remembered of it. */
export async function applyAnew(
  { configured }: WatchedEngine,
  { settings, asker, lang, memory, back, remembered, stateOf }: AnewHost,
): Promise<{ readonly exitCode: number; readonly applied: Applied; readonly kept: WatchMemory }> {
  const { engine, probe } = settings;
  // Killed on the way, the next run does not take what we did for the operator's.
  await writeMemory(remembered, { ...memory, left: null });
  const exitCode = await mirrorApply([
    ...[
      '--lang',
      lang,
      '--engine',
      engine,
      '--yes',
      '--no-input',
      '--activate',
      'reload',
      '--unless-pending',
    ],
    ...(back === null ? await measuring(memory, probeArgs(probe), asker) : asTheyAre(back)),
  ]);
  const after = (await watchedEngine(engine, probe.registry, asker))?.configured ?? configured;
  const kept = afterChange(memory, configured, stateOf, after);
  if (exitCode !== 0) return { exitCode, applied: { kind: 'failed', exitCode }, kept };
  const applied: Applied = isSame(after, configured)
    ? { kind: 'kept' }
    : { kind: 'changed', before: configured.map(maskUrls), after: after.map(maskUrls) };
  return { exitCode, applied, kept };
}

/** The operator had them, so that nothing but their looks is asked of them. */
function asTheyAre(back: readonly string[]): readonly string[] {
  return ['--no-probe', '--replace', '--allow-insecure', '--top', String(back.length), ...back];
}

async function measuring(
  { wanted }: WatchMemory,
  asking: readonly string[],
  asker: Asker,
): Promise<readonly string[]> {
  const report = reportFile(asker.env);
  const known = await readTextFile(report, WATCH.reportBytes);
  const previous = known.ok && (await parseStoredReport(known.text)).ok;
  await makeOutputFolder(dirname(report));
  // It spells personal addresses out.
  if (!known.ok) await writeOutputFile(report, '', 'owner');
  return [
    ...['--exact', '--top', String(wanted.length), `--report=${report}`],
    ...(previous ? [`--previous=${report}`] : []),
    ...asking,
  ];
}
