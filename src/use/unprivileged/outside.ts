import { SOURCE } from '../../limits.ts';
import type { MirrorFindings, SurveyFindings } from '../../survey/findings.ts';
import { certsFor } from '../certs-for.ts';
import type { Outside } from '../outside.ts';
import type { ListReader } from '../read-list.ts';
import type { FetchedSource } from '../read-source.ts';
import type { RunHost } from '../run-host.ts';
import { imagesOf } from '../survey-order.ts';
import { readsListsOutside } from './read-list.ts';
import { errandsOf, type SendOut } from './send-out.ts';
import { type ChildMessage, type HostCerts, type NetworkTask, namedEvent } from './survey-task.ts';

/**
 * The way out through processes without privileges. Whom to ask, and every address and name in what comes of it, is our own data:
 * the child speaks of places in our list. Where no such process can be made, nothing is done.
 */
export async function outsideOfChild(
  network: NetworkTask,
  { stdin, signal, onNote }: Pick<RunHost, 'stdin' | 'signal' | 'onNote'>,
  proxyFor: Outside['proxyFor'],
): Promise<Outside> {
  const sendOut = await errandsOf(signal, onNote);
  return {
    kind: 'outside',
    proxyFor,
    fetch: (url) => fetchInChild(url, network, sendOut),
    readList: readsListsOutside(sendOut, stdin, (url) => ({
      kind: 'fetch-list',
      network,
      certs: certsOf([url.host], network),
      url: url.href,
    })),
    survey: async (settings, order, onEvent) => {
      const { upstream, ...asked } = order;
      const { candidates } = order;
      const hosts = candidates.map(({ url }) => url.host);
      const mirrors: MirrorFindings[] = [];
      const ends: Omit<SurveyFindings, 'mirrors'>[] = [];
      const outcome = await sendOut(
        {
          kind: 'survey',
          network,
          certs: certsOf(hosts, network),
          settings,
          asked,
          upstream: upstream?.href ?? null,
        },
        {
          candidates: candidates.length,
          images: imagesOf(order).length,
          deadlineMs: order.deadlineSeconds * 1000,
          onMessage: (message) => {
            if (message.kind === 'event') onEvent(namedEvent(message.event, candidates));
            else if (message.kind === 'finding') mirrors.push(message.finding);
            else if (message.kind === 'survey-done') ends.push(message.end);
          },
        },
      );
      if (outcome.kind === 'failure') return outcome;
      // Each is told of once: an honest child does not speak of one twice.
      const places = new Set(mirrors.map(({ place }) => place));
      const [end, ...others] = ends;
      if (end === undefined || others.length > 0 || places.size < mirrors.length)
        return { kind: 'failure', code: 'bad-message' };
      return { kind: 'surveyed', found: { ...end, mirrors } };
    },
  };
}

/** Lists that are read without a way out. */
export async function listsOfChild({
  stdin,
  signal,
  onNote,
}: Pick<RunHost, 'stdin' | 'signal' | 'onNote'>): Promise<ListReader> {
  return readsListsOutside(await errandsOf(signal, onNote), stdin, null);
}

/** The text of a URL. What became of a child that came to grief, only its code tells. */
async function fetchInChild(url: URL, network: NetworkTask, sendOut: SendOut): Promise<FetchedSource> {
  const chunks: Buffer[] = [];
  const ends: Extract<ChildMessage, { kind: 'fetched' }>[] = [];
  const outcome = await sendOut(
    { kind: 'fetch', network, certs: certsOf([url.host], network), url: url.href },
    {
      candidates: 0,
      images: 0,
      deadlineMs: SOURCE.fetchMs,
      onMessage: (message) => {
        if (message.kind === 'chunk') chunks.push(message.bytes);
        else if (message.kind === 'fetched') ends.push(message);
      },
    },
  );
  if (outcome.kind === 'failure') return { kind: 'not-fetched', reason: 'unreachable', detail: outcome.code };
  const [end] = ends;
  if (end === undefined) return { kind: 'not-fetched', reason: 'unreachable', detail: 'bad-message' };
  return end.failure === null
    ? { kind: 'fetched', bytes: Buffer.concat(chunks) }
    : { kind: 'not-fetched', reason: end.failure, detail: end.detail };
}

function certsOf(hosts: readonly string[], { certsDir }: NetworkTask): HostCerts {
  return [...new Set(hosts)].map((host) => [host, certsFor(host, certsDir)]);
}
