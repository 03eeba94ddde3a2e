import type { Report } from '../../report/types.ts';
import { type RefusedReport, refuse } from './admit.ts';
import { keptDays, vantagesIn } from './days.ts';
import { readDay } from './read-day.ts';
import type { RolledRun } from './roll-up.ts';

/**
 * Like goes to like: simulated mirrors never stand among real ones, in no vantage of a history, and a vantage is of one
 * registry, for figures of two would be averaged. null: it fits. Looks at the newest day of each vantage that can be read.
 */
export async function strangerAmong(
  data: string,
  { vantage, parameters }: Report,
): Promise<RefusedReport | null> {
  for (const name of await vantagesIn(data)) {
    for (const run of await newestRuns(data, name)) {
      if (run.demo !== parameters.demo)
        return refuse(parameters.demo ? 'demo-among-real' : 'real-among-demo', name);
      if (name === vantage.name && run.registry !== parameters.registry) {
        return refuse('other-registry', run.registry);
      }
    }
  }
  return null;
}

async function newestRuns(data: string, vantage: string): Promise<readonly RolledRun[]> {
  for (const day of (await keptDays(data, vantage)).toReversed()) {
    const newest = (await readDay(data, vantage, day))?.runs.slice(-1) ?? [];
    if (newest.length > 0) return newest;
  }
  return [];
}
