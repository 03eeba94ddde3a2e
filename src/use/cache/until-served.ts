import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf, CACHE, type CacheInstance } from '../../cache/index.ts';
import { journalLines } from '../../host/journal-lines.ts';
import type { ImageReference } from '../../registry/reference.ts';
import { openCacheClient } from './ask.ts';
import { SERVICE_UNIT, unitOf } from './places.ts';

/** What became of it. `lines`: the registry's own words; clean them before they are shown. */
export type CachePutUp =
  | { readonly kind: 'serving' }
  | { readonly kind: 'stopped' }
  | {
      readonly kind: 'failed';
      readonly why: 'not-written' | NotServed;
      readonly registry: string | null;
      readonly lines: readonly string[];
    };

/**
 * `upstream-down`: the registry's program ends at once where its upstream cannot be reached. `upstream-silent`: it does not even listen before its upstream has answered.
 * `not-reached`: it says that it listens, but we cannot ask it. `no-manifest`: it answers, but not with the image.
 */
export type NotServed = 'not-started' | 'upstream-down' | 'upstream-silent' | 'not-reached' | 'no-manifest';

/** Waits until an image's manifest comes through a cache that was started at `sinceMs`; null: until it answers at all. */
export async function untilServed(
  instance: CacheInstance,
  image: ImageReference | null,
  sinceMs: number,
  signal: AbortSignal,
): Promise<CachePutUp> {
  const { registry } = instance;
  const url = addressOf(instance);
  const client = openCacheClient(url);
  const path =
    image === null ? '/v2/' : `/v2/${image.repository}/manifests/${image.digest ?? image.tag ?? 'latest'}`;
  const began = performance.now();
  let last: Answered = { kind: 'none', code: 'connection-refused' };
  let hasAnswered = false;
  try {
    for (let waited = 0; waited < CACHE.serveMs && !signal.aborted; waited = performance.now() - began) {
      last = await client.ask('GET', path, { signal });
      if (last.kind === 'answer' && last.status === 200) return { kind: 'serving' };
      // Headers that do not come are its upstream's silence, not its own.
      hasAnswered ||= last.kind === 'answer' || last.code === 'response-timeout';
      // An upstream that is down, and one that has no such image, will not change their minds.
      const isSettled =
        last.kind === 'answer' || (!hasAnswered && isDown(await linesSince(registry, sinceMs)));
      if (isSettled && waited > CACHE.settledMs) break;
      await sleep(CACHE.pollMs);
    }
  } finally {
    await client.close();
  }
  if (signal.aborted) return { kind: 'stopped' };
  const lines = await linesSince(registry, sinceMs);
  const asked = `GET ${url}${path}: ${last.kind === 'answer' ? last.status : last.code}`;
  return {
    kind: 'failed',
    why: hasAnswered ? 'no-manifest' : whyNoAnswer(lines),
    registry,
    lines: [asked, ...tellingLines(lines)],
  };
}

type Answered =
  | { readonly kind: 'answer'; readonly status: number }
  | { readonly kind: 'none'; readonly code: string };

/** By what a registry wrote since its start, where nobody could ask it: it listens after its upstream has answered, and says so. Pure. */
export function whyNoAnswer(lines: readonly string[]): Exclude<NotServed, 'no-manifest'> {
  const started = lines.findLastIndex((line) => STARTED.test(line));
  if (lines.slice(Math.max(started, 0)).some((line) => LISTENS.test(line))) return 'not-reached';
  if (isDown(lines)) return 'upstream-down';
  return started === -1 ? 'not-started' : 'upstream-silent';
}

const STARTED = /Starting cached object TTL/;
const LISTENS = /msg="listening on /;

/** It panics where the first request to its upstream fails: distribution#4038. */
function isDown(lines: readonly string[]): boolean {
  return lines.some((line) => line.startsWith('panic: ') && /\/v2\/"/.test(line));
}

/** What matters among goroutines and requests, of lines that say the same the last; else the last ones. Pure. */
export function tellingLines(lines: readonly string[]): readonly string[] {
  const telling = lines.filter((line) =>
    /^panic: |level=(?:error|fatal)|onfiguration error|bind: /.test(line),
  );
  const said = new Map(
    (telling.length > 0 ? telling : lines).map((line) => [line.replace(VARYING, ''), line]),
  );
  return [...said.values()].slice(-SHOWN);
}

/** When it was, and which of many requests. */
const VARYING = /\b(?:time|http\.request\.(?:id|remoteaddr)|http\.response\.duration)=(?:"[^"]*"|\S+)/g;

const SHOWN = 5;

/** Not what an earlier cache of the same registry wrote. */
function linesSince(registry: string, sinceMs: number): Promise<readonly string[]> {
  return journalLines(
    `--unit=${unitOf(SERVICE_UNIT, registry)}`,
    (sinceMs / 1000).toFixed(3),
    LOOKED_THROUGH,
  );
}

const LOOKED_THROUGH = 200;
