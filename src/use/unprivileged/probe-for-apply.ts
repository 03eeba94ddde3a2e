import { extname } from 'node:path';
import type { Candidate } from '../../catalog/index.ts';
import { type Identity, unprivilegedIdentity } from '../../host/privileges.ts';
import { readTextFile } from '../../host/read-text.ts';
import { type ErrandOutcome, runUnprivileged } from '../../host/unprivileged-child.ts';
import { HOST, SOURCE } from '../../limits.ts';
import type { SurveyListener } from '../../survey/events.ts';
import { openNetwork } from '../network.ts';
import { listedPopulation, type PopulationHost } from '../population.ts';
import { prepareSurvey } from '../prepare-survey.ts';
import type { ProbeSettings } from '../probe-settings.ts';
import type { FetchedSource, FetchSource, Sources } from '../read-source.ts';
import type { SurveyProblem } from '../survey-problem.ts';
import {
  type ChildMessage,
  type ChildTask,
  childMessageParser,
  type NetworkTask,
  namedEvent,
  type ProbeOutcome,
} from './survey-task.ts';

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

export type FailedErrand = Exclude<ErrandOutcome, { kind: 'finished' }>;

/**
 * The survey of `mirror-apply`. Everything that talks to strangers runs in a child without privileges where we are root; whom to ask, and
 * every address and name in what comes of it, is our own data: the child speaks of places in our list.
 */
export async function probeForApply(settings: ProbeSettings, host: ProbeHost): Promise<ProbeRun> {
  const checked = await openNetwork(settings, host.network.env);
  if (!('open' in checked)) return { kind: 'refused', problems: [checked] };
  const network: NetworkTask = {
    probeProxy: settings.probeProxy?.href ?? null,
    ca: settings.ca,
    ip: settings.ip,
    ...host.network,
  };
  const identity = await identityOf(host.env);
  const sources: Sources = { stdin: host.stdin, fetch: fetchUnprivileged(network, identity, host.signal) };
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
      settings: { registry, platform, throughput, timeoutSeconds, bytes, concurrency, finalists },
      prepared: { candidates, image, furtherImages, reference, deadlineSeconds },
      upstream: upstream?.href ?? null,
    },
    {
      candidates: candidates.length,
      identity,
      deadlineMs: (deadlineSeconds + LEEWAY_SECONDS) * 1000,
      signal: host.signal,
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

/** The text of a URL, fetched without privileges. */
export function fetchUnprivileged(
  network: NetworkTask,
  identity: Identity | null,
  signal: AbortSignal,
): FetchSource {
  return async (url) => {
    const chunks: Buffer[] = [];
    let failure: 'unreachable' | 'too-large' | null = null;
    const outcome = await sendOut(
      { kind: 'fetch', network, url: url.href },
      {
        candidates: 0,
        identity,
        deadlineMs: SOURCE.fetchMs + LEEWAY_SECONDS * 1000,
        signal,
        onMessage: (message) => {
          if (message.kind === 'chunk') chunks.push(message.bytes);
          else if (message.kind === 'fetched') failure = message.failure;
        },
      },
    );
    const reason: 'unreachable' | 'too-large' | null = outcome.kind === 'failure' ? 'unreachable' : failure;
    const fetched: FetchedSource =
      reason === null ? { bytes: Buffer.concat(chunks) } : { reason, detail: null };
    return fetched;
  };
}

/** Whom the child becomes; null: we are no root, and it stays what we are. */
export async function identityOf(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Identity | null> {
  if (process.geteuid?.() !== 0) return null;
  const passwd = await readTextFile('/etc/passwd', HOST.settingsBytes);
  return unprivilegedIdentity(env, passwd.ok ? passwd.text : null);
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

/** For loading code and for what a run does after its deadline. */
const LEEWAY_SECONDS = 30;

interface Errand {
  readonly candidates: number;
  readonly identity: Identity | null;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly onMessage: (message: ChildMessage) => void;
}

async function sendOut(task: ChildTask, errand: Errand): Promise<ErrandOutcome> {
  const parse = childMessageParser(errand.candidates);
  const { identity, deadlineMs, signal, onMessage } = errand;
  if (identity !== null) {
    const module = new URL(`./survey-child${extname(import.meta.url)}`, import.meta.url);
    return await runUnprivileged({ module, task, identity, parse, onMessage, deadlineMs, signal });
  }
  // Nothing to give up: the same work, in this process, by the same messages.
  const { prepareUnprivileged } = await import('./survey-child.ts');
  const work = await prepareUnprivileged(task);
  await work({
    send: (value) => {
      const message = parse(value);
      if (message !== null) onMessage(message);
    },
    signal,
  });
  return { kind: 'finished' };
}
