import { isIP } from 'node:net';
import type { IpAddress } from './network.ts';

/** `host:port` with the port written out, as CONNECT needs it. */
export function authorityOf(url: URL): string {
  return `${url.hostname}:${portOf(url)}`;
}

/** The port that is connected to, also where the URL leaves it to the scheme. */
export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  switch (protocol) {
    case 'https:':
      return 443;
    case 'socks5:':
    case 'socks5h:':
      // RFC 1928 section 3.
      return 1080;
    default:
      return 80;
  }
}

/** The address that a URL names outright, without the brackets of IPv6; null for a name. */
export function literalAddress(hostname: string): IpAddress | null {
  const ip = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  const family = isIP(ip);
  return family === 0 ? null : { ip, family: family === 6 ? 6 : 4 };
}

/** A name without the dots of the root at its end: they may be gone where it is resolved, and files such as /etc/hosts have none. */
export function withoutRoot(hostname: string): string {
  let end = hostname.length;
  while (hostname[end - 1] === '.') end -= 1;
  return hostname.slice(0, end);
}
