import { join } from 'node:path';
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
import { writePlannedFile } from '../../change/write-file.ts';
import { emptyRedis } from '../../host/empty-redis.ts';
import { bytesOf, readFileState } from '../../host/file-state.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import { readTextFile } from '../../host/read-text.ts';
import { type RunResult, run, succeeded } from '../../host/run.ts';
import { PULLS_FILE } from './places.ts';

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
      /** The redis could not be emptied; null: it was, or there is none. */
      readonly redisFailure: string | null;
    }
  /** Nothing was ever pulled, or it is not a registry's folder. */
  | { readonly kind: 'no-store' }
  /** `detail`: a program's word; clean it before it is shown. */
  | { readonly kind: 'failed'; readonly detail: string };

/**
 * Lets go of the least recently pulled repositories until the bound is kept, while the registry serves: a repository's links first, then the blobs that only they had. A download that runs
 * goes on, since its file stays until it is closed. `readLog`: what was pulled since an instant; null: the log cannot be read.
 */
export async function prune(
  { root, maxBytes, redis, dryRun, nowMs }: PruneOrder,
  readLog: (sinceMs: number | null) => Promise<PullLog | null>,
): Promise<PrunedCache> {
  const folder = join(root, 'docker/registry/v2');
  if (!(await isThere(folder))) return { kind: 'no-store' };
  const memoryFile = join(root, PULLS_FILE);
  const read = await readTextFile(memoryFile, HOST.configBytes);
  const memory = parseMemory(read.ok ? read.text : '');
  const log = await readLog(memory.readUntilMs);
  const lastPulled = log === null ? memory.lastPulled : mergePulls(memory.lastPulled, log.lastPulled);
  const listed = await run('find', [folder, '-type', 'f', '-printf', '%s %T@ %P\\n'], {
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
    beforeBytes: store.totalBytes,
    afterBytes: store.totalBytes - freed - uploads,
    evicted: evicted.map(({ name, lastPulledMs }) => ({ name, lastPulledMs })),
    redisFailure: null,
  } as const;
  if (dryRun) return pruned;
  const paths = [
    ...names.flatMap((name) => ownPart(join(folder, 'repositories', name))),
    ...blobs.map((digest) => join(folder, 'blobs/sha256', digest.slice(7, 9), digest.slice(7))),
  ];
  const failure = await removeAll(paths);
  if (failure !== null) return { kind: 'failed', detail: failure };
  const forgotten = new Map([...lastPulled].filter(([name]) => !names.includes(name)));
  await remember(
    memoryFile,
    renderMemory({ readUntilMs: log === null ? memory.readUntilMs : nowMs, lastPulled: forgotten }),
  );
  const redisFailure =
    redis === null || paths.length === 0 ? null : await emptyRedis(redis.address, redis.db, CACHE.askMs);
  return { ...pruned, redisFailure };
}

/** Not the folder itself: a repository `a/b` lies in that of `a`. */
function ownPart(folder: string): readonly string[] {
  return ['_manifests', '_layers', '_uploads'].map((part) => join(folder, part));
}

/** Some at a time: a command line has its bound. */
async function removeAll(paths: readonly string[]): Promise<string | null> {
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    const removed = await run('rm', ['-rf', '--', ...paths.slice(at, at + AT_ONCE)], {
      timeoutMs: CACHE.sizeMs,
    });
    if (!succeeded(removed)) return wordsOf(removed);
  }
  return null;
}

function wordsOf(result: RunResult): string {
  return result.kind === 'exited' ? result.stderr.trim() : result.kind;
}

/** Paths of some 200 bytes, and 128 KiB are always granted. */
const AT_ONCE = 200;

/** Where it cannot be written, the next prune reads the journal from its begin. */
async function remember(path: string, text: string): Promise<void> {
  const state = await readFileState(path, HOST.configBytes);
  if (state.kind === 'file-failure') return;
  const file = {
    path,
    before: bytesOf(state),
    after: Buffer.from(text),
    mode: 'keep',
    judged: false,
    unit: false,
  } as const;
  await writePlannedFile(file, null, async () => null);
}
