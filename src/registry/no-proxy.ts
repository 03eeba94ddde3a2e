import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** Where a request goes, as Go's canonicalAddr has it. */
export interface ProxyTarget {
  /** A URL's hostname; an IPv6 address with or without its brackets. */
  readonly hostname: string;
  /** The scheme's own where the URL names none. */
  readonly port: number;
}

/** Does a request to there go without a proxy? */
export type Bypass = (target: ProxyTarget) => boolean;

/**
 * NO_PROXY as Go reads it (golang.org/x/net/http/httpproxy: init, useProxy), because every engine is written in Go: a comma
 * list of `*`, `example.com` (itself and what is under it), `.example.com` or `*.example.com` (only what is under it), an
 * address, a CIDR block; a port counts where one is named. Nothing is resolved: addresses and blocks hold against address
 * literals. Loopback and `localhost` never go through a proxy. What Go lets never match does not match here either:
 * `example.com.` is not example.com, `:0443` is not 443, `[fd00::1]` without a port is nobody.
 */
export function parseNoProxy(list: string): Bypass {
  const matchers: Matcher[] = [];
  for (const item of list.split(',')) {
    const entry = item.trim().toLowerCase();
    if (entry === '*') return () => true;
    const matcher = entry === '' ? null : matcherOf(entry);
    if (matcher !== null) matchers.push(matcher);
  }
  return ({ hostname, port }) => {
    const host = withoutBrackets(hostname.toLowerCase());
    const isAddress = isIP(host) !== 0;
    if (host === 'localhost' || (isAddress && LOOPBACK.some((block) => contains(block, host)))) return true;
    return matchers.some((matches) => matches(host, isAddress, String(port)));
  };
}

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

/** net.SplitHostPort; null where Go returns an error, and the item is taken whole. */
export function splitHostPort(text: string): { readonly host: string; readonly port: string } | null {
  const bracketed = /^\[([^[\]]*)\]:([^:[\]]*)$/.exec(text);
  const found = bracketed ?? /^([^:[\]]*):([^:[\]]*)$/.exec(text);
  return found === null ? null : { host: found[1] ?? '', port: found[2] ?? '' };
}

type Matcher = (host: string, isAddress: boolean, port: string) => boolean;

function matcherOf(entry: string): Matcher | null {
  const block = parseAddressBlock(entry);
  if (block !== null) return (host, isAddress) => isAddress && contains(block, host);

  const { host, port } = splitHostPort(entry) ?? { host: entry, port: '' };
  if (host === '') return null;
  // The text, not the number: Go compares "0443" with "443".
  const isPort = (actual: string): boolean => port === '' || port === actual;
  const single = host.includes('%') ? null : parseAddressBlock(`${host}/${isIP(host) === 4 ? 32 : 128}`);
  if (single !== null) return (actual, isAddress, at) => isAddress && isPort(at) && contains(single, actual);

  const name = host.startsWith('*.') ? host.slice(1) : host;
  const isWholeDomain = !name.startsWith('.');
  const suffix = ascii(isWholeDomain ? `.${name}` : name);
  return (actual, isAddress, at) =>
    !isAddress && isPort(at) && (actual.endsWith(suffix) || (isWholeDomain && actual === suffix.slice(1)));
}

/** An address of the other family is in no block; IPv4 in IPv6 (::ffff:10.0.0.1) is the IPv4 address that it is, as for Go's net.IP. */
function contains({ family, addresses }: AddressBlock, address: string): boolean {
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

/** A name typed in another script, as it is looked up; what can't be put so is left as it is, and matches nothing. */
function ascii(suffix: string): string {
  if (!/[^\0-\x7f]/.test(suffix)) return suffix;
  const name = domainToASCII(suffix.slice(1));
  return name === '' ? suffix : `.${name}`;
}

const LOOPBACK: readonly AddressBlock[] = ['127.0.0.0/8', '::1/128'].flatMap(
  (block) => parseAddressBlock(block) ?? [],
);

function withoutBrackets(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : host;
}
