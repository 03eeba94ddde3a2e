import { type Asking, LookUps } from '../../names/look-ups.ts';
import { type IpAddress, ownResolver, type Resolver } from '../../names/resolver.ts';
import { classifyAddress } from '../address.ts';

export type { IpAddress } from '../../names/resolver.ts';

/** What this machine's network says: who a name is, and what kind of address that is. */
export interface Network {
  /** Every address of a name, in the order in which they should be tried; rejects as node:dns does. */
  readonly lookup: (hostname: string, family: 4 | 6 | null, asking: Asking) => Promise<readonly IpAddress[]>;
  readonly classify: (ip: string) => AddressClass;
}

export type AddressClass = 'public' | 'fake-ip' | 'special';

/** The network of this machine, with whoever looks names up. */
export function networkOf(open: () => Resolver): Network {
  return { lookup: new LookUps(open).lookup, classify: classifyAddress };
}

export const SYSTEM_NETWORK: Network = networkOf(ownResolver);
