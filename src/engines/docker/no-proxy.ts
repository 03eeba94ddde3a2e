import { isIP } from 'node:net';
import { parseAddressBlock } from '../../registry/address-block.ts';
import { parseNoProxy, splitHostPort } from '../../registry/no-proxy.ts';

export type NoProxyProblem =
  | 'scheme'
  | 'login'
  | 'line-end'
  | 'blank'
  | 'separator'
  | 'wildcard'
  | 'cidr'
  | 'port'
  | 'dot'
  | 'host';

export type CheckedNoProxy =
  | { readonly ok: true; readonly items: readonly string[] }
  | { readonly ok: false; readonly item: string; readonly problem: NoProxyProblem };

/** The items of a no-proxy list that a user typed. What Go skips or never matches (registry/no-proxy.ts) is named here. */
export function checkNoProxy(list: string): CheckedNoProxy {
  const items = list.split(',').map((item) => item.trim());
  for (const item of items) {
    const problem = item === '' ? null : problemOf(item);
    if (problem !== null) return { ok: false, item, problem };
  }
  return { ok: true, items: items.filter((item) => item !== '') };
}

/** Would the engine go straight to `host[:port]`? `defaultPort`: of the URL's scheme. */
export function bypassesProxy(list: string, host: string, defaultPort: 80 | 443): boolean {
  const url = `http://${host}/`;
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  const [, digits] = /:(\d+)$/.exec(host.replace(/^\[.*\]/, '')) ?? [];
  return parseNoProxy(list)({ hostname, port: Number(digits ?? defaultPort) });
}

/** The list with those hosts that it does not cover yet; the user's own text stays in front. */
export function withDirectHosts(
  list: string,
  hosts: readonly { readonly host: string; readonly defaultPort: 80 | 443 }[],
): string {
  return hosts.reduce((text, { host, defaultPort }) => {
    if (bypassesProxy(text, host, defaultPort)) return text;
    // Go matches brackets before a port alone.
    const item = host.endsWith(']') ? host.slice(1, -1) : host;
    return text.trim() === '' ? item : `${text},${item}`;
  }, list);
}

function problemOf(item: string): NoProxyProblem | null {
  if (item.includes('://')) return 'scheme';
  if (/[\r\n]/.test(item)) return 'line-end';
  if (/\s/.test(item)) return 'blank';
  if (item.includes('@')) return 'login';
  if (/[;|]/.test(item)) return 'separator';
  if (item === '*') return null;
  if (item.includes('/')) return parseAddressBlock(item) === null ? 'cidr' : null;
  const { host, port } = splitHostPort(item) ?? { host: item, port: '' };
  if (port !== '' && !(/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65_535)) return 'port';
  const domain = host.replace(/^\*?\./, '');
  // Registries are asked by names without it, and Go compares the text.
  if (/[^.]\.$/.test(domain)) return 'dot';
  if (domain.includes('*')) return 'wildcard';
  if (isIP(host) !== 0) return null;
  return /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?$/u.test(domain) && !/\.\./.test(domain)
    ? null
    : 'host';
}
