import pLimit from 'p-limit';
import { type ProbedMirror, probeMirror } from '../probe/probe.ts';
import { NO_CAUSE } from './common-cause.ts';
import { conclusion } from './conclusion.ts';
import { openLine, type SharedLine } from './line.ts';
import { forecastOf, mayWinAgainst } from './prediction.ts';
import { UNJUDGED } from './reference.ts';
import type { Forecast } from './schedule.ts';
import type { SurveyOptions } from './survey.ts';

export interface FirstRound {
  /** Those that are through, in the order in which they came to be. */
  readonly through: readonly ProbedMirror[];
  /** All, in the order of the candidates. */
  readonly all: Promise<readonly ProbedMirror[]>;
  /** The line that they share. */
  readonly line: SharedLine;
  /** Nobody waits for the line any more, nor will: each mirror has had its turn, or is through without. */
  readonly isLineFree: boolean;
}

/** A look at everything of every mirror, at most `concurrency` at once and few downloads at a time. */
export function beginFirstRound(options: SurveyOptions): FirstRound {
  const { candidates, probe, signal, onEvent } = options;
  const mirrors = pLimit(options.concurrency);
  const finalists = probe.throughput && options.finalists > 0;
  const standing: Forecast[] = [];
  const line = openLine(options.downloadsAtOnce, mayWinAgainst(standing));
  const through: ProbedMirror[] = [];
  const waited = new Set(candidates.map(({ id }) => id));
  const all = Promise.all(
    candidates.map((candidate) =>
      mirrors(async () => {
        const { id } = candidate;
        onEvent({ kind: 'mirror-started', id });
        const own = line.forMirror(id, () => {
          waited.delete(id);
          onEvent({ kind: 'downloading', id });
        });
        const mirror = await probeMirror(candidate, { ...probe, line: own, signal, finalists });
        const { decision, observation } = conclusion(mirror, UNJUDGED, NO_CAUSE);
        const { verdict, finding } = decision;
        const forecast = verdict === 'usable' ? forecastOf(observation) : null;
        if (forecast !== null) standing.push(forecast);
        waited.delete(id);
        through.push(mirror);
        onEvent({ kind: 'mirror-finished', id, verdict, code: finding?.code ?? null });
        return mirror;
      }),
    ),
  );
  return {
    through,
    all,
    line,
    get isLineFree() {
      return waited.size === 0;
    },
  };
}
