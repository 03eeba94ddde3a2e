import { builtinCatalogue } from '../../catalog/index.ts';
import type { Source } from '../../fetch/index.ts';
import { run } from '../../host/run.ts';
import { ownCommand } from '../../packaging.ts';
import { parseStoredReport } from '../../survey/stored-report.ts';
import type { ProbeSettings } from '../probe-settings.ts';
import { mirrorsOf } from '../stored-mirrors.ts';
import { RUN_RELAY } from './limits.ts';
import { fitSources } from './mirrors-of.ts';

/** Asks all mirrors again in a process of its own, so that no engine waits for it; null: nothing came of it. Best first. */
export async function recheck(
  registry: string,
  probe: ProbeSettings,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<readonly Source[] | null> {
  const [program = '', ...first] = ownCommand('mirror-check');
  const upstream = builtinCatalogue().registries.find(({ host }) => host === registry)?.upstream ?? null;
  const hub = probe.hub ?? upstream;
  const args = [
    ...first,
    '--format=json',
    '--quiet',
    `--registry=${registry}`,
    // Whose mirrors may have images under a longer name, as the relay can ask for them.
    '--for=containerd',
    ...probe.lists.map((list) => `--list=${list}`),
    ...(hub === null ? [] : [`--hub=${hub.href}`]),
    ...(probe.probeProxy === null ? [] : [`--probe-proxy=${probe.probeProxy.href}`]),
    ...probe.ca.map((file) => `--ca=${file}`),
    ...(probe.ip === null ? [] : [`--ip=${probe.ip}`]),
    ...probe.images.map(({ familiar }) => `--image=${familiar}`),
    '--',
    ...probe.urls,
  ];
  const ended = await run(program, args, {
    timeoutMs: RUN_RELAY.surveyMs,
    maxOutputBytes: RUN_RELAY.reportBytes,
    env,
    signal,
  });
  if (ended.kind !== 'exited' || ended.code !== 0) return null;
  const stored = await parseStoredReport(ended.stdout);
  return stored.ok ? fitSources(mirrorsOf(stored.report, [], { registry, forms: 'any' })) : null;
}
