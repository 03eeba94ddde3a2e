import { networkInterfaces } from 'node:os';
import { addressOf, CACHE, type CacheInstance, type RegistryMajor } from '../../cache/index.ts';
import { diskSpace } from '../../host/disk-space.ts';
import { isThere } from '../../host/is-there.ts';
import { portIsFree } from '../../host/port-is-free.ts';
import { run, succeeded } from '../../host/run.ts';
import { REGISTRY_PROGRAM } from './places.ts';

/** What stands in the way before anything is written. */
export type InTheWay =
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
): Promise<InTheWay | null> {
  const here = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  for (const { host, port, registry } of instances) {
    const isHere = host === ownAddress || isLoopback(host) || here.some(({ address }) => address === host);
    if (!isHere) return { kind: 'not-ours', host };
    if (!(await portIsFree(host, port)))
      return { kind: 'port-taken', registry, address: addressOf({ host, port }).slice('http://'.length) };
  }
  const folder = (await isThere(STATE)) ? STATE : '/var';
  const space = await diskSpace(folder);
  const wantedBytes = maxBytes === 0 ? CACHE.leastFreeBytes : maxBytes * instances.length;
  if (space !== null && space.freeBytes < wantedBytes)
    return { kind: 'disk', folder, freeBytes: space.freeBytes, wantedBytes };
  return null;
}

const STATE = '/var/lib';

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
