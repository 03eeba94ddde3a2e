import type { SurveyListener } from '../../survey/events.ts';
import type { RunFacts } from '../../survey/to-report.ts';
import type { Network } from '../network.ts';
import type { PopulationHost } from '../population.ts';
import type { PreparedSurvey } from '../prepare-survey.ts';
import type { ProbeSettings } from '../probe-settings.ts';
import type { FetchSource } from '../read-source.ts';
import { type ConductedAway, conductAway } from './conduct-away.ts';
import { fetchUnprivileged } from './fetch.ts';
import { errandsOf } from './send-out.ts';
import type { NetworkTask } from './survey-task.ts';

export interface AwayHost extends PopulationHost {
  readonly signal: AbortSignal;
  readonly onEvent: SurveyListener;
}

/** What root does not do itself. */
export interface Away {
  readonly fetch: FetchSource;
  conduct(prepared: PreparedSurvey, facts: Omit<RunFacts, 'finishedAtMs'>): Promise<ConductedAway>;
}

/** The same way out of this machine, for processes that are nobody. */
export async function goAway(settings: ProbeSettings, { trust }: Network, host: AwayHost): Promise<Away> {
  const network: NetworkTask = {
    probeProxy: settings.probeProxy?.href ?? null,
    ip: settings.ip,
    env: settings.envProxy ? proxiesIn(host.env) : {},
    trust,
    certsDir: null,
  };
  const sendOut = await errandsOf(host.signal, host.onNote);
  return {
    fetch: fetchUnprivileged(network, sendOut),
    conduct: (prepared, facts) =>
      conductAway(
        settings,
        prepared,
        network,
        { facts: { ...facts, finishedAtMs: facts.startedAtMs }, lang: host.lang },
        sendOut,
        host.onEvent,
      ),
  };
}

function proxiesIn(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    PROXY_VARIABLES.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

const PROXY_VARIABLES: readonly string[] = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap(
  (name) => [name, name.toLowerCase()],
);
