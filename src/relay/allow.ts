import { BlockList, isIP } from 'node:net';

/** A network in CIDR form; a single address is one of its own. null: it is none. Pure. */
export function parseCidr(text: string): Cidr | null {
  const [address = '', prefix, ...more] = text.trim().split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return null;
  const most = family === 4 ? 32 : 128;
  const bits = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  return bits >= 0 && bits <= most ? { address, bits, family: family === 4 ? 'ipv4' : 'ipv6' } : null;
}

export interface Cidr {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** Who may ask: this machine by any of its own addresses, and the networks that were named. */
export function allowList(
  networks: readonly Cidr[],
  ownAddresses: () => readonly string[],
): (remote: string) => boolean {
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8, 'ipv4');
  list.addAddress('::1', 'ipv6');
  for (const { address, bits, family } of networks) list.addSubnet(address, bits, family);
  return (remote) => {
    const mapped = remote.startsWith(MAPPED) ? remote.slice(MAPPED.length) : '';
    const address = isIP(mapped) === 4 ? mapped : remote;
    const family = isIP(address);
    if (family === 0) return false;
    return list.check(address, family === 4 ? 'ipv4' : 'ipv6') || ownAddresses().includes(address);
  };
}

/** How a socket for both families shows an IPv4 address. */
const MAPPED = '::ffff:';
