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
  /** In the order of the candidates. */
  readonly probed: readonly ProbedMirror[];
  /** The line that they shared. */
  readonly line: SharedLine;
}

/** A look at everything of every mirror, at most `concurrency` at once and few downloads at a time. */
export async function firstRound(options: SurveyOptions): Promise<FirstRound> {
  const { candidates, probe, signal, onEvent } = options;
  const mirrors = pLimit(options.concurrency);
  const finalists = probe.throughput && options.finalists > 0;
  const standing: Forecast[] = [];
  const line = openLine(options.downloadsAtOnce, mayWinAgainst(standing));
  const probed = await Promise.all(
    candidates.map((candidate) =>
      mirrors(async () => {
        const { id } = candidate;
        onEvent({ kind: 'mirror-started', id });
        const own = line.forMirror(id, () => onEvent({ kind: 'downloading', id }));
        const mirror = await probeMirror(candidate, { ...probe, line: own, signal, finalists });
        const { decision, observation } = conclusion(mirror, UNJUDGED, NO_CAUSE);
        const { verdict, finding } = decision;
        const forecast = verdict === 'usable' ? forecastOf(observation) : null;
        if (forecast !== null) standing.push(forecast);
        onEvent({ kind: 'mirror-finished', id, verdict, code: finding?.code ?? null });
        return mirror;
      }),
    ),
  );
  return { probed, line };
}
