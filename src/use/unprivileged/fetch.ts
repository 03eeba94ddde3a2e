import { SOURCE } from '../../limits.ts';
import type { FetchedSource, FetchSource } from '../read-source.ts';
import { certsOf } from './host-certs.ts';
import type { SendOut } from './send-out.ts';
import type { NetworkTask } from './survey-task.ts';

/** The text of a URL, fetched without privileges. */
export function fetchUnprivileged(network: NetworkTask, sendOut: SendOut): FetchSource {
  return async (url) => {
    const chunks: Buffer[] = [];
    let failure: 'unreachable' | 'too-large' | null = null;
    const outcome = await sendOut(
      { kind: 'fetch', network, certs: certsOf([url.host], network), url: url.href },
      {
        candidates: 0,
        deadlineMs: SOURCE.fetchMs,
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
