import { dirname } from 'node:path';
import { maskUrls } from '../../change/mask-credentials.ts';
import { mirrorKey } from '../../engines/choose/index.ts';
import type { Asker } from '../../engines/engine.ts';
import { isThere } from '../../host/is-there.ts';
import { makeOutputFolder, writeOutputFile } from '../../host/output-file.ts';
import { readTextFile } from '../../host/read-text.ts';
import type { Report } from '../../report/types.ts';
import { parseStoredReport } from '../../survey/stored-report.ts';
import { stateOf as stateOfVerdict } from '../../use/watch/decide.ts';
import { WATCH } from '../../use/watch/limits.ts';
import { type WatchedEngine, watchedEngine } from '../../use/watch/look.ts';
import { afterChange, isSame, type StateOf, type WatchMemory } from '../../use/watch/memory.ts';
import { writeMemory } from '../../use/watch/memory-file.ts';
import { reportFile } from '../../use/watch/state.ts';
import type { Applied } from '../../use/watch/types.ts';
import { mirrorApply } from '../apply/command.ts';
import type { WatchRunSettings } from './command.ts';
import { probeArgs } from './probe-args.ts';

/** What is to become of the mirrors. */
export type AnewErrand =
  /** All are measured, and the best stand there. */
  | { readonly kind: 'measure' }
  /** These, which work as a look found. */
  | { readonly kind: 'back'; readonly mirrors: readonly string[]; readonly others: 'go' | 'stay' }
  /** These go, and nothing comes. */
  | { readonly kind: 'without'; readonly mirrors: readonly string[] };

export interface AnewHost {
  readonly settings: WatchRunSettings;
  readonly asker: Asker;
  readonly lang: string;
  readonly memory: WatchMemory;
  readonly errand: AnewErrand;
  /** Where the memory lies. */
  readonly remembered: string;
  readonly stateOf: StateOf;
}

export interface Anew {
  readonly exitCode: number;
  readonly applied: Applied;
  /** What is to be remembered of it. */
  readonly kept: WatchMemory;
  /** All were asked, whatever came of it. */
  readonly measured: boolean;
}

/** By a reload and nothing more; the proxies stay, and so does what others have edited. */
export async function applyAnew(
  { configured }: WatchedEngine,
  { settings, asker, lang, memory, errand, remembered, stateOf }: AnewHost,
): Promise<Anew> {
  const { engine, probe } = settings;
  // Killed on the way, the next run does not take what we did for the operator's.
  await writeMemory(remembered, { ...memory, left: null });
  const begun = Date.now();
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
    ...(errand.kind === 'measure'
      ? await measuring(memory, probeArgs(probe), asker)
      : withoutMeasuring(errand)),
  ]);
  const after = (await watchedEngine(engine, probe.registry, asker))?.configured ?? configured;
  const found = errand.kind === 'measure' ? await measuredSince(begun, asker) : null;
  const judged = errand.kind === 'measure' ? (found ?? (() => 'unknown' as const)) : stateOf;
  const kept = afterChange(memory, configured, stateOf, judged, after);
  const measured = found !== null;
  if (exitCode !== 0) return { exitCode, applied: { kind: 'failed', exitCode }, kept, measured };
  const applied: Applied = isSame(after, configured)
    ? { kind: 'kept' }
    : { kind: 'changed', before: configured.map(maskUrls), after: after.map(maskUrls) };
  return { exitCode, applied, kept, measured };
}

/** The operator had them, so that nothing but their looks is asked of them. */
function withoutMeasuring(errand: Exclude<AnewErrand, { kind: 'measure' }>): readonly string[] {
  const { kind, mirrors } = errand;
  if (kind === 'without') return ['--mirrors-off', ...mirrors];
  const replaced = errand.others === 'go' ? ['--replace'] : [];
  return ['--no-probe', ...replaced, '--allow-insecure', '--top', String(mirrors.length), ...mirrors];
}

/** What a measurement found that began then, by what it left in its report; null: none came to its end. */
async function measuredSince(begun: number, asker: Asker): Promise<StateOf | null> {
  const stored = await storedReport(asker);
  if (stored === null || Date.parse(stored.startedAt) < begun) return null;
  const verdicts = new Map(stored.mirrors.map(({ url, verdict }) => [mirrorKey(url), verdict]));
  return (url) => {
    const verdict = verdicts.get(mirrorKey(url)) ?? verdicts.get(mirrorKey(maskUrls(url)));
    return verdict === undefined ? 'unknown' : stateOfVerdict(verdict);
  };
}

async function storedReport({ env }: Asker): Promise<Report | null> {
  const read = await readTextFile(reportFile(env), WATCH.reportBytes);
  const stored = read.ok ? await parseStoredReport(read.text) : null;
  return stored?.ok === true ? stored.report : null;
}

async function measuring(
  { wanted }: WatchMemory,
  asking: readonly string[],
  asker: Asker,
): Promise<readonly string[]> {
  const report = reportFile(asker.env);
  const previous = (await storedReport(asker)) !== null;
  await makeOutputFolder(dirname(report));
  // It spells personal addresses out.
  if (!(await isThere(report))) await writeOutputFile(report, '', 'owner');
  return [
    ...['--exact', '--top', String(wanted.length), `--report=${report}`],
    ...(previous ? [`--previous=${report}`] : []),
    ...asking,
  ];
}
