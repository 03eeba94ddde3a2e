import type { Challenge } from '../../registry/challenge.ts';
import { resolveSuppliedUrl } from '../../registry/location.ts';
import { parseTokenResponse, pullScope, tokenUrl } from '../../registry/token.ts';
import type { Finding } from '../observation.ts';
import { planned } from '../plan.ts';
import type { MirrorSession } from '../session.ts';

export type Authorization =
  | { readonly kind: 'none' }
  | { readonly kind: 'granted'; readonly authorization: string }
  | { readonly kind: 'failed'; readonly finding: Finding };

/** The answer to the `/v2/` challenge for a repository: nothing where there was none, a token (kept while it lasts), or what went wrong. */
export async function authorize(session: MirrorSession, repository: string): Promise<Authorization> {
  const { challenge, tokens } = session.auth;
  if (challenge === null) return { kind: 'none' };
  const kept = tokens.get(repository);
  if (kept !== undefined && kept.expiresAtMs > session.context.now()) {
    return { kind: 'granted', authorization: kept.authorization };
  }
  return requestToken(session, challenge, repository);
}

/**
 * Asks the realm that the mirror named for an anonymous pull token. The scope is our own, as the classic engine computes it.
 * https://distribution.github.io/distribution/spec/auth/token/
 */
export async function requestToken(
  session: MirrorSession,
  challenge: Challenge,
  repository: string,
): Promise<Authorization> {
  const url = tokenUrl(challenge, pullScope(`${session.candidate.url.imagePrefix}${repository}`));
  // A token asked for in the clear could be read, and used, by anybody on the way.
  const isDowngrade = url !== null && !resolveSuppliedUrl(url.href, session.url('/v2/')).ok;
  if (url === null || isDowngrade) {
    const finding = session.found({ verdict: 'broken', code: 'protocol-error', phase: 'token' });
    return { kind: 'failed', finding };
  }
  session.facts.tokenHost = url.host;
  const exchange = await session.ask(planned('token'), { method: 'GET', url, suppliedByMirror: true });
  session.timings.tokenMs ??= exchange.timing.totalMs;
  if (exchange.kind === 'failure') return { kind: 'failed', finding: session.judge(exchange, 'token') };

  const granted = exchange.head.status === 200 ? parseTokenResponse(exchange.body) : null;
  if (granted === null) {
    if (exchange.head.status !== 200) session.refuse();
    return { kind: 'failed', finding: session.judge(exchange, 'token') };
  }
  const authorization = `Bearer ${granted.token}`;
  const expiresAtMs = session.context.now() + granted.expiresInSeconds * 1000;
  session.auth.tokens.set(repository, { authorization, expiresAtMs });
  return { kind: 'granted', authorization };
}
