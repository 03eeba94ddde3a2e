import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { addressOf, CACHE, type CacheInstance, LOOKED } from '../../cache/index.ts';
import type { DiskSpace } from '../../host/disk-space.ts';
import { isThere } from '../../host/is-there.ts';
import { run, succeeded } from '../../host/run.ts';
import { openCacheClient } from './ask.ts';
import { STORE } from './places.ts';
import { isLoopback } from './preflight.ts';

/**
 * Why nobody can pull from a cache. `no-answer`: not even a ping is answered. `address-gone`: its address is not this machine's any more. `kept-fails`: an image that it keeps does not
 * come. `disk-full`: images that are new are 500. `upstream-silent`: tags hang, also those of what it keeps.
 */
export type NotServing = 'no-answer' | 'address-gone' | 'kept-fails' | 'disk-full' | 'upstream-silent';

/** How a cache itself answers, its upstream and its disk apart. */
export type Answers = 'well' | Extract<NotServing, 'no-answer' | 'address-gone' | 'kept-fails'>;

/** Asks it for a ping, and for a manifest that it keeps: by HEAD and by digest, for which it asks nobody, so that it costs no quota. Only root sees what it keeps. */
export async function howItAnswers(instance: CacheInstance): Promise<Answers> {
  if (!isOfThisMachine(instance.host)) return 'address-gone';
  const client = openCacheClient(addressOf(instance));
  try {
    const answer = await client.ask('GET', '/v2/', { withinMs: CACHE.askMs });
    if (answer.kind !== 'answer' || answer.status !== 200) return 'no-answer';
    const kept = await keptManifest(instance.root);
    if (kept === null) return 'well';
    const head = await client.ask('HEAD', `${kept}${LOOKED}`, { withinMs: CACHE.askMs });
    return head.kind === 'answer' && head.status === 200 ? 'well' : 'kept-fails';
  } finally {
    await client.close();
  }
}

/** The first thing to mend: where it cannot be asked, no disk and no upstream matters. null: it can be pulled from. Pure. */
export function whyNotServing(
  answers: Answers,
  space: DiskSpace | null,
  upstream: 'answers' | 'silent' | 'fails' | 'unasked',
): NotServing | null {
  if (answers === 'no-answer' || answers === 'address-gone') return answers;
  if (space !== null && isFull(space)) return 'disk-full';
  if (answers === 'kept-fails') return answers;
  return upstream === 'silent' ? 'upstream-silent' : null;
}

function isFull({ freeBytes, freeInodes }: DiskSpace): boolean {
  return freeBytes < CACHE.fullBytes || (freeInodes !== null && freeInodes < CACHE.fullInodes);
}

function isOfThisMachine(host: string): boolean {
  const here = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return isLoopback(host) || here.some(({ address }) => address === host);
}

/** `/v2/library/nginx/manifests/sha256:…` of a manifest whose bytes are there, not only a link to them; null: none is seen. */
async function keptManifest(root: string): Promise<string | null> {
  const store = join(root, STORE);
  const listed = await run(
    'find',
    [join(store, 'repositories'), '-path', '*/_manifests/revisions/sha256/*/link', '-printf', '%P\\n'],
    { timeoutMs: CACHE.sizeMs, maxOutputBytes: CACHE.listBytes },
  );
  if (!succeeded(listed)) return null;
  for (const line of listed.stdout.split('\n').slice(0, CACHE.keptLooks)) {
    const [, repository, hex = ''] = KEPT.exec(line) ?? [];
    if (repository === undefined) continue;
    if (await isThere(join(store, 'blobs/sha256', hex.slice(0, 2), hex, 'data')))
      return `/v2/${repository}/manifests/sha256:${hex}`;
  }
  return null;
}

const KEPT = /^([a-z0-9/._-]{1,255})\/_manifests\/revisions\/sha256\/([0-9a-f]{64})\/link$/;
