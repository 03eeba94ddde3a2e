import { spelledForGo } from './go-url.ts';
import { SUPPLIED_URL } from './limits.ts';

export type SuppliedUrl =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly reason: 'scheme' | 'downgrade' | 'unparsable' };

/**
 * A URL that a mirror supplied (Location, token realm), resolved against the one it came from, as Go reads it: http or https only, never
 * from https to http, no userinfo (RFC 9110 4.2.4 tells to treat it as an error), at most 8 KiB, the fragment dropped.
 * Whether its address may be connected to is decided at the connection, not here: names rebind.
 */
export function resolveSuppliedUrl(text: string, base: URL): SuppliedUrl {
  if (text.length > SUPPLIED_URL.chars || CONTROL.test(text)) return refused('unparsable');
  const spelled = spelledForGo(text);
  if (text === '' || spelled === null || !URL.canParse(spelled, base.href)) return refused('unparsable');
  const url = new URL(spelled, base);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refused('scheme');
  if (base.protocol === 'https:' && url.protocol === 'http:') return refused('downgrade');
  if (url.username !== '' || url.password !== '') return refused('unparsable');
  url.hash = '';
  return { ok: true, url };
}

/** As `resolveSuppliedUrl`, but for what must be absolute and has no base to be held against. */
export function parseAbsoluteUrl(text: string): URL | null {
  if (!/^https?:\/\//i.test(text)) return null;
  const resolved = resolveSuppliedUrl(text, NOWHERE);
  return resolved.ok ? resolved.url : null;
}

/** The URL parser would drop a tab or line end in silence, and two readers would see two URLs. */
const CONTROL = /[\x00-\x1f\x7f]/;

/** Gives nothing to an absolute URL: neither a host nor a scheme to fall from. */
const NOWHERE = new URL('http://invalid./');

function refused(reason: 'scheme' | 'downgrade' | 'unparsable'): SuppliedUrl {
  return { ok: false, reason };
}
