import { basename, dirname, join } from 'node:path';
import {
  blobsLeft,
  CACHE,
  chooseEvictions,
  mergePulls,
  type PullLog,
  parseMemory,
  type RedisPlace,
  readStore,
  renderMemory,
} from '../../cache/index.ts';
import { askRedis } from '../../host/ask-redis.ts';
import { errnoOf } from '../../host/file-failure.ts';
import { HOST } from '../../host/limits.ts';
import { type Below, openBelow } from '../../host/open-below.ts';
import { readTextFile } from '../../host/read-text.ts';
import { type RunResult, run, succeeded } from '../../host/run.ts';
import { kindOf, putUnfollowed } from '../../host/unfollowed.ts';
import { PULLS_FILE, PULLS_FILE_NEW, STORE } from './places.ts';
import { isProven } from './store-folder.ts';

export interface PruneOrder {
  /** The registry's folder; `docker/registry/v2` lies below. */
  readonly root: string;
  readonly maxBytes: number;
  readonly redis: RedisPlace | null;
  /** Only say what would go. */
  readonly dryRun: boolean;
  readonly nowMs: number;
}

export type PrunedCache =
  | {
      readonly kind: 'pruned';
      readonly beforeBytes: number;
      readonly afterBytes: number;
      readonly evicted: readonly { readonly name: string; readonly lastPulledMs: number }[];
      /** Something was taken away. */
      readonly removed: boolean;
      /** The redis could not be emptied, or does not answer where nothing was taken away; null: it was, or does, or there is none. */
      readonly redisFailure: string | null;
    }
  /** Nothing was ever pulled, or it is not a registry's folder. */
  | { readonly kind: 'no-store' }
  /** A registry's folder, and nothing says that it keeps copies only. */
  | { readonly kind: 'not-a-cache' }
  /** Some file or folder cannot be looked at or written. `code`: the system's word. */
  | { readonly kind: 'unreadable'; readonly code: string }
  /** A link, or something else that no registry makes, stands there: whoever put it there would choose what is changed. Nothing was, from there on. */
  | { readonly kind: 'not-followed'; readonly path: string }
  /** `detail`: a program's word; clean it before it is shown. */
  | { readonly kind: 'failed'; readonly detail: string };

/**
 * Lets go of the least recently pulled repositories until the bound is kept, while the registry serves: a repository's links first, then the blobs that only they had. A download that runs
 * goes on, since its file stays until it is closed. The registry may be somebody else's container, and we root: no link of its is followed. `readLog`: what was pulled since an instant;
 * null: the log cannot be read.
 */
export async function prune(
  order: PruneOrder,
  readLog: (sinceMs: number | null) => Promise<PullLog | null>,
): Promise<PrunedCache> {
  try {
    return await pruneOpened(order, readLog);
  } catch (error) {
    const code = errnoOf(error);
    if (code === null) throw error;
    return { kind: 'unreadable', code };
  }
}

async function pruneOpened(
  order: PruneOrder,
  readLog: (sinceMs: number | null) => Promise<PullLog | null>,
): Promise<PrunedCache> {
  const [root, store] = [await openBelow(order.root), await openBelow(order.root, STORE)];
  try {
    const odd = [root, store].find((one) => one.kind === 'not-a-folder') ?? (await oddBelow(order.root));
    if (odd?.kind === 'not-a-folder') return { kind: 'not-followed', path: odd.path };
    if (root.kind !== 'folder' || store.kind !== 'folder') return { kind: 'no-store' };
    if (!(await isProven(root.path))) return { kind: 'not-a-cache' };
    return await pruneStore(order, root.path, store.path, readLog);
  } finally {
    for (const one of [root, store]) if (one.kind === 'folder') await one.close();
  }
}

/** null: the parts of a store are folders, what is remembered is a file, or they are not there. */
async function oddBelow(root: string): Promise<Below | null> {
  for (const part of ['blobs/sha256', 'repositories']) {
    const found = await openBelow(root, join(STORE, part));
    if (found.kind === 'folder') await found.close();
    if (found.kind === 'not-a-folder') return found;
  }
  const path = join(root, PULLS_FILE);
  const memory = await kindOf(path).catch(() => null);
  return memory === null || memory === 'file' ? null : { kind: 'not-a-folder', path };
}

