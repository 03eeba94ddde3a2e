import { BlockList, isIP } from 'node:net';
import { isLoopback } from '../choose/index.ts';

export type NoProxyProblem = 'scheme' | 'blank' | 'separator' | 'wildcard' | 'cidr' | 'port' | 'host';

export type ParsedNoProxy =
  | { readonly ok: true; readonly items: readonly string[] }
  | { readonly ok: false; readonly item: string; readonly problem: NoProxyProblem };

/**
 * A no-proxy list as Go reads it (golang.org/x/net/http/httpproxy): hosts (with their subdomains), `.domain` (subdomains
 * alone), `*.domain` (the same), `*`, addresses, CIDR ranges; `:port` after any but a range. Go skips or never matches
 * what is wrong; here it is named.
 */
export function parseNoProxy(list: string): ParsedNoProxy {
  const items = list.split(',').map((item) => item.trim());
  for (const item of items) {
    const problem = item === '' ? null : problemOf(item);
    if (problem !== null) return { ok: false, item, problem };
  }
  return { ok: true, items: items.filter((item) => item !== '') };
}

/** Would the engine go straight to `host[:port]`? Loopback is never proxied. `defaultPort`: of the URL's scheme. */
export function bypassesProxy(list: string, host: string, defaultPort: 80 | 443): boolean {
  const [name, port] = splitPort(host.toLowerCase());
  if (isLoopback(name)) return true;
  return list
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .some((item) => item !== '' && matches(item, name, port || String(defaultPort)));
}

/** The list with those hosts that it does not cover yet; the user's own text stays in front. */
export function withDirectHosts(
  list: string,
  hosts: readonly { readonly host: string; readonly defaultPort: 80 | 443 }[],
): string {
  return hosts.reduce((text, { host, defaultPort }) => {
    if (bypassesProxy(text, host, defaultPort)) return text;
    return text.trim() === '' ? host : `${text},${host}`;
  }, list);
}

function problemOf(item: string): NoProxyProblem | null {
  if (item.includes('://')) return 'scheme';
  if (/\s/.test(item)) return 'blank';
  if (/[;|]/.test(item)) return 'separator';
  if (item === '*') return null;
  if (item.includes('/')) return rangeOf(item) === null ? 'cidr' : null;
  const [name, port] = splitPort(item);
  if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) return 'port';
  const domain = name.replace(/^\*?\./, '');
  if (domain.includes('*')) return 'wildcard';
  if (isIP(name) !== 0) return null;
  return /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?\.?$/u.test(domain) && !/\.\./.test(domain)
    ? null
    : 'host';
}

/** Brackets go; a bare IPv6 address has no port. */
function splitPort(text: string): readonly [name: string, port: string] {
  if (isIP(text) === 6) return [text, ''];
  const parts = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text);
  return parts === null ? [text, ''] : [parts[1] ?? parts[2] ?? '', parts[3] ?? ''];
}

function matches(item: string, name: string, port: string): boolean {
  if (item === '*') return true;
  if (item.includes('/'))
    return rangeOf(item)?.check(name, isIP(name) === 6 ? 'ipv6' : 'ipv4') === true && isIP(name) !== 0;
  const [itemName, itemPort] = splitPort(item);
  if (itemPort !== '' && itemPort !== port) return false;
  if (isIP(itemName) !== 0) return itemName === name;
  const suffix = itemName.replace(/^\*\./, '.');
  return suffix.startsWith('.') ? name.endsWith(suffix) : name === suffix || name.endsWith(`.${suffix}`);
}

function rangeOf(item: string): BlockList | null {
  const [, address = '', bits = ''] = /^([^/]*)\/(\d{1,3})$/.exec(item) ?? [];
  const family = isIP(address);
  if (family === 0 || bits === '' || Number(bits) > (family === 4 ? 32 : 128)) return null;
  const range = new BlockList();
  range.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return range;
}
