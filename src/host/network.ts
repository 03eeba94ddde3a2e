import { networkInterfaces } from 'node:os';

/** The address families this machine has an address of beyond itself: no link-local, no loopback. */
export function ipFamilies(): (4 | 6)[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outward = addresses.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  const has = (family: 'IPv4' | 'IPv6'): boolean => outward.some((address) => address.family === family);
  return [...(has('IPv4') ? [4 as const] : []), ...(has('IPv6') ? [6 as const] : [])];
}

/**
 * Of Linux' `/proc/net/route` (proc_net(5): fields in hexadecimal, addresses in the machine's own byte order); null: it is none. A VPN has two halves in place of one
 * default route. What rejects (RTF_REJECT) leads nowhere. Pure.
 */
export function hasDefaultRoute(table: string): boolean | null {
  const [head = '', ...rows] = table.trim().split('\n');
  if (!head.startsWith('Iface')) return null;
  return rows.some((row) => {
    const [, destination, , flags = '', , , , mask = ''] = row.trim().split(/\s+/);
    const isReject = (Number.parseInt(flags, 16) & RTF_REJECT) !== 0;
    return !isReject && destination === '00000000' && EVERYWHERE.has(mask);
  });
}

/** include/uapi/linux/ipv6_route.h and route.h: `ip route add unreachable`, `prohibit`, `blackhole`. */
const RTF_REJECT = 0x02_00;
/** /0, and the first half (/1) in either byte order. */
const EVERYWHERE: ReadonlySet<string> = new Set(['00000000', '00000080', '80000000']);
