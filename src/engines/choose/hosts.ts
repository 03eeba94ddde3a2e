import { isIP } from 'node:net';
import { classifyAddress, isAddressLiteral } from '../../registry/address.ts';

/** `host` or `host:port` of a mirror's URL, in lower case; '' where the text is no URL. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}

/** Without its port and, of IPv6, its brackets. */
export function nameOf(host: string): string {
  if (isIP(host) === 6) return host;
  return host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

/** All of 127.0.0.0/8, `::1` and the name `localhost`. */
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

/** RFC 6761, 6762, 8375 and ICANN's .internal, and what routers of homes and firms hand out. */
const LOCAL_NAME = /\.(?:localhost|local|lan|internal|intranet|corp|home|home\.arpa|test)$/;
