import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf, STORED_MS } from '../../cache/index.ts';
import { readContainerd } from '../../clients/manifest.ts';
import { BODY_LIMITS } from '../../limits.ts';
import { choosePlatform } from '../../registry/choose-platform.ts';
import type { Descriptor } from '../../registry/manifest.ts';
import type { Platform } from '../../registry/platform.ts';
import type { ImageReference } from '../../registry/reference.ts';
import { type CacheClient, openCacheClient } from './ask.ts';

/** `fetchedBytes` 0: all was there. */
export type Warmed =
  | { readonly kind: 'warm'; readonly fetchedBytes: number }
  | { readonly kind: 'silent' | 'no-platform' | 'not-a-manifest' | 'stopped' }
  | { readonly kind: 'status'; readonly path: string; readonly status: number }
  | { readonly kind: 'cut-off'; readonly path: string }
  /** It came through, and was not stored, as on a full disk. */
  | { readonly kind: 'not-kept'; readonly path: string };

/**
 * Has a cache fetch all of an image for one platform. A tag is asked by HEAD first, which counts against nobody's quota; what is there is not sent: of a blob one byte is asked for, which
 * a registry answers with 206 where it has the blob, and with all of it where it fetches it (2.8.2).
 */
export async function warm(
  cache: { readonly host: string; readonly port: number } | URL,
  image: ImageReference,
  platform: Platform,
  signal: AbortSignal,
): Promise<Warmed> {
  const client = openCacheClient(cache instanceof URL ? cache.origin : addressOf(cache));
  try {
    return await warmBy(client, image, platform, signal);
  } finally {
    await client.close();
  }
}

async function warmBy(
  client: CacheClient,
  { repository, digest, tag }: ImageReference,
  platform: Platform,
  signal: AbortSignal,
): Promise<Warmed> {
  const at = (what: string): string => `/v2/${repository}/${what}`;
  let path = at(`manifests/${digest ?? tag ?? 'latest'}`);
  const head = await client.ask('HEAD', path, { signal });
  if (signal.aborted) return { kind: 'stopped' };
  if (head.kind === 'none') return { kind: 'silent' };
  if (head.status !== 200) return { kind: 'status', path, status: head.status };
  for (let level = 0; level < LEVELS; level++) {
    const answer = await client.ask('GET', path, { signal });
    if (signal.aborted) return { kind: 'stopped' };
    if (answer.kind === 'none') return { kind: 'silent' };
    if (answer.status !== 200) return { kind: 'status', path, status: answer.status };
    const type = answer.headers['content-type']?.[0] ?? '';
    const manifest = readContainerd(type, answer.body, BODY_LIMITS.manifestBytes);
    if (typeof manifest === 'string') return { kind: 'not-a-manifest' };
    if (manifest.kind === 'image') {
      const blobs = [manifest.config, ...manifest.layers].filter(({ foreign }) => foreign !== true);
      return await warmBlobs(client, at, blobs, signal);
    }
    const chosen = choosePlatform(manifest.entries, platform);
    if (chosen === null) return { kind: 'no-platform' };
    path = at(`manifests/${chosen.digest}`);
  }
  return { kind: 'not-a-manifest' };
}

/** An index, and what it names. */
const LEVELS = 2;

async function warmBlobs(
  client: CacheClient,
  at: (what: string) => string,
  blobs: readonly Descriptor[],
  signal: AbortSignal,
): Promise<Warmed> {
  let fetchedBytes = 0;
  const fetched: string[] = [];
  for (const { digest, size } of blobs) {
    const path = at(`blobs/${digest}`);
    const answer = await client.ask('GET', path, { blob: true, signal });
    if (signal.aborted) return { kind: 'stopped' };
    if (answer.kind === 'none') return { kind: 'cut-off', path };
    if (answer.status === 206) continue;
    if (answer.status !== 200) return { kind: 'status', path, status: answer.status };
    // A blob of one byte is answered whole either way.
    if (answer.bodyBytes < size) return { kind: 'cut-off', path };
    if (size <= 1) continue;
    fetchedBytes += size;
    fetched.push(path);
  }
  for (const path of fetched) {
    if (await isKept(client, path, signal)) continue;
    return signal.aborted ? { kind: 'stopped' } : { kind: 'not-kept', path };
  }
  return { kind: 'warm', fetchedBytes };
}

/** A registry stores by a second download, which may end after ours. Asked again for one byte, it answers with a part of what it has. */
async function isKept(client: CacheClient, path: string, signal: AbortSignal): Promise<boolean> {
  for (const pauseMs of [0, ...STORED_MS]) {
    await sleep(pauseMs, null, { signal }).catch(() => undefined);
    if (signal.aborted) return false;
    const answer = await client.ask('GET', path, { blob: true, first: true, signal });
    if (answer.kind === 'answer' && answer.status === 206) return true;
  }
  return false;
}