/** `root` and `folder`, the store in it, as they stand open. */
async function pruneStore(
  { root: named, maxBytes, redis, dryRun, nowMs }: PruneOrder,
  root: string,
  folder: string,
  readLog: (sinceMs: number | null) => Promise<PullLog | null>,
): Promise<PrunedCache> {
  const read = await readTextFile(join(root, PULLS_FILE), HOST.configBytes);
  const memory = parseMemory(read.ok ? read.text : '');
  const log = await readLog(memory.readUntilMs);
  const lastPulled = log === null ? memory.lastPulled : mergePulls(memory.lastPulled, log.lastPulled);
  const listed = await run('find', [`${folder}/`, '-type', 'f', '-printf', '%s %T@ %P\\n'], {
    timeoutMs: CACHE.sizeMs,
    maxOutputBytes: CACHE.listBytes,
  });
  if (!succeeded(listed)) return { kind: 'failed', detail: wordsOf(listed) };
  const store = readStore(listed.stdout.split('\n'), lastPulled);
  const names = chooseEvictions(store, maxBytes, CACHE.pruneShare);
  const evicted = names.flatMap((name) => store.repositories.filter((kept) => kept.name === name));
  const blobs = blobsLeft(store, new Set(names), nowMs - CACHE.settleMs);
  const freed = blobs.reduce((sum, digest) => sum + (store.blobs.get(digest) ?? 0), 0);
  const uploads = evicted.reduce((sum, { uploadBytes }) => sum + uploadBytes, 0);
  const pruned = {
    kind: 'pruned',
    removed: false,
    beforeBytes: store.totalBytes,
    afterBytes: store.totalBytes - freed - uploads,
    evicted: evicted.map(({ name, lastPulledMs }) => ({ name, lastPulledMs })),
    redisFailure: null,
  } as const;
  if (dryRun) return { ...pruned, redisFailure: await askFor(redis, 'PING') };
  const paths = [
    ...names.flatMap((name) => ownPart(join('repositories', name))),
    ...blobs.map((digest) => join('blobs/sha256', digest.slice(7, 9), digest.slice(7))),
  ];
  const failure = await removeAll(join(named, STORE), paths);
  if (failure !== null) return failure;
  const forgotten = new Map([...lastPulled].filter(([name]) => !names.includes(name)));
  await remember(
    root,
    renderMemory({ readUntilMs: log === null ? memory.readUntilMs : nowMs, lastPulled: forgotten }),
  );
  const removed = paths.length > 0;
  return { ...pruned, removed, redisFailure: await askFor(redis, removed ? 'FLUSHDB' : 'PING') };
}

/** What went of the store, a descriptor cache would still answer for; one that is gone is told also where nothing went. */
async function askFor(redis: RedisPlace | null, what: 'PING' | 'FLUSHDB'): Promise<string | null> {
  return redis === null ? null : await askRedis(redis.address, redis.db, what, CACHE.redisMs);
}

/** Not the folder itself: a repository `a/b` lies in that of `a`. */
function ownPart(folder: string): readonly string[] {
  return ['_manifests', '_layers', '_uploads'].map((part) => join(folder, part));
}

/** `paths`: below the store. Some at a time: a command line has its bound, and so have open files. null: all are gone. */
async function removeAll(store: string, paths: readonly string[]): Promise<PrunedCache | null> {
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    const failure = await removeSome(store, paths.slice(at, at + AT_ONCE));
    if (failure !== null) return failure;
  }
  return null;
}

async function removeSome(store: string, paths: readonly string[]): Promise<PrunedCache | null> {
  const open: Extract<Below, { kind: 'folder' }>[] = [];
  try {
    const there: string[] = [];
    for (const path of paths) {
      const above = await openBelow(store, dirname(path));
      if (above.kind === 'not-a-folder') return { kind: 'not-followed', path: above.path };
      if (above.kind === 'missing') continue;
      open.push(above);
      there.push(join(above.path, basename(path)));
    }
    // It takes a link away, and not what it leads to.
    const removed = await run('rm', ['-rf', '--', ...there], { timeoutMs: CACHE.sizeMs });
    return succeeded(removed) ? null : { kind: 'failed', detail: wordsOf(removed) };
  } finally {
    for (const above of open) await above.close();
  }
}

function wordsOf(result: RunResult): string {
  return result.kind === 'exited' ? result.stderr.trim() : result.kind;
}

/** Paths of some 100 bytes, of which 128 KiB are always granted; and as many open folders, of which 1024 are. */
const AT_ONCE = 200;

/** Where it cannot be written, the next prune reads the journal from its begin. A link that stands there by now goes: what it leads to is not written. */
async function remember(root: string, text: string): Promise<void> {
  try {
    await putUnfollowed(join(root, PULLS_FILE), join(root, PULLS_FILE_NEW), text);
  } catch (error) {
    if (errnoOf(error) === null) throw error;
  }
}
