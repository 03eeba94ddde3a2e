import type { InstalledCaches } from '../../use/cache/installed.ts';
import { isLoopback } from '../../use/cache/preflight.ts';
import { OWN_ADDRESSES } from '../../use/install/own-addresses.ts';
import { seeEngine } from '../../use/install/see-engine.ts';
import { addressFor, type RelayAddress } from '../../use/relay/install/address.ts';
import type { UpSettings } from './settings.ts';

/** `ownAddress`: what the units put on the loopback device. */
export type CachePlace =
  | { readonly kind: 'place'; readonly host: string; readonly ownAddress: string | null }
  /** It was named, and would have this engine check less. */
  | { readonly kind: 'loopback'; readonly host: string }
  /** The same, and it is that of the caches that are there. */
  | { readonly kind: 'loopback-there'; readonly host: string };

/** By the engine, unless it is named, or other caches listen somewhere already. */
export async function placeFor(
  { host, engine }: Pick<UpSettings, 'host' | 'engine'>,
  { instances, ownAddress }: Pick<InstalledCaches, 'instances' | 'ownAddress'>,
): Promise<CachePlace> {
  const fitting = await fittingFor(engine);
  const usual = instances[0]?.host ?? (fitting.own ? OWN_ADDRESSES.cache : fitting.host);
  const chosen = host ?? usual;
  if (isWeakened(engine, fitting, chosen))
    return { kind: host === null ? 'loopback-there' : 'loopback', host: chosen };
  const isOwn = chosen === OWN_ADDRESSES.cache && host === null;
  return { kind: 'place', host: chosen, ownAddress: ownAddress ?? (isOwn ? chosen : null) };
}

/** Would a mirror at this address have the engine check less? */
export async function weakens(engine: UpSettings['engine'], host: string): Promise<boolean> {
  return isLoopback(host) && isWeakened(engine, await fittingFor(engine), host);
}

function isWeakened(engine: UpSettings['engine'], fitting: RelayAddress, host: string): boolean {
  return engine === 'docker' && fitting.own && isLoopback(host);
}

async function fittingFor(engine: UpSettings['engine']): Promise<RelayAddress> {
  return engine === 'docker' ? addressFor((await seeEngine(engine))?.version ?? null, null) : OWN_LOOPBACK;
}

/** Other engines take any address: the caches have one of their own. */
const OWN_LOOPBACK: RelayAddress = { host: OWN_ADDRESSES.cache, own: true };
