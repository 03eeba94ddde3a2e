import { CODES, type Code, type Phase, type Verdict } from '../../probe/codes.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { STATUS } from '../limits.ts';
import { dayOf, historyPaths, shiftDay } from '../names.ts';
import type { MirrorIdentity, Observation, Run, VantageHistory } from '../types.ts';
import { readDayFile, sizeOf } from './day-file.ts';
import { rawDays, rolledDays, vantagesIn } from './days.ts';
import { ofOneKind } from './one-kind.ts';
import { type DayRollUp, type RolledMirror, type RolledRun, rollUp, verdictOf } from './roll-up.ts';
import { readRollUp } from './roll-up-file.ts';

/**
 * Everything the table and the page are made of, one vantage after the other, by name. Of the last `STATUS.blockDays` each
 * run, before that months. A day is taken from its roll-up where that is in step with its reports, else from the reports,
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
  const firstBlock = shiftDay(dayOf(now), 1 - STATUS.blockDays);
  const firstMonth = shiftDay(dayOf(now), -31 * STATUS.months).slice(0, 7);
  const kept = new Set([...(await rawDays(data, vantage)), ...(await rolledDays(data, vantage))]);
  const days = [...kept].filter((day) => day <= today && day >= since && day.slice(0, 7) > firstMonth).sort();
  const runs: Run[] = [];
  const mirrors = new Map<string, Growing>();
  for (const day of days) {
    const rolled = await readDay(data, vantage, day);
    if (rolled === null) continue;
    const recent = day >= firstBlock;
    const dayRuns = rolled.runs.map(runOf);
    if (recent) runs.push(...dayRuns);
    for (const mirror of rolled.mirrors) {
      const growing = mirrors.get(mirror.id) ?? newGrowing(mirror);
      mirrors.set(mirror.id, growing);
      growing.identity = identityOf(mirror);
      count(growing, day.slice(0, 7), mirror.verdicts);
      if (recent) growing.observations.push(...observationsOf(mirror, dayRuns));
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

/** The reports are the truth; where they are gone, the roll-up is. */
async function readDay(data: string, vantage: string, day: string): Promise<DayRollUp | null> {
  const path = historyPaths.runsOf(data, vantage, day);
  const rawBytes = await sizeOf(path);
  const rolled = await readRollUp(data, vantage, day);
  if (rawBytes === null || (rolled !== null && rolled.rawBytes === rawBytes)) return rolled;
  const { reports } = await readDayFile(path);
  return rollUp(vantage, day, reports, rawBytes);
}

/** A mirror while its days come in. */
interface Growing {
  identity: MirrorIdentity;
  readonly observations: Observation[];
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

function count({ months }: Growing, month: string, letters: string): void {
  const counts = months.get(month) ?? {};
  months.set(month, counts);
  for (const letter of letters) {
    const verdict = verdictOf(letter);
    if (verdict !== null) counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
}

function* observationsOf(mirror: RolledMirror, runs: readonly Run[]): Generator<Observation, void, void> {
  for (const [index, run] of runs.entries()) {
    const verdict = verdictOf(mirror.verdicts[index]);
    if (verdict === null) continue;
    const [, code = null, phase = null, httpStatus = null] =
      mirror.findings?.findLast(([from]) => from <= index) ?? [];
    const fresh = mirror.fresh?.[index];
    yield {
      run,
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
