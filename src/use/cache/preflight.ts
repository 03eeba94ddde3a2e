import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { addressOf, CACHE, type CacheInstance, instanceName, type RegistryMajor } from '../../cache/index.ts';
import { askRedis } from '../../host/ask-redis.ts';
import { diskSpace } from '../../host/disk-space.ts';
import { isThere } from '../../host/is-there.ts';
import { ownerOfFile } from '../../host/owner-of-file.ts';
import { portIsFree } from '../../host/port-is-free.ts';
import { realPath } from '../../host/real-path.ts';
import { run, succeeded } from '../../host/run.ts';
import { checkSafety } from '../../host/safety.ts';
import { configFile, dataFolder, REGISTRY_PROGRAM, STATE_FOLDER, secretFile } from './places.ts';
import { storeIn } from './store-folder.ts';

/** What stands in the way before anything is written. */
export type InTheWay =
  /** A file of somebody else's stands where ours would. */
  | { readonly kind: 'file-in-use'; readonly path: string }
  | { readonly kind: 'data-of-system'; readonly folder: string }
  /** It is not there, or not root's alone. */
  | { readonly kind: 'data'; readonly folder: string }
  /** It would be a cache's own, which goes with the cache, and has something else in it. */
  | { readonly kind: 'data-in-use'; readonly folder: string; readonly name: string }
  /** The same, and it is a registry's store of which nothing says that it can be fetched again. */
  | { readonly kind: 'data-of-registry'; readonly folder: string }
  /** `code`: the system's word. */
  | { readonly kind: 'data-unreadable'; readonly folder: string; readonly code: string }
  /** It does not answer as a redis does. `why`: its word, or the system's; clean it before it is shown. */
  | { readonly kind: 'redis'; readonly address: string; readonly why: string }
  | { readonly kind: 'not-ours'; readonly host: string }
  | { readonly kind: 'port-taken'; readonly registry: string; readonly address: string }
  | {
      readonly kind: 'disk';
      readonly folder: string;
      readonly freeBytes: number;
      readonly wantedBytes: number;
    };

/** Is the address this machine's, are the ports free, does the disk have what they may come to? null: nothing is in the way. */
export async function lookAhead(
  instances: readonly CacheInstance[],
  ownAddress: string | null,
  maxBytes: number,
  data: string | null,
): Promise<InTheWay | null> {
  const here = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  for (const { host, port, registry } of instances) {
    const isHere = host === ownAddress || isLoopback(host) || here.some(({ address }) => address === host);
    if (!isHere) return { kind: 'not-ours', host };
    if (!(await portIsFree(host, port)))
      return { kind: 'port-taken', registry, address: addressOf({ host, port }).slice('http://'.length) };
  }
  for (const { registry } of instances)
    for (const path of [configFile(registry), secretFile(registry)])
      if (await isThere(path)) return { kind: 'file-in-use', path };
  if (data !== null) {
    if (isOfSystem(await realPath(data))) return { kind: 'data-of-system', folder: data };
    const safety = (await isThere(data)) ? await checkSafety(join(data, '.')) : null;
    if (safety?.kind !== 'safe' || (await ownerOfFile(data)) !== 0) return { kind: 'data', folder: data };
  }
  for (const { registry } of instances) {
    const way = await somebodysIn(join(dataFolder(data), instanceName(registry)));
    if (way !== null) return way;
  }
  const folder = data ?? ((await isThere(STATE)) ? STATE : '/var');
  const space = await diskSpace(folder);
  const wantedBytes = maxBytes === 0 ? CACHE.leastFreeBytes : maxBytes * instances.length;
  if (space !== null && space.freeBytes < wantedBytes)
    return { kind: 'disk', folder, freeBytes: space.freeBytes, wantedBytes };
  for (const { redis } of instances) {
    const why = redis === null ? null : await askRedis(redis.address, redis.db, 'PING', CACHE.redisMs);
    if (redis !== null && why !== null)
      return { kind: 'redis', address: `${redis.address}/${redis.db}`, why };
  }
  return null;
}

const STATE = '/var/lib';

/** null: it is free for a cache, or one was there. */
async function somebodysIn(folder: string): Promise<InTheWay | null> {
  const store = await storeIn(folder);
  switch (store.kind) {
    case 'empty':
    case 'cache':
      return null;
    case 'foreign':
      return { kind: 'data-in-use', folder, name: store.name };
    case 'registry':
      return { kind: 'data-of-registry', folder };
    case 'unreadable':
      return { kind: 'data-unreadable', folder, code: store.code };
    default:
      return store satisfies never;
  }
}

/** What programs and systemd have for themselves: a cache's folder there would be in the way, or the mount in its own. Pure. */
export function isOfSystem(folder: string): boolean {
  return OF_SYSTEM.some((path) => folder === path || folder.startsWith(`${path}/`)) || ROOTS.has(folder);
}

const OF_SYSTEM: readonly string[] = [
  ...['/bin', '/boot', '/dev', '/etc', '/lib', '/lib32', '/lib64', '/libx32', '/proc', '/run', '/sbin'],
  ...['/sys', '/usr', STATE_FOLDER, '/var/lib/mirror-cache', '/var/lib/systemd'],
];
/** Others' folders lie beside each other in these. */
const ROOTS: ReadonlySet<string> = new Set(['/', '/home', '/var', '/var/lib', '/var/lib/private']);

export function isLoopback(host: string): boolean {
  return /^127\./.test(host) || host === '::1';
}

/** Which release of the registry's program is installed; null: none. */
export async function registryMajor(): Promise<RegistryMajor | null> {
  if (!(await isThere(REGISTRY_PROGRAM))) return null;
  const told = await run(REGISTRY_PROGRAM, ['--version']);
  const major = succeeded(told) ? /\bv?(\d)\.\d+\.\d+/.exec(told.stdout)?.[1] : undefined;
  return major === '3' ? 3 : 2;
}
