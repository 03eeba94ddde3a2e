import { BODY_LIMITS } from '../limits.ts';
import type { Challenge } from './challenge.ts';
import { own, parseJsonObject } from './json.ts';
import { TOKEN } from './limits.ts';
import { parseAbsoluteUrl } from './location.ts';

export interface Token {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/**
 * Where a Bearer challenge sends us for a token: its realm, its service, and our own `scope`, whatever scope it names, as
 * the classic engine does. null where the realm is not an absolute http(s) URL. That it must not lead from https down to http
 * is for `resolveSuppliedUrl` to say, which knows the mirror.
 * https://distribution.github.io/distribution/spec/auth/token/
 */
export function tokenUrl(challenge: Challenge, scope: string): URL | null {
  const url = parseAbsoluteUrl(challenge.params['realm'] ?? '');
  if (url === null) return null;
  const service = challenge.params['service'];
  if (service !== undefined && service !== '') url.searchParams.append('service', service);
  url.searchParams.append('scope', scope);
  return url;
}

/** The scope of a pull: `repository:library/nginx:pull`. */
export function pullScope(repository: string): string {
  return `repository:${repository}:pull`;
}

/**
 * The token of a token endpoint's answer, or null. `access_token` counts before `token`, as in engines. A token that could
 * not stand in a header (white space, control or non-ASCII characters, absurd length) is none.
 * Lifetime in seconds, 60 where it is not told, at most a day.
 */
export function parseTokenResponse(body: Uint8Array): Token | null {
  const response = parseJsonObject(body, BODY_LIMITS.tokenBytes);
  if (response === null) return null;
  const token = [own(response, 'access_token'), own(response, 'token')].find(isToken);
  if (token === undefined) return null;
  return { token, expiresInSeconds: lifetime(own(response, 'expires_in')) };
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && value.length <= TOKEN.chars && /^[\x21-\x7e]+$/.test(value);
}

function lifetime(expiresIn: unknown): number {
  if (typeof expiresIn !== 'number' || !(expiresIn >= 1)) return TOKEN.defaultSeconds;
  return Math.min(Math.floor(expiresIn), TOKEN.maxSeconds);
}
