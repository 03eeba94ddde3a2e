import { BODY_LIMITS } from '../../limits.ts';
import { asObject, own, parseJsonObject } from '../json.ts';
import { cleanText } from '../untrusted-text.ts';

/** Who we are to one registry. Its `toString` and what is logged of it say nothing. */
export type Credentials =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  /** What a login in a browser leaves: it is changed for tokens at the token service. */
  | { readonly kind: 'identity'; readonly token: string };

/** `helper`: a program keeps it, and it is not asked. `undecodable`: there is an entry, and what it has is no login. */
export type FoundCredentials =
  | { readonly kind: 'found'; readonly credentials: Credentials }
  | { readonly kind: 'helper'; readonly helper: string }
  | { readonly kind: 'none' | 'undecodable' }
  | { readonly kind: 'not-a-config' };

/**
 * The login at `host[:port]` in a file as `docker login` or `podman login` writes it: config.json, auth.json. An entry may name a path below the
 * host, as podman's do: the longest that fits counts. Pure.
 * https://docs.docker.com/reference/cli/docker/login/#credential-stores, containers-auth.json(5)
 */
export function credentialsIn(config: Uint8Array, host: string, path: string): FoundCredentials {
  const json = parseJsonObject(config, BODY_LIMITS.configBytes);
  if (json === null) return { kind: 'not-a-config' };
  const auths = asObject(own(json, 'auths')) ?? {};
  const fitting = Object.keys(auths)
    .map((key) => ({ key, place: placeOf(key) }))
    .filter(({ place }) => place === host || `${host}/${path}/`.startsWith(`${place}/`))
    .toSorted((one, other) => other.place.length - one.place.length);
  for (const { key } of fitting) {
    const entry = asObject(own(auths, key));
    const credentials = entry === null ? null : credentialsOf(entry);
    if (credentials !== null) return { kind: 'found', credentials };
  }
  const helpers = asObject(own(json, 'credHelpers')) ?? {};
  const helper = [own(helpers, host), own(json, 'credsStore')].find(
    (name) => typeof name === 'string' && name !== '',
  );
  if (typeof helper === 'string') return { kind: 'helper', helper: cleanText(helper) };
  return { kind: fitting.some(({ key }) => isFilled(own(auths, key))) ? 'undecodable' : 'none' };
}

/** Empty where a program keeps the login. */
function isFilled(entry: unknown): boolean {
  return Object.keys(asObject(entry) ?? {}).length > 0;
}

/** `Basic …` (RFC 7617). */
export function basicAuthorization({ user, password }: Extract<Credentials, { kind: 'basic' }>): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** `https://registry.example/v1/` and `registry.example` are one. */
function placeOf(key: string): string {
  const bare = key.toLowerCase().replace(/^https?:\/\//, '');
  return bare.replace(/\/(?:v[12]\/?)?$/, '');
}

function credentialsOf(entry: Readonly<Record<string, unknown>>): Credentials | null {
  const identity = own(entry, 'identitytoken');
  if (typeof identity === 'string' && identity !== '') return { kind: 'identity', token: identity };
  const auth = own(entry, 'auth');
  const pair = typeof auth === 'string' ? Buffer.from(auth, 'base64').toString('utf8') : '';
  const colon = pair.indexOf(':');
  if (colon > 0) return basic(pair.slice(0, colon), pair.slice(colon + 1));
  const [user, password] = [own(entry, 'username'), own(entry, 'password')];
  return typeof user === 'string' && user !== '' && typeof password === 'string'
    ? basic(user, password)
    : null;
}

function basic(user: string, password: string): Credentials {
  // docker/cli: the password of an `auth` may end in NULs.
  return { kind: 'basic', user, password: password.replaceAll('\0', '') };
}
