import { BlockList, isIP } from 'node:net';

/**
 * What kind of address a name resolved to. `special`: no public mirror lives there (loopback, private, link-local,
 * multicast, reserved …), or not an address at all. `fake-ip`: 198.18.0.0/15, the benchmarking range from which
 * Clash and its kin answer for every name. Where an IPv6 address embeds an IPv4 one, the embedded one is judged.
 * Follows the IANA special-purpose registries (RFC 6890, as updated 2025-10). Takes a URL's bracketed form too.
 */
export function classifyAddress(ip: string): 'public' | 'fake-ip' | 'special' {
  const address = withoutBrackets(ip);
  switch (isIP(address)) {
    case 4:
      return classifyV4(address);
    case 6:
      return classifyV6(address);
    default:
      return 'special';
  }
}

/**
 * What is nearer than a private network: `loopback`, this machine (the unspecified address leads there as well), and `link-local`, who is on the same
 * wire, along with the metadata services of clouds, which tell whoever asks from this machine who it is. null: neither of them.
 */
export function nearPlace(ip: string): 'loopback' | 'link-local' | null {
  const [address = ''] = withoutBrackets(ip).split('%');
  const family = isIP(address);
  if (family === 0) return null;
  const embedded = family === 6 ? embeddedV4(groupsOf(address)) : null;
  const where = [embedded ?? address, embedded === null && family === 6 ? 'ipv6' : 'ipv4'] as const;
  if (LOOPBACK.check(...where)) return 'loopback';
  return LINK_LOCAL.check(...where) ? 'link-local' : null;
}

/** Is this host an IP address and no name? Handles the brackets that a URL puts around IPv6. */
export function isAddressLiteral(hostname: string): boolean {
  return isIP(withoutBrackets(hostname)) !== 0;
}

const LOOPBACK = blockLists(['0.0.0.0/8', '127.0.0.0/8'], ['::/128', '::1/128']);

const LINK_LOCAL = blockLists(
  [
    '169.254.0.0/16', // and nearly every cloud's metadata
    '100.100.100.200/32', // Alibaba Cloud's
    '192.0.0.192/32', // Oracle Cloud's
  ],
  [
    'fe80::/10',
    'fd00:ec2::/32', // Amazon's
    'fd20:ce::/32', // Google's
  ],
);

const FAKE_IP = blockList('ipv4', ['198.18.0.0/15']);

/** Also the few that IANA marks globally reachable (AS112, AMT, PCP anycast): services, but never a registry. */
const SPECIAL_V4 = blockList('ipv4', [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT; clouds keep internal services there
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local; cloud metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // IETF protocol assignments
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relay anycast
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
]);

/** The only block from which IANA gives out unicast addresses. */
const GLOBAL_UNICAST_V6 = blockList('ipv6', ['2000::/3']);

const SPECIAL_V6 = blockList('ipv6', [
  '2001::/23', // IETF protocol assignments: Teredo, benchmarking, ORCHID …
  '2001:db8::/32', // documentation
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
]);

function classifyV4(address: string): 'public' | 'fake-ip' | 'special' {
  if (FAKE_IP.check(address, 'ipv4')) return 'fake-ip';
  return SPECIAL_V4.check(address, 'ipv4') ? 'special' : 'public';
}

function classifyV6(address: string): 'public' | 'fake-ip' | 'special' {
  // A zone names an interface of this machine: nothing that is reached over the internet has one.
  if (address.includes('%')) return 'special';
  const embedded = embeddedV4(groupsOf(address));
  if (embedded !== null) return classifyV4(embedded);
  if (!GLOBAL_UNICAST_V6.check(address, 'ipv6')) return 'special';
  return SPECIAL_V6.check(address, 'ipv6') ? 'special' : 'public';
}

/** The IPv4 address inside ::ffff:0:0/96 (mapped), 64:ff9b::/96 (NAT64) and 2002::/16 (6to4). */
function embeddedV4(groups: readonly number[]): string | null {
  const [first = 0, second = 0, third = 0] = groups;
  if (first === 0x2002) return dotted(second, third);
  const head = groups
    .slice(0, 6)
    .map((group) => group.toString(16))
    .join(':');
  if (head === '0:0:0:0:0:ffff' || head === '64:ff9b:0:0:0:0') return dotted(groups[6] ?? 0, groups[7] ?? 0);
  return null;
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

/** The eight 16-bit groups of an address that `isIP` found to be IPv6. */
function groupsOf(address: string): number[] {
  const [left = '', right] = address.split('::');
  const before = parseGroups(left);
  if (right === undefined) return before;
  const after = parseGroups(right);
  const zeros = Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<number>(zeros).fill(0), ...after];
}

function parseGroups(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}

function blockList(family: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList {
  return family === 'ipv4' ? blockLists(ranges, []) : blockLists([], ranges);
}

function blockLists(ipv4: readonly string[], ipv6: readonly string[]): BlockList {
  const list = new BlockList();
  for (const [family, ranges] of [['ipv4', ipv4] as const, ['ipv6', ipv6] as const])
    for (const range of ranges) {
      const slash = range.indexOf('/');
      list.addSubnet(range.slice(0, slash), Number(range.slice(slash + 1)), family);
    }
  return list;
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}
