import { parseList } from '../../catalog/index.ts';
import { CHILD } from '../../host/limits.ts';
import { keepHeapSmall } from '../../host/small-heap.ts';
import type { Channel, Work } from '../../host/unprivileged-entry.ts';
import { SYSTEM_NETWORK, warmUp } from '../../registry/transport/index.ts';
import { findingsOf } from '../../survey/findings.ts';
import { voterOf } from '../../survey/voter.ts';
import { certsFor } from '../certs-for.ts';
import { conductSurvey } from '../conduct-survey.ts';
import { openNetwork, type WayOut } from '../network.ts';
import { fetchThrough, readSource } from '../read-source.ts';
import { imagesOf, type SurveyOrder } from '../survey-order.ts';
import { itemsOf, packed } from './list-items.ts';
import { type ChildTask, indexedEvent } from './survey-task.ts';

/**
 * The half of a run that talks to strangers, and parses their lists. As root it runs in a process that gives up root between the two
 * (unprivileged-child.ts); all that it will need is loaded in the first: code, the parser's tables. CAs it has been handed.
 */
export async function prepareUnprivileged(order: unknown): Promise<Work> {
  // From the parent, who made it of its own types.
  const task = order as ChildTask;
  if (task.kind === 'parse-list') return async (channel) => sendList(channel, task.text);
  const network = await networkOf(task);
  await warmUp();
  if (network === null) return async ({ send }) => send({ kind: 'no-network-setup' });
  switch (task.kind) {
    case 'fetch':
      return (channel) => fetchTo(channel, network, new URL(task.url));
    case 'fetch-list':
      return (channel) => fetchListTo(channel, network, task.url);
    case 'survey': {
      keepHeapSmall();
      // Who votes is looked up in the public suffix list, which is loaded at the first question.
      const [first] = task.asked.candidates;
      if (first !== undefined) await voterOf({ ...first, operator: null });
      return (channel) => surveyTo(channel, network, task);
    }
    default:
      return task satisfies never;
  }
}

async function networkOf({
  network: way,
  certs,
}: Exclude<ChildTask, { kind: 'parse-list' }>): Promise<WayOut | null> {
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
  return network.kind === 'way-out' ? network : null;
}

async function fetchTo({ send, signal }: Channel, network: WayOut, url: URL): Promise<void> {
  const fetched = await fetchThrough(network, signal)(url);
  if (fetched.kind === 'not-fetched') {
    send({ kind: 'fetched', failure: fetched.reason, detail: fetched.detail });
    return;
  }
  for (let at = 0; at < fetched.bytes.length; at += CHILD.chunkBytes) {
    const chunk = fetched.bytes.subarray(at, at + CHILD.chunkBytes);
    send({ kind: 'chunk', base64: Buffer.from(chunk).toString('base64') });
  }
  send({ kind: 'fetched', failure: null, detail: null });
}

async function fetchListTo(channel: Channel, network: WayOut, url: string): Promise<void> {
  const fetch = fetchThrough(network, channel.signal);
  const read = await readSource(url, 'list', { stdin: process.stdin, fetch });
  if (read.kind === 'text') sendList(channel, read.text);
  else channel.send({ kind: 'unread', reason: read.reason, detail: read.detail });
}

/** Its name is the parent's own. */
function sendList({ send }: Channel, text: string): void {
  for (const items of packed(itemsOf(parseList(text, '')))) send({ kind: 'list', items });
}

async function surveyTo(
  { send, signal }: Channel,
  network: WayOut,
  { settings, asked, upstream }: Extract<ChildTask, { kind: 'survey' }>,
): Promise<void> {
  const order: SurveyOrder = { ...asked, upstream: upstream === null ? null : new URL(upstream) };
  const places = new Map(asked.candidates.map(({ id }, index) => [id, index]));
  const indexOf = (id: string): number => places.get(id) ?? -1;
  const result = await conductSurvey(settings, order, network, signal, (event) =>
    send({ kind: 'event', event: indexedEvent(event, indexOf) }),
  );
  const { mirrors, ...end } = findingsOf(result, asked.candidates, imagesOf(order));
  for (const finding of mirrors) send({ kind: 'finding', finding });
  send({ kind: 'survey-done', end });
}
