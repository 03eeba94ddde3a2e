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

/** The best, measured again. */
export interface FinalRound {
  /**
   * Measures whoever of `probed` may be among the best: one at a time, or two where the line has room for both as far as it was seen. Resolves when no other can change the
   * first places, or, once `goesOn` says no, when those that run are through.
   */
  run(probed: readonly ProbedMirror[], goesOn?: () => boolean): Promise<void>;
  /** What is to be said of a mirror has changed for all. */
  judgeBy(conclude: (mirror: ProbedMirror) => Surveyed): void;
  /** Ids of those whose rate is that of this round. */
  readonly alone: ReadonlySet<string>;
}

/** How many at most, as long as the line has room. */
const AT_ONCE = 2;

export function openFinalRound(
  { finalists, onEvent, signal, unthrottled }: SurveyOptions,
  line: SharedLine,
  conclude: (mirror: ProbedMirror) => Surveyed,
): FinalRound {
  let concluded = conclude;
  // Only the figures of those that are measured change, and a prediction is expensive.
  const prospects = new Map<ProbedMirror, Prospect>();
  const forecasts = new Map<ProbedMirror, Forecast | null>();
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

  function prospectOf(mirror: ProbedMirror): Prospect {
    const known = prospects.get(mirror);
    if (known !== undefined) return known;
    const surveyed = concluded(mirror);
    const forecast = forecasts.get(mirror) ?? forecastOf(surveyed.observation);
    const prospect = { ...surveyed, forecast };
    forecasts.set(mirror, forecast);
    prospects.set(mirror, prospect);
    return prospect;
  }

  function begin(mirror: ProbedMirror, contenders: readonly Contender[]): void {
    const { id } = mirror.session.candidate;
    measured.add(id);
    onEvent({ kind: 'finalist-started', id });
    const ended = measure(mirror, contenders).then(() => {
      running.delete(id);
      prospects.delete(mirror);
      forecasts.delete(mirror);
      const { verdict, finding } = prospectOf(mirror).decision;
      onEvent({ kind: 'finalist-finished', id, verdict, code: finding?.code ?? null });
    });
    running.set(id, ended);
  }

  return {
    alone,
    judgeBy(otherwise) {
      concluded = otherwise;
      prospects.clear();
    },
    async run(probed, goesOn = () => true) {
      for (;;) {
        const isOver = signal.aborted || !goesOn();
        const contenders = contendersOf(probed.map(prospectOf), measured, running);
        const left = finalists - measured.size;
        const id = isOver || running.size >= AT_ONCE ? null : nextFinalist(contenders, left, SCHEDULE);
        const mirror = probed.find(({ session }) => session.candidate.id === id);
        if (id === null || mirror === undefined) {
          if (running.size === 0) return;
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
    },
  };
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
export async function untilOrRested(others: Iterable<Promise<unknown>>): Promise<void> {
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
