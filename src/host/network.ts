import { networkInterfaces } from 'node:os';

/** The address families this machine has an address of beyond itself: no link-local, no loopback. */
export function ipFamilies(): (4 | 6)[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outward = addresses.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  const has = (family: 'IPv4' | 'IPv6'): boolean => outward.some((address) => address.family === family);
  return [...(has('IPv4') ? [4 as const] : []), ...(has('IPv6') ? [6 as const] : [])];
}
