import { BlockList, isIP } from 'node:net';
import { literalAddress, portOf } from './url.ts';

/** Does this URL go without a proxy? */
export type Bypass = (url: URL) => boolean;

/**
 * NO_PROXY as Go reads it (golang.org/x/net/http/httpproxy), because dockerd does: a comma list of `*`, `example.com`
 * (itself and what is under it), `.example.com` or `*.example.com` (only what is under it), an address, a CIDR block; all
 * but `*` and CIDR with an optional port. Addresses and blocks hold against address literals only: nothing is resolved.
 * Loopback never goes through a proxy, whatever the list says.
 */
export function parseNoProxy(list: string): Bypass {
  const entries = list.split(',').map(parseEntry);
  return (url) => isLoopback(url.hostname) || entries.some((matches) => matches(hostOf(url), portOf(url)));
}

/** A host is in lower case, without brackets and the root's dot. */
type Entry = (host: string, port: number) => boolean;

const NEVER: Entry = () => false;

function parseEntry(text: string): Entry {
  const entry = text.trim().toLowerCase();
  if (entry === '*') return () => true;
  const block = parseBlock(entry);
  if (block !== null) return (host) => isInBlock(block, host);

  const { host, port } = splitPort(entry);
  if (host === '' || port === 'invalid') return NEVER;
  const isWanted = (actual: number): boolean => port === null || actual === port;
  if (isIP(host) !== 0) {
    const single = parseBlock(`${host}/${isIP(host) === 4 ? 32 : 128}`);
    return single === null ? NEVER : (actual, at) => isWanted(at) && isInBlock(single, actual);
  }
  const name = host.replace(/^\*/, '').replace(/\.$/, '');
  const suffix = name.startsWith('.') ? name : `.${name}`;
  const isWholeDomain = !name.startsWith('.');
  return (actual, at) => isWanted(at) && (actual.endsWith(suffix) || (isWholeDomain && actual === name));
}

function parseBlock(text: string): BlockList | null {
  const [, ip = '', digits = ''] = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(ip);
  const bits = Number(digits);
  if (family === 0 || digits === '' || bits > (family === 4 ? 32 : 128)) return null;
  const block = new BlockList();
  block.addSubnet(ip, bits, family === 4 ? 'ipv4' : 'ipv6');
  return block;
}

function isInBlock(block: BlockList, host: string): boolean {
  const family = isIP(host);
  return family !== 0 && block.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/** `name:port`, `[v6]:port`, or either without a port; a bare IPv6 address has none. */
function splitPort(entry: string): { host: string; port: number | null | 'invalid' } {
  if (isIP(entry) !== 0) return { host: entry, port: null };
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(entry) ?? [];
  const host = bracketed ?? plain ?? '';
  if (digits === undefined) return { host, port: null };
  return { host, port: /^\d{1,5}$/.test(digits) ? Number(digits) : 'invalid' };
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function isLoopback(hostname: string): boolean {
  const literal = literalAddress(hostname);
  return literal === null ? hostname === 'localhost' : isInBlock(LOOPBACK, literal.ip);
}

function hostOf({ hostname }: URL): string {
  const literal = literalAddress(hostname);
  return literal?.ip ?? hostname.replace(/\.$/, '');
}
