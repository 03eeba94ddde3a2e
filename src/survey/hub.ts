import { BODY_LIMITS, type Timeouts } from '../limits.ts';
import { startRoundClock } from '../probe/round-clock.ts';
import { bearerChallenge, parseChallenges } from '../registry/challenge.ts';
import { type Digest, parseDigest } from '../registry/digest.ts';
import { resolveSuppliedUrl } from '../registry/location.ts';
import { ACCEPT_MANIFEST } from '../registry/media-types.ts';
import type { ImageReference } from '../registry/reference.ts';
import { parseTokenResponse, pullScope, tokenUrl } from '../registry/token.ts';
import type { Exchange, ResponseHead, Transport } from '../registry/transport/types.ts';

/** `unresolved`: its name could not be looked up, which on a machine with a network is rare. */
export type HubContact = 'unasked' | 'answered' | 'unresolved' | 'unreachable';

/**
 * The upstream registry itself, asked by HEAD only: that counts against nobody's pull limit. A question, its token included, takes at most
 * `timeouts.mirrorMs`; once no answer came it is not asked again.
 */
export interface Hub {
  /** What the image resolves to there at this moment; null: it could not be asked or has none. */
  tagDigest(): Promise<Digest | null>;
  /** Does it hold this digest? null: it could not be asked, or did not say. */
  knows(digest: Digest): Promise<boolean | null>;
  readonly contact: HubContact;
  /** Why it gave no digest for the tag when it was asked; null: it gave one, or did not answer. */
  readonly unknown: Unknown | null;
  close(): Promise<void>;
}

/**
 * `not-found`: the repository is there, the tag or digest is not. `denied`: it does not say which; Docker Hub answers so for a repository that does
 * not exist and for one that is private.
 */
export type Unknown = 'not-found' | 'denied';

export function openHub(
  transport: Transport,
  base: URL,
  image: ImageReference,
  { timeouts, signal }: { readonly timeouts: Timeouts; readonly signal: AbortSignal },
): Hub {
  let authorization: string | null = null;
  let contact: HubContact = 'unasked';
  let isSilent = false;
  let unknown: Unknown | null = null;

  const send = (
    url: URL,
    method: 'GET' | 'HEAD',
    token: string | null,
    end: AbortSignal,
  ): Promise<Exchange> =>
    transport.exchange({
      method,
      url,
      headers: method === 'HEAD' ? { accept: ACCEPT_MANIFEST } : {},
      ...(token === null ? {} : { authorization: token }),
      suppliedByMirror: url.origin !== base.origin,
      timeouts,
      bodyPlan: () => ({ kind: 'whole', limitBytes: BODY_LIMITS.tokenBytes }),
      signal: end,
    });

  /** HEAD of a manifest, with the token dance once. */
  const head = async (reference: string, end: AbortSignal): Promise<Exchange> => {
    const url = new URL(`/v2/${image.repository}/manifests/${reference}`, base);
    const first = await send(url, 'HEAD', authorization, end);
    if (contact !== 'answered') contact = contactOf(first);
    if (first.kind === 'failure' || first.head.status !== 401) return first;
    const challenge = bearerChallenge(parseChallenges(first.head.headers['www-authenticate'] ?? []));
    const named = challenge === null ? null : tokenUrl(challenge, pullScope(image.repository));
    const realm = named === null ? null : resolveSuppliedUrl(named.href, base);
    if (realm?.ok !== true) return first;
    const granted = await send(realm.url, 'GET', null, end);
    if (granted.kind === 'failure') return granted;
    const token = parseTokenResponse(granted.body);
    if (token === null) return first;
    authorization = `Bearer ${token.token}`;
    return send(url, 'HEAD', authorization, end);
  };

  const ask = async (reference: string): Promise<ResponseHead | null> => {
    if (isSilent) return null;
    const clock = startRoundClock(timeouts.mirrorMs, signal);
    const exchange = await head(reference, clock.signal);
    clock.stop();
    isSilent = exchange.kind === 'failure';
    return exchange.kind === 'failure' ? null : exchange.head;
  };

  return {
    async tagDigest() {
      const answer = await ask(image.digest ?? image.tag ?? 'latest');
      if (answer !== null) unknown = unknownBy(answer.status);
      if (answer?.status !== 200) return null;
      return parseDigest(answer.headers['docker-content-digest']?.[0] ?? '');
    },
    async knows(digest) {
      const answer = await ask(digest);
      if (answer?.status === 200) return true;
      return answer?.status === 404 ? false : null;
    },
    get contact() {
      return contact;
    },
    get unknown() {
      return unknown;
    },
    close: () => transport.close(),
  };
}

function unknownBy(status: number): Unknown | null {
  if (status === 404) return 'not-found';
  return status === 401 || status === 403 ? 'denied' : null;
}

function contactOf(exchange: Exchange): HubContact {
  if (exchange.kind === 'response') return 'answered';
  return exchange.code === 'dns-failure' || exchange.code === 'proxy-failure' ? 'unresolved' : 'unreachable';
}
