import { instanceName } from '../../cache/index.ts';
import { ownerOfFile } from '../../host/owner-of-file.ts';
import { run as runProgram } from '../../host/run.ts';
import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { formatSize } from '../../report/format.ts';
import { writeNote } from '../../terminal/streams.ts';
import { installedCaches } from '../../use/cache/installed.ts';
import { configFile, stateFolder } from '../../use/cache/places.ts';
import { type PruneOrder, prune as pruneStore } from '../../use/cache/prune.ts';
import { readJournal } from '../../use/cache/read-log.ts';
import { pruneOnce } from '../../use/cache/units.ts';
import type { CommandRun } from '../frame/command.ts';
import { programToServe } from '../frame/service-program.ts';
import type { PruneSettings } from './settings.ts';
import { underLock } from './under-lock.ts';

/** `mirror-cache prune`: the files of a cache are its service's, so root has it done by a process of the same user. */
export async function prune(settings: PruneSettings, run: CommandRun<'cache'>): Promise<number> {
  const { data, here, maxBytes, dryRun } = settings;
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  const orderFor = (root: string, bound: number, redis: PruneOrder['redis']): PruneOrder => ({
    root,
    maxBytes: bound,
    redis,
    dryRun,
    nowMs: Date.now(),
  });
  if (data !== null) {
    const owner = await ownerOfFile(data);
    if (owner === null) {
      say(run.words.cache.prune.unreadable(cleanText(data)));
      return 3;
    }
    if (owner !== process.geteuid?.()) {
      say(run.words.cache.prune.othersFolder(cleanText(data), owner));
      return 6;
    }
    if (maxBytes === null || maxBytes === 0) {
      say(run.words.cache.prune.noBound(cleanText(data)));
      return 3;
    }
    const order = orderFor(data, maxBytes, settings.redis);
    return await pruneOne(cleanText(data), order, async () => null, run, say);
  }
  const installed = await installedCaches();
  const broken = installed.unreadable.filter((registry) => settings.registries?.includes(registry) ?? true);
  for (const registry of broken) say(run.words.cache.unreadable(registry, configFile(registry)));
  const there = installed.instances.map(({ registry }) => registry);
  const chosen = (settings.registries ?? there).filter((registry) => !broken.includes(registry));
  if (chosen.length === 0 && broken.length > 0) return 3;
  const missing = chosen.find((registry) => !there.includes(registry));
  if (chosen.length === 0 || missing !== undefined) {
    say(run.words.cache.usage.notInstalled(missing ?? '', there));
    return 3;
  }
  let worst = broken.length === 0 ? 0 : 3;
  for (const instance of installed.instances.filter(({ registry }) => chosen.includes(registry))) {
    const { registry, redis } = instance;
    const bound = maxBytes ?? installed.maxBytes;
    if (bound === null || bound === 0) {
      say(run.words.cache.prune.noBound(registry));
      worst = Math.max(worst, 3);
    } else if (here) {
      const order = orderFor(stateFolder(registry), bound, redis);
      const code = await pruneOne(registry, order, (since) => readJournal(registry, since), run, say);
      worst = Math.max(worst, code);
    } else {
      const code = await underLock(run.words, say, installed, () =>
        asService(registry, bound, dryRun, run, say),
      );
      worst = Math.max(worst, code);
    }
  }
  return worst;
}

/** In a process of the cache's own user, as the timer has it. */
async function asService(
  registry: string,
  maxBytes: number,
  dryRun: boolean,
  { words: { cache: told, frame }, lang }: CommandRun<'cache'>,
  say: (line: string) => void,
): Promise<number> {
  if (process.geteuid?.() !== 0) {
    say(frame.service.needsRoot);
    return 6;
  }
  const program = await programToServe('mirror-cache', frame.service);
  if (program.kind === 'refusal') {
    say(program.sentence);
    return program.code;
  }
  const args = ['prune', '--here', '--registry', registry, '--max-size', String(maxBytes), '--lang', lang];
  const once = pruneOnce(program.command, instanceName(registry), [
    ...args,
    ...(dryRun ? ['--dry-run'] : []),
  ]);
  const done = await runProgram('systemd-run', once, { timeoutMs: PRUNE_MS });
  if (done.kind !== 'exited') {
    say(told.prune.failed(registry, done.kind));
    return 3;
  }
  for (const line of done.stderr.split('\n')) if (line !== '') say(cleanText(line, 600));
  return done.code;
}

/** A list of files, and as many removals. */
const PRUNE_MS = 30 * 60_000;

async function pruneOne(
  name: string,
  order: PruneOrder,
  readLog: Parameters<typeof pruneStore>[1],
  { words }: CommandRun<'cache'>,
  say: (line: string) => void,
): Promise<number> {
  const told = words.cache.prune;
  let logSeen = true;
  const pruned = await pruneStore(order, async (since) => {
    const log = await readLog(since);
    logSeen = log !== null;
    return log;
  });
  if (pruned.kind === 'no-store') {
    // Of a cache that was set up here it is known whose folder it is: nothing was pulled yet.
    const isKnown = order.root === stateFolder(name);
    say(isKnown ? told.under(name, formatSize(0), formatSize(order.maxBytes)) : told.noStore(name));
    return isKnown ? 0 : 3;
  }
  if (pruned.kind === 'not-a-cache') {
    say(told.notACache(cleanText(order.root)));
    return 3;
  }
  if (pruned.kind === 'unreadable') {
    say(told.failed(name, words.frame.note.systemError(pruned.code)));
    return 3;
  }
  if (pruned.kind === 'not-followed') {
    say(told.notFollowed(cleanText(pruned.path)));
    return 3;
  }
  if (pruned.kind === 'failed') {
    say(told.failed(name, cleanText(pruned.detail, 400)));
    return 3;
  }
  const { beforeBytes, afterBytes, evicted, removed, redisFailure } = pruned;
  if (!logSeen) say(told.noLog(name));
  const evictedLine = order.dryRun ? told.wouldEvict : told.evicted;
  const sumLine = order.dryRun ? told.wouldBe : told.done;
  for (const { name: repository, lastPulledMs } of evicted)
    say(evictedLine(name, repository, new Date(lastPulledMs).toISOString()));
  const most = formatSize(order.maxBytes);
  if (redisFailure !== null && order.redis !== null)
    say((removed ? told.noRedis : told.redisSilent)(order.redis.address, cleanText(redisFailure)));
  if (afterBytes > order.maxBytes) {
    say(told.over(name, formatSize(afterBytes), most));
    return 3;
  }
  say(
    evicted.length === 0 && afterBytes === beforeBytes
      ? told.under(name, formatSize(beforeBytes), most)
      : sumLine(name, formatSize(beforeBytes), formatSize(afterBytes), most),
  );
  return redisFailure === null ? 0 : 3;
}
