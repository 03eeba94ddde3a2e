import type { Digest } from '../digest.ts';
import { resolveSuppliedUrl } from '../location.ts';
import type { ResponseExchange } from '../transport/types.ts';
import { type RegistryFailure, registryFailure } from './failure.ts';
import type { RegistrySession } from './session.ts';

/** An upload that the registry has begun; `location`: its address. */
export function begunBy(
  session: RegistrySession,
  exchange: Exclude<Awaited<ReturnType<RegistrySession['send']>>, RegistryFailure>,
): { readonly kind: 'begun'; readonly location: string } | RegistryFailure {
  if (exchange.kind !== 'response' || exchange.head.status !== 202) return session.failure(exchange);
  return locationIn(session, exchange);
}

/** An upload goes on where it was begun: a registry that names another site for it gets neither login nor bytes there. */
export function uploadUrl(
  { base }: RegistrySession,
  location: string,
): { readonly kind: 'url'; readonly url: URL } | RegistryFailure {
  const supplied = resolveSuppliedUrl(location, base);
  if (!supplied.ok)
    return registryFailure(
      supplied.reason === 'downgrade' ? 'downgrade' : 'refused',
      'its Location is not an address',
    );
  return supplied.url.origin === base.origin
    ? { kind: 'url', url: supplied.url }
    : registryFailure('foreign-location', supplied.url.host);
}

/** The address under which an upload goes on. */
export function locationIn(
  session: RegistrySession,
  { head }: ResponseExchange,
): { readonly kind: 'begun'; readonly location: string } | RegistryFailure {
  const text = head.headers['location']?.[0] ?? '';
  if (text === '') return registryFailure('refused', 'it named no Location for the upload');
  // It may be told from where the answer came.
  const absolute = URL.canParse(text, head.url.href) ? new URL(text, head.url).href : text;
  const found = uploadUrl(session, absolute);
  return found.kind === 'failed' ? found : { kind: 'begun', location: found.url.href };
}

/** `Range: 0-1023`: 1024 bytes are there. `0-0` is said of none, too. */
export function offsetIn({ head }: ResponseExchange): number | null {
  const end = /^(?:bytes=)?0-(\d{1,15})$/.exec(head.headers['range']?.[0] ?? '')?.[1];
  if (end === undefined) return null;
  return end === '0' ? 0 : Number(end) + 1;
}

/** null: it says nothing else of what it stored, or says it in another algorithm. */
export function wrongDigestIn({ head }: ResponseExchange, digest: Digest): RegistryFailure | null {
  const told = head.headers['docker-content-digest']?.[0];
  if (told === undefined || told === digest || !told.startsWith(digest.slice(0, digest.indexOf(':') + 1)))
    return null;
  return registryFailure('wrong-digest', told.slice(0, 200));
}
