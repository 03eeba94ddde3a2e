import { BlockList, isIP } from 'node:net';

/** Addresses of one family, as Go's net.IPNet has them. */
export interface AddressBlock {
  readonly family: 4 | 6;
  readonly addresses: BlockList;
}

/**
 * One item as net.ParseCIDR reads it; null: it is none. An IPv6 zone is none of a block's business. `::ffff:10.0.0.0/104` is
 * 10.0.0.0/8; a shorter prefix leaves nothing of an IPv4 address, and such a block, `::/0` too, has no IPv4 address in it.
 */
export function parseAddressBlock(text: string): AddressBlock | null {
  const [, ip = '', digits = ''] = /^([0-9a-f.:]{2,45})\/(\d+)$/i.exec(text) ?? [];
  const bits = Number(digits);
  if (isIP(ip) === 0 || bits > (isIP(ip) === 4 ? 32 : 128)) return null;
  const addresses = new BlockList();
  const plain = unmapped(ip);
  const mapped = isIP(ip) === 6 && plain !== ip;
  if (isIP(ip) === 4 || (mapped && bits >= MAPPED_BITS)) {
    addresses.addSubnet(plain, mapped ? bits - MAPPED_BITS : bits, 'ipv4');
    return { family: 4, addresses };
  }
  addresses.addSubnet(ip, bits, 'ipv6');
  return { family: 6, addresses };
}

/** An address of the other family is in no block; IPv4 in IPv6 (::ffff:10.0.0.1) is the IPv4 address that it is, as for Go's net.IP; a name is in none. Pure. */
export function includesAddress({ family, addresses }: AddressBlock, address: string): boolean {
  const plain = unmapped(address);
  return isIP(plain) === family && addresses.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

/** RFC 4291 2.5.5.2. What is no such address is left as it is. */
function unmapped(ip: string): string {
  if (isIP(ip) !== 6 || ip.includes('%')) return ip;
  // In the one spelling that the URL standard has for each.
  const [, high, low] = /^\[::ffff:([0-9a-f]+):([0-9a-f]+)\]$/.exec(new URL(`http://[${ip}]`).hostname) ?? [];
  if (high === undefined || low === undefined) return ip;
  const bytes = [high, low].flatMap((part) => [
    Number.parseInt(part, 16) >> 8,
    Number.parseInt(part, 16) & 255,
  ]);
  return bytes.join('.');
}

/** Before the IPv4 address in such an IPv6 address. */
const MAPPED_BITS = 96;
