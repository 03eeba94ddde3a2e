import { CACHE } from '../../cache/index.ts';
import { BODY_LIMITS, TIMEOUTS } from '../../limits.ts';
import { ACCEPT_MANIFEST } from '../../registry/media-types.ts';
import type { BodyPlan } from '../../registry/transport/types.ts';
import { nearTransport } from '../near-transport.ts';

export type CacheAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, readonly string[]>>;
      readonly body: Uint8Array;
      readonly bodyBytes: number;
      readonly complete: boolean;
    }
  /** `response-timeout`: it listens and says nothing, as where its upstream is silent. */
  | { readonly kind: 'none'; readonly code: string };

/** Asks one cache, which is on this machine or in its LAN: no proxy stands between. */
export interface CacheClient {
  ask(method: 'GET' | 'HEAD', path: string, options?: AskOptions): Promise<CacheAnswer>;
  close(): Promise<void>;
}

interface AskOptions {
  /** Until its headers are there. */
  readonly withinMs?: number;
  /** One byte of it is asked for, and what comes is counted, not kept. */
  readonly blob?: boolean;
  /** Only how it begins is of interest: the rest is not read. */
  readonly first?: boolean;
  readonly signal?: AbortSignal;
}

export function openCacheClient(url: string): CacheClient {
  const transport = nearTransport();
  const never = new AbortController().signal;
  return {
    async ask(method, path, { withinMs = CACHE.askMs, blob = false, first = false, signal = never } = {}) {
      const plan: BodyPlan = blob
        ? { kind: 'stream', onChunk: () => !first }
        : { kind: 'whole', limitBytes: BODY_LIMITS.manifestBytes };
      const exchange = await transport.exchange({
        method,
        url: new URL(path, url),
        headers: blob ? { range: 'bytes=0-0' } : { accept: ACCEPT_MANIFEST },
        timeouts: {
          ...TIMEOUTS,
          headersMs: blob ? CACHE.warmBlobMs : withinMs,
          bodyIdleMs: CACHE.warmBlobMs,
        },
        bodyPlan: () => plan,
        signal,
      });
      if (exchange.kind === 'failure') return { kind: 'none', code: exchange.code };
      const { head, body, bodyBytes, bodyComplete } = exchange;
      return {
        kind: 'answer',
        status: head.status,
        headers: head.headers,
        body,
        bodyBytes,
        complete: bodyComplete,
      };
    },
    close: () => transport.close(),
  };
}
