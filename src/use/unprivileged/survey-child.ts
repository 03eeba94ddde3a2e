import type { Channel, Work } from '../../host/unprivileged-entry.ts';
import { CHILD } from '../../limits.ts';
import { SYSTEM_NETWORK, warmUp } from '../../registry/transport/index.ts';
import type { SurveyResult } from '../../survey/survey.ts';
import { toReport } from '../../survey/to-report.ts';
import { voterOf } from '../../survey/voter.ts';
import { loadMessages } from '../../words/index.ts';
import type { VerdictMessages } from '../../words/verdict/messages.ts';
import { conductSurvey } from '../conduct-survey.ts';
import { type Network, openNetwork } from '../network.ts';
import { fetchThrough } from '../read-source.ts';
import { certsFor } from './host-certs.ts';
import { type ChildTask, indexedEvent } from './survey-task.ts';

/**
 * The half of a command that talks to strangers. As root it runs in a process that gives up root between the two
 * (unprivileged-child.ts); all that it will need is loaded in the first: code, the parser's tables. CAs it has been handed.
 */
export async function prepareUnprivileged(order: unknown): Promise<Work> {
  // From the parent, who made it of its own types.
  const task = order as ChildTask;
  const network = await networkOf(task);
  await warmUp();
  if (network === null) return async ({ send }) => send({ kind: 'no-network-setup' });
  switch (task.kind) {
    case 'fetch':
      return (channel) => fetchTo(channel, network, new URL(task.url));
    case 'survey': {
      // Who votes is looked up in the public suffix list, which is loaded at the first question.
      const [first] = task.prepared.candidates;
      if (first !== undefined) await voterOf({ ...first, operator: null });
      const { verdict } = await loadMessages(task.report?.lang ?? 'en', ['verdict']);
      return (channel) => surveyTo(channel, network, task, verdict);
    }
    default:
      return task satisfies never;
  }
}

async function networkOf({ network: way, certs }: ChildTask): Promise<Network | null> {
  const { probeProxy, trust, ip, env, certsDir } = way;
  const known = new Map(certs);
  const network = await openNetwork(
    { probeProxy: probeProxy === null ? null : new URL(probeProxy), envProxy: true, ca: [], ip, demo: false },
    env,
    {
      trust,
      // A host that only a redirect names: what anybody may read of it.
      caFor: (host) => (known.has(host) ? (known.get(host) ?? null) : certsFor(host, certsDir)),
      // Killed by its parent, it need not be able to end by itself, nor could it start another process.
      machine: SYSTEM_NETWORK,
    },
  );
  return 'open' in network ? network : null;
}

async function fetchTo({ send, signal }: Channel, network: Network, url: URL): Promise<void> {
  const fetched = await fetchThrough(network, signal)(url);
  if ('reason' in fetched) {
    send({ kind: 'fetched', failure: fetched.reason });
    return;
  }
  sendChunks(fetched.bytes, send);
  send({ kind: 'fetched', failure: null });
}

function sendChunks(bytes: Uint8Array, send: Channel['send']): void {
  for (let at = 0; at < bytes.length; at += CHILD.chunkBytes) {
    const chunk = bytes.subarray(at, at + CHILD.chunkBytes);
    send({ kind: 'chunk', base64: Buffer.from(chunk).toString('base64') });
  }
}

async function surveyTo(
  { send, signal }: Channel,
  network: Network,
  { settings, prepared, upstream, report }: Extract<ChildTask, { kind: 'survey' }>,
  words: VerdictMessages,
): Promise<void> {
  const places = new Map(prepared.candidates.map(({ id }, index) => [id, index]));
  const indexOf = (id: string): number => places.get(id) ?? -1;
  const result = await conductSurvey(
    settings,
    { ...prepared, upstream: upstream === null ? null : new URL(upstream) },
    network,
    signal,
    (event) => send({ kind: 'event', event: indexedEvent(event, indexOf) }),
  );
  if (report !== null) {
    sendChunks(Buffer.from(JSON.stringify(toReport(result, report.facts, words))), send);
  }
  for (const mirror of report === null ? result.mirrors : []) {
    send({ kind: 'outcome', outcome: outcomeOf(mirror, indexOf, network) });
  }
  send({ kind: 'survey-done', aborted: result.aborted, noNetwork: result.noNetwork });
}

function outcomeOf(
  { observation, decision, standing, pullSeconds }: SurveyResult['mirrors'][number],
  indexOf: (id: string) => number,
  network: Network,
): unknown {
  const { candidate, measurement } = observation;
  return {
    index: indexOf(candidate.id),
    verdict: decision.verdict,
    code: decision.finding?.code ?? null,
    httpStatus: decision.finding?.httpStatus ?? null,
    confirmed: standing.freshness === 'fresh',
    direct: network.proxyFor(new URL(candidate.url.href)).kind === 'direct',
    pullSeconds,
    bytesPerSecond: measurement?.bytesPerSecond ?? null,
  };
}
