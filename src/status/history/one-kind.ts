import type { MirrorHistory, Run, VantageHistory } from '../types.ts';
import { groupBy } from '../view/group-by.ts';

/**
 * Histories in which like stands beside like. Recording refuses what is of another kind; what came in before it did, or by
 * another way, is left out here: simulated runs where there are real ones, and, at each vantage, runs of a registry that is
 * not that of most. A vantage of which nothing remains is none. Pure.
 */
export function ofOneKind(histories: readonly VantageHistory[]): readonly VantageHistory[] {
  const anyReal = histories.some(({ runs }) => runs.some(({ demo }) => !demo));
  return histories.flatMap((history) => {
    const kind = history.runs.filter(({ demo }) => demo !== anyReal);
    const registry = mostFrequent(kind.map((run) => run.registry));
    const kept = onlyRuns(history, (run) => run.demo !== anyReal && run.registry === registry);
    return kept.runs.length === 0 ? [] : [kept];
  });
}

/** Of equally frequent ones the first; null for none. */
export function mostFrequent(texts: readonly string[]): string | null {
  const groups = [...groupBy(texts, (text) => text)].sort(([, a], [, b]) => b.length - a.length);
  return groups[0]?.[0] ?? null;
}

/** As if the others had never been recorded; months, which are counts, stay as they are. Pure. */
export function onlyRuns(history: VantageHistory, keeps: (run: Run) => boolean): VantageHistory {
  if (history.runs.every(keeps)) return history;
  const mirrors = Array.from(history.mirrors, ([id, mirror]): [string, MirrorHistory] => [
    id,
    { ...mirror, observations: mirror.observations.filter(({ run }) => keeps(run)) },
  ]);
  return {
    ...history,
    runs: history.runs.filter(keeps),
    mirrors: new Map(mirrors.filter(([, { observations }]) => observations.length > 0)),
  };
}
