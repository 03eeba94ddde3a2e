import { lookup } from 'node:dns/promises';
import { classifyAddress } from '../address.ts';

export interface Address {
  readonly ip: string;
  readonly family: 4 | 6;
}

/** What this machine's network says: who a name is, and what kind of address that is. */
export interface Network {
  /** Every address of a name, in the order in which they should be tried; rejects as node:dns does. */
  readonly lookup: (hostname: string, family: 4 | 6 | null) => Promise<readonly Address[]>;
  readonly classify: (ip: string) => AddressClass;
}

export type AddressClass = 'public' | 'fake-ip' | 'special';

/**
 * getaddrinfo, as every other program on this machine resolves (hosts file, search list, RFC 6724 order). It runs on
 * libuv's thread pool, which keeps half of its four threads for look-ups: many at once wait for one another.
 */
export const SYSTEM_NETWORK: Network = {
  lookup: async (hostname, family) => {
    const found = await lookup(hostname, { all: true, family: family ?? 0 });
    return found.map(({ address, family }) => ({ ip: address, family: family === 6 ? 6 : 4 }));
  },
  classify: classifyAddress,
};
