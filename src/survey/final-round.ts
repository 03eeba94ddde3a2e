import { SCHEDULE } from '../limits.ts';
import { measureFinalist } from '../probe/finalist.ts';
import type { Observation } from '../probe/observation.ts';
import type { ProbedMirror } from '../probe/probe.ts';
import { rankOrder } from '../rank/order.ts';
import { rankKey, type Surveyed } from './conclusion.ts';
import type { SharedLine } from './line.ts';
import { forecastOf, mayWinAgainst } from './prediction.ts';
import {
  type Contender,
  type Forecast,
  fitsBeside,
  leadersOf,
  likelyFinalists,
  nextFinalist,
  rivalsOf,
} from './schedule.ts';
import type { SurveyOptions } from './survey.ts';

/** How many at most, as long as the line has room. */
const AT_ONCE = 2;

/**
 * Those who may be the best, measured again: one at a time, or two where the line has room for both as far as it was seen, until no other can change the first
 * places. A failure now counts; the order is made anew from these figures. Resolves to the ids of those whose rate is that of this round.
 */
export async function finalRound(
  { finalists, onEvent, signal, unthrottled }: SurveyOptions,
  probed: readonly ProbedMirror[],
  line: SharedLine,
  conclude: (mirror: ProbedMirror) => Surveyed,
): Promise<ReadonlySet<string>> {
  const prospectOf = (mirror: ProbedMirror): Prospect => {
    const surveyed = conclude(mirror);
    return { ...surveyed, forecast: forecastOf(surveyed.observation) };
  };
  // Only the figures of those that are measured change, and a prediction is expensive.
  const prospects = new Map(probed.map((mirror) => [mirror, prospectOf(mirror)]));
  const measured = new Set<string>();
  const alone = new Set<string>();
  const running = new Map<string, Promise<void>>();
  let told: readonly string[] = [];

  async function measure(mirror: ProbedMirror, contenders: readonly Contender[]): Promise<void> {
    const { session } = mirror;
    const { id } = session.candidate;
    const before = session.facts.measurement;
    const own = line.forFinalist();
    const mayWin = mayWinAgainst(rivalsOf(id, contenders));
    const look = (observation: Observation): boolean => {
      own.most(mostOf(observation));
      return mayWin(observation);
    };
    try {
      own.most(mostOf(session.observe()));
      await measureFinalist(mirror, look, { unthrottledBytes: unthrottled.get(id) ?? 0, line: own });
    } finally {
      own.end();
    }
    if (session.facts.measurement !== before) alone.add(id);
  }

  function begin(mirror: ProbedMirror, contenders: readonly Contender[]): void {
    const { id } = mirror.session.candidate;
    measured.add(id);
    onEvent({ kind: 'finalist-started', id });
    const ended = measure(mirror, contenders).then(() => {
      running.delete(id);
      const prospect = prospectOf(mirror);
      prospects.set(mirror, prospect);
      const { verdict, finding } = prospect.decision;
      onEvent({ kind: 'finalist-finished', id, verdict, code: finding?.code ?? null });
    });
    running.set(id, ended);
  }

  for (;;) {
    const contenders = contendersOf([...prospects.values()], measured, running);
    const left = finalists - measured.size;
    const mayBegin = !signal.aborted && running.size < AT_ONCE;
    const id = mayBegin ? nextFinalist(contenders, left, SCHEDULE) : null;
    const mirror = probed.find(({ session }) => session.candidate.id === id);
    if (id === null || mirror === undefined) {
      if (running.size === 0) return alone;
      await Promise.race(running.values());
    } else if (!hasRoom(mirror, line)) await untilOrRested(running.values());
    else {
      if (!told.includes(id)) {
        told = [...measured, ...likelyFinalists(contenders, left, SCHEDULE)];
        onEvent({ kind: 'finalists', ids: told });
      }
      const leaders = leadersOf(contenders, SCHEDULE).filter(({ seconds }) => Number.isFinite(seconds));
      onEvent({
        kind: 'leading',
        leaders: leaders.map((one) => ({ id: one.id, pullSeconds: one.seconds })),
      });
      begin(mirror, contenders);
    }
  }
}

function hasRoom({ session }: ProbedMirror, line: SharedLine): boolean {
  return fitsBeside(
    mostOf(session.observe()),
    line.taken(performance.now()),
    line.peakBytesPerSecond(),
    SCHEDULE,
  );
}

/** Bytes a second that it may have at most. */
function mostOf({ measurement }: Observation): number {
  return measurement?.high ?? Number.POSITIVE_INFINITY;
}

/** Until one of these is done, or it is worth asking again whether there is room. */
async function untilOrRested(others: Iterable<Promise<unknown>>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rested = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, SCHEDULE.restMs);
  });
  await Promise.race([...others, rested]).finally(() => clearTimeout(timer));
}

/** A mirror as it stands, and between which seconds its pull lies; null: too little is known. */
interface Prospect extends Surveyed {
  readonly forecast: Forecast | null;
}

/** Every usable mirror, with what its pull may take. One without a rate may be anything, but stands last. */
function contendersOf(
  prospects: readonly Prospect[],
  measured: ReadonlySet<string>,
  running: ReadonlyMap<string, unknown>,
): Contender[] {
  const usable = prospects.filter(({ decision }) => decision.verdict === 'usable');
  return rankOrder(usable, rankKey).map(({ observation, forecast }) => {
    const { id } = observation.candidate;
    const unknown = {
      id,
      seconds: Number.POSITIVE_INFINITY,
      best: Number.POSITIVE_INFINITY,
      worst: Number.POSITIVE_INFINITY,
    };
    const again = running.has(id) ? 'running' : measured.has(id) ? 'done' : 'open';
    return { ...(forecast ?? unknown), again };
  });
}
