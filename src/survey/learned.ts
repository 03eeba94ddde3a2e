import type { Candidate } from '../catalog/types.ts';
import type { Learned, Report } from '../report/types.ts';
import type { LearnedLimits } from './limits.ts';

/** The run that wants to know. */
export interface RecallingRun {
  /** Epoch milliseconds. */
  readonly nowMs: number;
  readonly vantage: string;
  readonly registry: string;
  readonly demo: boolean;
}

/**
 * What of an earlier report still helps, by id: only what was seen from the same place, of the same registry's mirrors, not too long ago and not in the future; and of a mirror that
 * still has that address. Rates are not among it: they change from one hour to the next. Pure.
 */
export function recall(
  previous: Report | null,
  candidates: readonly Candidate[],
  asking: RecallingRun,
  limits: LearnedLimits,
): ReadonlyMap<string, Learned> {
  if (previous === null || previous.vantage.name !== asking.vantage) return new Map();
  const { registry, demo } = previous.parameters;
  if (registry !== asking.registry || demo !== asking.demo) return new Map();
  const isRecent = (instant: string): boolean => {
    const ageMs = asking.nowMs - Date.parse(instant);
    return ageMs >= 0 && ageMs <= limits.maxAgeMs;
  };
  const before = new Map(previous.mirrors.map((mirror) => [mirror.id, mirror]));
  const known = candidates.flatMap(({ id, url, displayUrl }): [string, Learned][] => {
    const mirror = before.get(id);
    if (mirror?.learned === undefined || ![displayUrl, url.href].includes(mirror.url)) return [];
    const { unthrottled, leadingAt } = mirror.learned;
    const learned = {
      ...(unthrottled !== undefined && isRecent(unthrottled.at) ? { unthrottled } : {}),
      ...(leadingAt !== undefined && isRecent(leadingAt) ? { leadingAt } : {}),
    };
    return isEmpty(learned) ? [] : [[id, learned]];
  });
  return new Map(known);
}

/**
 * The candidates, those first that led an earlier run: the sooner good ones are measured, the sooner a download that cannot beat them is left. All are asked as ever; the others keep
 * their order. Pure.
 */
export function leadersFirst(
  candidates: readonly Candidate[],
  recalled: ReadonlyMap<string, Learned>,
): readonly Candidate[] {
  const led = ({ id }: Candidate): boolean => recalled.get(id)?.leadingAt !== undefined;
  return [...candidates.filter(led), ...candidates.filter((candidate) => !led(candidate))];
}

/** What this run found of a mirror that may outlast it. */
export interface FoundLasting {
  readonly rank: number | null;
  /** As in `Observation`. */
  readonly unthrottledBytes: number | null;
}

/** What the next run may be told: what this one saw, else what was known before it. `throughput`: this run measured rates; `at`: when. Pure. */
export function learnedOf(
  { rank, unthrottledBytes }: FoundLasting,
  before: Learned | undefined,
  { throughput, at }: { readonly throughput: boolean; readonly at: string },
  limits: LearnedLimits,
): Learned | undefined {
  const isLeading = rank !== null && rank <= limits.leaders;
  const leadingAt = throughput ? (isLeading ? at : undefined) : before?.leadingAt;
  const unthrottled = unthrottledOf(unthrottledBytes, before?.unthrottled, at);
  const learned = {
    ...(unthrottled === undefined ? {} : { unthrottled }),
    ...(leadingAt === undefined ? {} : { leadingAt }),
  };
  return isEmpty(learned) ? undefined : learned;
}

function unthrottledOf(
  bytes: number | null,
  before: Learned['unthrottled'],
  at: string,
): Learned['unthrottled'] {
  if (bytes === null) return before;
  if (bytes === 0) return undefined;
  // Who was trusted was read less of: that proves nothing new.
  return before !== undefined && before.bytes > bytes ? before : { bytes, at };
}

function isEmpty(learned: Learned): boolean {
  return learned.unthrottled === undefined && learned.leadingAt === undefined;
}
