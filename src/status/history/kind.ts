import type { Report } from '../../report/types.ts';
import { type Refusal, refuse } from './admit.ts';
import { rolledDays, vantagesIn } from './days.ts';
import type { RolledRun } from './roll-up.ts';
import { readRollUp } from './roll-up-file.ts';

/**
 * Like goes to like: simulated mirrors never stand among real ones, in no vantage of a history, and a vantage is of one
 * registry, for figures of two would be averaged. null: it fits. Looks at the newest day of each vantage.
 */
export async function strangerAmong(data: string, { vantage, parameters }: Report): Promise<Refusal | null> {
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
  const day = (await rolledDays(data, vantage)).at(-1);
  return day === undefined ? [] : ((await readRollUp(data, vantage, day))?.runs.slice(-1) ?? []);
}
