import { CODES, type Code, type Phase, type Verdict } from '../../probe/codes.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { STATUS } from '../limits.ts';
import { dayOf, firstBlockDay, shiftDay } from '../names.ts';
import type { MirrorIdentity, RecordedResult, Run, VantageHistory } from '../types.ts';
import { keptDays, vantagesIn } from './days.ts';
import { ofOneKind } from './one-kind.ts';
import { readDay } from './read-day.ts';
import { type RolledMirror, type RolledRun, verdictOf } from './roll-up.ts';

/**
 * Everything the table and the page are made of, one vantage after the other, by name. Of the last `STATUS.blockDays`, and
 * `STATUS.beforeDays` before them, each run; before that months. A run that ended after now is set aside: a wrong clock made it. A day is taken from its roll-up where that is in step with its reports, else from the reports,
 * of which one day's are in memory at a time. Rejects with the system's error. `now`: ms since 1970.
 */
export async function readHistory(data: string, now: number): Promise<readonly VantageHistory[]> {
  const histories: VantageHistory[] = [];
  for (const vantage of await vantagesIn(data)) {
    const history = await readVantage(data, vantage, now);
    if (history.runs.length > 0) histories.push(history);
  }
  return ofOneKind(histories);
}

/** One vantage, perhaps without any run; of no day before `since` (YYYY-MM-DD). */
export async function readVantage(
  data: string,
  vantage: string,
  now: number,
  since = '',
): Promise<VantageHistory> {
  const today = dayOf(now + STATUS.clockSkewMs);
  const firstRead = shiftDay(firstBlockDay(now), -STATUS.beforeDays);
  const firstMonth = shiftDay(dayOf(now), -31 * STATUS.months).slice(0, 7);
  const days = (await keptDays(data, vantage)).filter(
    (day) => day <= today && day >= since && day.slice(0, 7) > firstMonth,
  );
  const runs: Run[] = [];
  const mirrors = new Map<string, Growing>();
  for (const day of days) {
    const rolled = await readDay(data, vantage, day);
    if (rolled === null) continue;
    const recent = day >= firstRead;
    const dayRuns = rolled.runs.map(runOf);
    const isPast = dayRuns.map(({ finishedAt }) => finishedAt <= now + STATUS.clockSkewMs);
    const past = dayRuns.filter((_, index) => isPast[index]);
    if (past.length === 0) continue;
    if (recent) runs.push(...past);
    for (const mirror of rolled.mirrors) {
      const growing = mirrors.get(mirror.id) ?? newGrowing(mirror);
      mirrors.set(mirror.id, growing);
      growing.identity = identityOf(mirror);
      const verdicts = [...mirror.verdicts].filter((_, index) => isPast[index]);
      count(growing, day.slice(0, 7), verdicts);
      if (!recent) continue;
      for (const one of observationsOf(mirror, dayRuns)) {
        if (one.run.finishedAt <= now + STATUS.clockSkewMs) growing.observations.push(one);
      }
    }
  }
  return {
    name: vantage,
    runs,
    mirrors: new Map(
      Array.from(mirrors, ([id, { identity, observations, months }]) => [
        id,
        { ...identity, observations, months },
      ]),
    ),
  };
}

/** A mirror while its days come in. */
interface Growing {
  identity: MirrorIdentity;
  readonly observations: RecordedResult[];
  readonly months: Map<string, Partial<Record<Verdict, number>>>;
}

function newGrowing(mirror: RolledMirror): Growing {
  return { identity: identityOf(mirror), observations: [], months: new Map() };
}

/** What is in the data branch may have been put there by somebody else: every text is made harmless again. */
function identityOf({ id, url, operator, access }: RolledMirror): MirrorIdentity {
  return {
    id,
    url: cleanText(url, URL_CHARS),
    operator: operator === null ? null : cleanText(operator),
    access,
  };
}

/** No address in a catalogue or list is longer (LIST.urlChars). */
const URL_CHARS = 2_000;

function runOf({
  id,
  startedAt,
  finishedAt,
  version,
  throughput,
  aborted,
  demo,
  image,
  registry,
  scope = '',
  cut,
}: RolledRun): Run {
  return {
    id,
    startedAt: Date.parse(startedAt),
    finishedAt: Date.parse(finishedAt),
    version: cleanText(version),
    throughput,
    aborted,
    demo,
    image: cleanText(image),
    registry: cleanText(registry),
    scope: cleanText(scope),
    cut: cut === true,
  };
}

function count({ months }: Growing, month: string, letters: readonly string[]): void {
  const counts = months.get(month) ?? {};
  months.set(month, counts);
  for (const letter of letters) {
    const verdict = verdictOf(letter);
    if (verdict !== null) counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
}

function* observationsOf(mirror: RolledMirror, runs: readonly Run[]): Generator<RecordedResult, void, void> {
  for (const [index, run] of runs.entries()) {
    const verdict = verdictOf(mirror.verdicts[index]);
    if (verdict === null) continue;
    const [, code = null, phase = null, httpStatus = null] =
      mirror.findings?.findLast(([from]) => from <= index) ?? [];
    const fresh = mirror.fresh?.[index];
    yield {
      run,
      url: cleanText(mirror.urls?.findLast(([from]) => from <= index)?.[1] ?? mirror.url, URL_CHARS),
      verdict,
      code: isCode(code) ? code : null,
      phase: isPhase(phase) ? phase : null,
      httpStatus,
      rank: mirror.rank?.[index] ?? null,
      latencyMs: mirror.latencyMs?.[index] ?? null,
      ttfbMs: mirror.ttfbMs?.[index] ?? null,
      bytesPerSecond: mirror.bytesPerSecond?.[index] ?? null,
      pullSeconds: mirror.pullSeconds?.[index] ?? null,
      fresh: fresh === 'y' ? true : fresh === 'n' ? false : null,
    };
  }
}

/** A later version may know more of them. */
function isCode(text: string | null): text is Code {
  return Object.values(CODES).some((codes) => codes.some((code) => code === text));
}

function isPhase(text: string | null): text is Phase {
  return text !== null && Object.hasOwn(PHASES, text);
}

const PHASES: Readonly<Record<Phase, true>> = {
  ping: true,
  token: true,
  manifest: true,
  'platform-manifest': true,
  config: true,
  layer: true,
  'cross-check': true,
  finalist: true,
};
