import type { ErrandOutcome } from '../host/unprivileged-child.ts';
import type { ProxyChoice } from '../registry/transport/types.ts';
import type { SurveyListener } from '../survey/events.ts';
import { findingsOf, type SurveyFindings } from '../survey/findings.ts';
import { certsFor } from './certs-for.ts';
import { type ConductSettings, conductSurvey } from './conduct-survey.ts';
import { openNetwork } from './network.ts';
import type { ProbeSettings } from './probe-settings.ts';
import { type ListReader, readsListsHere } from './read-list.ts';
import { type FetchSource, fetchThrough, nothingFetched } from './read-source.ts';
import type { RunHost } from './run-host.ts';
import { imagesOf, type SurveyOrder } from './survey-order.ts';
import type { SurveyProblem } from './survey-problem.ts';

/** All that talks to strangers, or parses their lists, behind three questions; whether here or in a process without privileges makes no difference. */
export interface Outside {
  readonly kind: 'outside';
  readonly fetch: FetchSource;
  readonly readList: ListReader;
  survey(
    settings: ConductSettings,
    order: SurveyOrder,
    onEvent: SurveyListener,
  ): Promise<FoundOutside | FailedErrand>;
  /** How a request to this address goes out. */
  readonly proxyFor: (url: URL) => ProxyChoice;
}

export interface FoundOutside {
  readonly kind: 'surveyed';
  readonly found: SurveyFindings;
}

/** The process that was sent out came to grief. */
export type FailedErrand = Exclude<ErrandOutcome, { kind: 'finished' }>;

type OutsideHost = Pick<RunHost, 'env' | 'stdin' | 'signal' | 'onNote' | 'way' | 'privileges'>;

/** Reads CAs and proxies, once for a run. */
export async function openOutside(
  settings: Pick<ProbeSettings, 'probeProxy' | 'envProxy' | 'ca' | 'ip' | 'demo'>,
  host: OutsideHost,
): Promise<Outside | SurveyProblem> {
  const { signal, stdin, way } = host;
  const env = way?.env ?? host.env;
  const certsDir = way?.certsDir ?? null;
  const network = await openNetwork(settings, env, { caFor: (name) => certsFor(name, certsDir) });
  if (network.kind !== 'way-out') return network;
  const { proxyFor, trust } = network;
  const fetch = fetchThrough(network, signal);
  const here: Outside = {
    kind: 'outside',
    fetch,
    readList: readsListsHere({ stdin, fetch }),
    survey: async (how, order, onEvent) => {
      const result = await conductSurvey(how, order, network, signal, onEvent);
      return { kind: 'surveyed', found: findingsOf(result, order.candidates, imagesOf(order)) };
    },
    proxyFor,
  };
  if (!hasToDrop(host)) return here;
  const { outsideOfChild } = await import('./unprivileged/outside.ts');
  const { probeProxy, envProxy, demo, ip } = settings;
  return await outsideOfChild(
    {
      probeProxy: demo ? null : (probeProxy?.href ?? null),
      ip,
      env: envProxy && !demo ? proxiesIn(env) : {},
      trust,
      certsDir,
    },
    host,
    proxyFor,
  );
}

/** Lists that are read without a way out: files, standard input. */
export async function openLists(
  host: Pick<RunHost, 'stdin' | 'signal' | 'onNote' | 'privileges'>,
): Promise<ListReader> {
  const { stdin } = host;
  if (!hasToDrop(host)) return readsListsHere({ stdin, fetch: nothingFetched });
  const { listsOfChild } = await import('./unprivileged/outside.ts');
  return await listsOfChild(host);
}

function hasToDrop({ privileges }: Pick<RunHost, 'privileges'>): boolean {
  return privileges === 'drop' && process.geteuid?.() === 0;
}

/** All that the way out needs of an environment once CAs are read. */
function proxiesIn(env: RunHost['env']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      PROXY_VARIABLES.has(name.toUpperCase()) && value !== undefined ? [[name, value]] : [],
    ),
  );
}

const PROXY_VARIABLES: ReadonlySet<string> = new Set([
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'REQUEST_METHOD',
]);
