import type { Candidate } from '../../catalog/index.ts';
import type { SurveyListener } from '../../survey/events.ts';
import { openNetwork } from '../network.ts';
import { listedPopulation, type PopulationHost } from '../population.ts';
import { prepareSurvey } from '../prepare-survey.ts';
import type { ProbeSettings } from '../probe-settings.ts';
import type { Sources } from '../read-source.ts';
import type { SurveyProblem } from '../survey-problem.ts';
import { fetchUnprivileged } from './fetch.ts';
import { certsOf } from './host-certs.ts';
import { errandsOf, type FailedErrand } from './send-out.ts';
import { type NetworkTask, namedEvent, type ProbeOutcome } from './survey-task.ts';

export interface ProbeHost extends PopulationHost {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
  readonly onEvent: SurveyListener;
  /** What the way to mirrors goes through: the engine's own proxies and CAs. */
  readonly network: Pick<NetworkTask, 'env' | 'certsDir'>;
}

/** null: it was not asked. */
export interface ProbedMirror {
  readonly candidate: Candidate;
  readonly outcome: ProbeOutcome | null;
}

export type ProbeRun =
  | { readonly kind: 'refused'; readonly problems: readonly SurveyProblem[] }
  | { readonly kind: 'failed'; readonly outcome: FailedErrand }
  | {
      readonly kind: 'probed';
      /** Best first. */
      readonly mirrors: readonly ProbedMirror[];
      readonly aborted: boolean;
      readonly noNetwork: boolean;
    };

/**
 * The survey of `mirror-apply`. Everything that talks to strangers runs in a child without privileges where we are root; whom to ask, and
 * every address and name in what comes of it, is our own data: the child speaks of places in our list.
 */
export async function probeForApply(settings: ProbeSettings, host: ProbeHost): Promise<ProbeRun> {
  const checked = await openNetwork(settings, host.network.env);
  if (!('open' in checked)) return { kind: 'refused', problems: [checked] };
  const network: NetworkTask = {
    probeProxy: settings.probeProxy?.href ?? null,
    trust: checked.trust,
    ip: settings.ip,
    ...host.network,
  };
  const sendOut = await errandsOf(host.signal, host.onNote);
  const sources: Sources = { stdin: host.stdin, fetch: fetchUnprivileged(network, sendOut) };
  const population = await listedPopulation(settings, host, sources);
  if ('problems' in population) return { kind: 'refused', problems: population.problems };
  const prepared = await prepareSurvey(settings, host, sources, population, Date.now());
  if (prepared.kind !== 'prepared') return { kind: 'refused', problems: [prepared] };

  const { candidates, image, furtherImages, reference, deadlineSeconds, upstream } = prepared;
  const { registry, platform, throughput, timeoutSeconds, bytes, concurrency, finalists } = settings;
  const outcomes = new Map<number, ProbeOutcome>();
  const state = { aborted: false, noNetwork: false };
  const outcome = await sendOut(
    {
      kind: 'survey',
      network,
      certs: certsOf(
        candidates.map(({ url }) => url.host),
        network,
      ),
      settings: { registry, platform, throughput, timeoutSeconds, bytes, concurrency, finalists },
      prepared: { candidates, image, furtherImages, reference, deadlineSeconds },
      upstream: upstream?.href ?? null,
      report: null,
    },
    {
      candidates: candidates.length,
      deadlineMs: deadlineSeconds * 1000,
      onMessage: (message) => {
        if (message.kind === 'event') host.onEvent(namedEvent(message.event, candidates));
        else if (message.kind === 'outcome') outcomes.set(message.outcome.index, message.outcome);
        else if (message.kind === 'survey-done') Object.assign(state, message);
      },
    },
  );
  if (outcome.kind === 'failure') return { kind: 'failed', outcome };
  const mirrors = [...outcomes.values()].flatMap((found) => {
    const candidate = candidates[found.index];
    return candidate === undefined ? [] : [{ candidate, outcome: found }];
  });
  // Those that asked to be left alone for a while are known, and not asked.
  const waiting = population.candidates.filter((candidate) => !candidates.includes(candidate));
  return {
    kind: 'probed',
    mirrors: [...mirrors, ...waiting.map((candidate) => ({ candidate, outcome: LIMITED }))],
    aborted: state.aborted || host.signal.aborted,
    noNetwork: state.noNetwork,
  };
}

const LIMITED: ProbeOutcome = {
  index: 0,
  verdict: 'limited',
  code: 'rate-limited',
  httpStatus: null,
  confirmed: false,
  direct: false,
  pullSeconds: null,
  bytesPerSecond: null,
};
