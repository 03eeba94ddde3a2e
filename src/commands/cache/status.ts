import { CACHE, type Counted } from '../../cache/index.ts';
import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { formatSize } from '../../report/format.ts';
import { writeNote } from '../../terminal/streams.ts';
import { installedCaches } from '../../use/cache/installed.ts';
import { ADDRESS_UNIT, SERVICE_UNIT, unitOf } from '../../use/cache/places.ts';
import { clearUnfinished } from '../../use/cache/service.ts';
import { type CacheStatus, cacheStatus, type OneCache } from '../../use/cache/status.ts';
import type { CacheMessages, CacheStatusWords } from '../../words/cache/messages.ts';
import type { CommandRun } from '../frame/command.ts';
import { stopOnSignals } from '../frame/signals.ts';
import type { CacheStatusSettings } from './settings.ts';

/** `mirror-cache status`: exit 1 where one does not serve, or none is set up. */
export async function status({ format }: CacheStatusSettings, run: CommandRun<'cache'>): Promise<number> {
  const stop = stopOnSignals(() => writeNote(shown(`${run.words.frame.note.stopping}\n`)));
  try {
    if (process.geteuid?.() === 0) await clearUnfinished();
    const installed = await installedCaches();
    const told = await cacheStatus(installed, new Date(), stop.signal);
    if (stop.exitCode !== null) return stop.exitCode;
    const text =
      format === 'json'
        ? `${JSON.stringify(told, null, 2)}\n`
        : renderStatus(told, installed.ownAddress, run.words.cache);
    const code = await run.write(shown(text));
    return code === 0 && !allServe(told) ? 1 : code;
  } finally {
    stop.release();
  }
}

function allServe({ caches, unreadable }: CacheStatus): boolean {
  return unreadable.length === 0 && caches.length > 0 && caches.every(({ serves }) => serves);
}

function renderStatus(
  { caches, unreadable, foreign }: CacheStatus,
  ownAddress: string | null,
  words: CacheMessages,
): string {
  return [
    ...(caches.length === 0 && unreadable.length === 0 ? [words.status.none, ''] : []),
    ...caches.flatMap((cache) => [...renderOne(cache, ownAddress, words.status), '']),
    ...unreadable.flatMap(({ registry, config }) => [words.unreadable(registry, config), '']),
    ...(foreign.length === 0 ? [] : [words.status.foreign(foreign.map((path) => cleanText(path))), '']),
  ].join('\n');
}

function renderOne(cache: OneCache, ownAddress: string | null, words: CacheStatusWords): readonly string[] {
  const {
    registry,
    url,
    upstream,
    notServing,
    upstreamState,
    redisFailure,
    bytes,
    maxBytes,
    freeBytes,
    log,
    quota,
  } = cache;
  // What our own unit put there, it puts there again.
  const addressUnit = new URL(url).hostname === ownAddress ? ADDRESS_UNIT.replace('.service', '') : null;
  const size = (value: number | null): string | null => (value === null ? null : formatSize(value));
  const indented = [
    words.upstream[upstreamState](cleanText(upstream)),
    words.size(size(bytes), size(maxBytes), size(freeBytes), process.geteuid?.() === 0),
    ...(freeBytes !== null && freeBytes < CACHE.leastFreeBytes && notServing !== 'disk-full'
      ? [words.diskLow]
      : []),
    ...(redisFailure === null ? [] : [words.redisSilent(cleanText(redisFailure, 200))]),
    ...(log === null
      ? [words.noLog]
      : [words.hits(share(log.manifests), share(log.blobs)), words.lastStored(log.lastStoredAt)]),
    ...(quota === null ? [] : [words.quota(quota.remaining, quota.limit)]),
  ];
  const head =
    notServing === null
      ? words.serving(registry, url)
      : words.notServing[notServing]({ registry, url, unit: unitOf(SERVICE_UNIT, registry), addressUnit });
  return [head, ...indented.map((line) => `  ${line}`)];
}

/** `97% (1200)`; nobody asked: `-`. */
function share({ asked, fetched }: Counted): string {
  return asked === 0 ? '-' : `${Math.round((100 * Math.max(0, asked - fetched)) / asked)}% (${asked})`;
}
