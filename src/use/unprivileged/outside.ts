import { SOURCE } from '../../limits.ts';
import type { MirrorFindings, SurveyFindings } from '../../survey/findings.ts';
import { certsFor } from '../certs-for.ts';
import type { FailedErrand, Outside } from '../outside.ts';
import type { FetchedSource } from '../read-source.ts';
import type { RunHost } from '../run-host.ts';
import { imagesOf } from '../survey-order.ts';
import { errandsOf, type SendOut } from './send-out.ts';
import { type ChildMessage, type HostCerts, type NetworkTask, namedEvent } from './survey-task.ts';

/**
 * The way out through processes without privileges. Whom to ask, and every address and name in what comes of it, is our own data:
 * the child speaks of places in our list. `otherwise`: what is done where no such process can be made; without its questions, nothing.
 */
export async function outsideOfChild(
  network: NetworkTask,
  { signal, onNote }: Pick<RunHost, 'signal' | 'onNote'>,
  otherwise: Outside | Pick<Outside, 'proxyFor'>,
): Promise<Outside> {
  const sendOut = await errandsOf(signal, onNote);
  let isNoted = false;
  /** The other way, once it is known that nobody was asked in this one. */
  const instead = (outcome: FailedErrand): Outside | null => {
    if (signal.aborted || !NOBODY_ASKED.has(outcome.code) || !('kind' in otherwise)) return null;
    if (!isNoted) onNote({ kind: 'stays-root' });
    isNoted = true;
    return otherwise;
  };
  return {
    kind: 'outside',
    proxyFor: otherwise.proxyFor,
    fetch: async (url) => {
      const fetched = await fetchInChild(url, network, sendOut);
      if (!('kind' in fetched)) return fetched;
      return (await instead(fetched)?.fetch(url)) ?? { reason: 'unreachable', detail: null };
    },
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
      if (outcome.kind === 'failure') {
        return (await instead(outcome)?.survey(settings, order, onEvent)) ?? outcome;
      }
      // Each is told of once: another word on the same one is no word of an honest child's.
      const places = new Set(mirrors.map(({ place }) => place));
      const [end, ...others] = ends;
      if (end === undefined || others.length > 0 || places.size < mirrors.length)
        return { kind: 'failure', code: 'bad-message' };
      return { kind: 'surveyed', found: { ...end, mirrors } };
    },
  };
}

/** It ended before its first socket. */
const NOBODY_ASKED: ReadonlySet<FailedErrand['code']> = new Set([
  'not-started',
  'load-failed',
  'drop-failed',
]);

/** The text of a URL. */
async function fetchInChild(
  url: URL,
  network: NetworkTask,
  sendOut: SendOut,
): Promise<FetchedSource | FailedErrand> {
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
  if (outcome.kind === 'failure') return outcome;
  const [end] = ends;
  if (end === undefined) return { kind: 'failure', code: 'bad-message' };
  return end.failure === null
    ? { bytes: Buffer.concat(chunks) }
    : { reason: end.failure, detail: end.detail };
}

function certsOf(hosts: readonly string[], { certsDir }: NetworkTask): HostCerts {
  return [...new Set(hosts)].map((host) => [host, certsFor(host, certsDir)]);
}
