import { BlockList, isIP } from 'node:net';
import { classifyAddress, isAddressLiteral } from '../../registry/address.ts';

/** `host` or `host:port` of a mirror's URL, in lower case; '' where the text is no URL. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}

/** dockerd counts all of 127.0.0.0/8, `::1` and the name `localhost` as insecure by itself. */
export function isLoopback(host: string): boolean {
  const name = nameOf(host);
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** A host that strangers can stand between: no private or special address, no name that only a local network knows. */
export function isPublicHost(host: string): boolean {
  const name = nameOf(host);
  if (isAddressLiteral(name)) return classifyAddress(name) !== 'special';
  return name.includes('.') && !LOCAL_NAME.test(name);
}

/**
 * Does dockerd take this host for insecure: no TLS, or TLS that it does not verify? `listed`: `insecure-registries`, null
 * where it is not set. A range counts for addresses alone; what a name resolves to is not known here.
 */
export function isInsecure(
  host: string,
  listed: readonly string[] | null,
  loopbackSecurable: boolean,
): boolean {
  if (isLoopback(host) && !(loopbackSecurable && listed !== null)) return true;
  return (listed ?? []).some((item) => item.toLowerCase() === host || inRange(nameOf(host), item));
}

/** RFC 6761, 6762, 8375 and ICANN's .internal, and what routers of homes and firms hand out. */
const LOCAL_NAME = /\.(?:localhost|local|lan|internal|intranet|corp|home|home\.arpa|test)$/;

function nameOf(host: string): string {
  if (isIP(host) === 6) return host;
  return host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

function inRange(name: string, range: string): boolean {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(range) ?? [];
  const family = isIP(address);
  if (family === 0 || family !== isIP(name) || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(address, Number(bits), kind);
  return list.check(name, kind);
}
