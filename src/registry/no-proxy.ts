import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { type AddressBlock, includesAddress, parseAddressBlock } from './address-block.ts';

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
    if (host === 'localhost' || (isAddress && LOOPBACK.some((block) => includesAddress(block, host))))
      return true;
    return matchers.some((matches) => matches(host, isAddress, String(port)));
  };
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
  if (block !== null) return (host, isAddress) => isAddress && includesAddress(block, host);

  const { host, port } = splitHostPort(entry) ?? { host: entry, port: '' };
  if (host === '') return null;
  // The text, not the number: Go compares "0443" with "443".
  const isPort = (actual: string): boolean => port === '' || port === actual;
  const single = host.includes('%') ? null : parseAddressBlock(`${host}/${isIP(host) === 4 ? 32 : 128}`);
  if (single !== null)
    return (actual, isAddress, at) => isAddress && isPort(at) && includesAddress(single, actual);

  const name = host.startsWith('*.') ? host.slice(1) : host;
  const isWholeDomain = !name.startsWith('.');
  const suffix = ascii(isWholeDomain ? `.${name}` : name);
  return (actual, isAddress, at) =>
    !isAddress && isPort(at) && (actual.endsWith(suffix) || (isWholeDomain && actual === suffix.slice(1)));
}

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
