import { parseAbsoluteUrl } from '../registry/location.ts';
import type { Answer, Response } from './answer.ts';
import type { ChallengeLine } from './challenge.ts';
import { readTransparently } from './go/coding.ts';
import { decodeFirst, type GoObject, unmarshal } from './go/json.ts';
import { type ClientRequest, type Failure, failed, type Reason } from './walk.ts';

/**
 * Where a Bearer challenge sends for a token: its realm with service and scopes added, in the order in which Go encodes a query. null: there is no realm, or it is not http or https.
 * distribution: registry/client/auth/session.go, `fetchTokenWithBasicAuth`; containerd: auth/fetch.go, `FetchToken`; containers/image: docker_client.go, `getBearerToken`.
 */
export function tokenUrl({ params }: ChallengeLine, scopes: readonly string[]): URL | null {
  const url = parseAbsoluteUrl(params.get('realm') ?? '');
  if (url === null) return null;
  const service = params.get('service') ?? '';
  if (service !== '') url.searchParams.append('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  url.searchParams.sort();
  return url;
}

/** The value of Authorization that a client makes of the token endpoint's answer, or why it makes none. */
export type TokenRule = (
  response: Response,
  limitBytes: number,
) => { readonly authorization: string } | Reason;

/**
 * The classic store: any status from 200 to 399, the first JSON value of the body, `access_token` before `token`. The types of `expires_in` and `issued_at` matter.
 * distribution: registry/client/auth/session.go, `getTokenResponse`.
 */
export const classicToken: TokenRule = (response, limitBytes) => {
  if (response.status < 200 || response.status > 399) return 'status';
  return fromJson(
    response,
    limitBytes,
    decodeFirst,
    (json) => json.string('access_token') || json.string('token'),
  );
};

/** containerd reads it as the classic store does. containerd: core/remotes/docker/auth/fetch.go, `FetchTokenResponse`. */
export const containerdToken: TokenRule = classicToken;

/**
 * containers-image: 200 alone, the whole body one JSON value, `token` before `access_token`, and no refresh token is looked at. To find neither is not an error to it: it sends an empty one.
 * containers/image: docker/docker_client.go, `newBearerTokenFromJSONBlob`.
 */
export const containersImageToken: TokenRule = (response, limitBytes) => {
  if (response.status !== 200) return 'status';
  return fromJson(
    response,
    limitBytes,
    unmarshal,
    (json) => json.string('token') || (json.string('access_token') ?? ''),
    false,
  );
};

function fromJson(
  response: Response,
  limitBytes: number,
  parse: (bytes: Uint8Array, limitBytes: number) => GoObject | null,
  pick: (json: GoObject) => string | null | undefined,
  hasRefreshToken = true,
): { readonly authorization: string } | Reason {
  const read = readTransparently(response, limitBytes);
  if (read.kind !== 'bytes') return read.kind === 'unseen' ? 'bad-token' : read.kind;
  const json = parse(read.bytes, limitBytes);
  if (json === null) return 'bad-token';
  const fields = [
    json.string('token'),
    json.string('access_token'),
    json.integer('expires_in'),
    json.time('issued_at'),
    ...(hasRefreshToken ? [json.string('refresh_token')] : []),
  ];
  if (fields.includes(undefined)) return 'bad-token';
  const token = pick(json);
  if (token === null || token === undefined || (token === '' && hasRefreshToken)) return 'bad-token';
  // Go refuses to send a header with a control character in it.
  return VALUE.test(token) ? { authorization: `Bearer ${token}` } : 'bad-token';
}

/** golang.org/x/net/http/httpguts, `ValidHeaderFieldValue`; we send nothing beyond ASCII. */
const VALUE = /^[\t\x20-\x7e]*$/;

/** How a walk goes on: with this Authorization, or without one. */
export interface Granted {
  readonly kind: 'granted';
  readonly authorization: string | null;
}

export const WITHOUT: Granted = { kind: 'granted', authorization: null };

/** Asks for a token; `cause`: the challenge's own answer. */
export function* askToken(
  challenge: ChallengeLine,
  scopes: readonly string[],
  rule: TokenRule,
  limitBytes: number,
  cause: { readonly wish: ClientRequest; readonly answer: Response },
): Generator<ClientRequest, Granted | Failure, Answer> {
  const url = tokenUrl(challenge, scopes);
  if (url === null) return failed('bad-challenge', cause.wish, cause.answer);
  const wish: ClientRequest = { method: 'GET', of: { kind: 'token', url }, ns: false, authorization: null };
  const answer = yield wish;
  if (answer.kind === 'nothing') return failed('no-answer', wish, answer);
  const granted = rule(answer, limitBytes);
  return typeof granted === 'string'
    ? failed(granted, wish, answer)
    : { kind: 'granted', authorization: granted.authorization };
}
