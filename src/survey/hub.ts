import { BODY_LIMITS, TIMEOUTS } from '../limits.ts';
import { bearerChallenge, parseChallenges } from '../registry/challenge.ts';
import { type Digest, parseDigest } from '../registry/digest.ts';
import { ACCEPT_MANIFEST } from '../registry/media-types.ts';
import type { ImageReference } from '../registry/reference.ts';
import { parseTokenResponse, pullScope, tokenUrl } from '../registry/token.ts';
import type { Exchange, Transport } from '../registry/transport/types.ts';

/** `unresolved`: its name could not be looked up, which on a machine with a network is rare. */
export type HubContact = 'unasked' | 'answered' | 'unresolved' | 'unreachable';

/** The upstream registry itself, asked by HEAD only: that counts against nobody's pull limit. */
export interface Hub {
  /** What the image resolves to there; null: it could not be asked or has none. */
  tagDigest(): Promise<Digest | null>;
  /** Does it hold this digest? null: it could not be asked, or did not say. */
  knows(digest: Digest): Promise<boolean | null>;
  readonly contact: HubContact;
  close(): Promise<void>;
}

export function openHub(transport: Transport, base: URL, image: ImageReference, signal: AbortSignal): Hub {
  let authorization: string | null = null;
  let contact: HubContact = 'unasked';

  const send = (
    url: URL,
    headers: Readonly<Record<string, string>>,
    token: string | null,
  ): Promise<Exchange> =>
    transport.exchange({
      method: headers['accept'] === undefined ? 'GET' : 'HEAD',
      url,
      headers,
      ...(token === null ? {} : { authorization: token }),
      suppliedByMirror: url.origin !== base.origin,
      timeouts: TIMEOUTS,
      bodyPlan: () => ({ kind: 'whole', limitBytes: BODY_LIMITS.tokenBytes }),
      signal,
    });

  /** HEAD of a manifest, with the token dance once. */
  const head = async (reference: string): Promise<Exchange> => {
    const url = new URL(`/v2/${image.repository}/manifests/${reference}`, base);
    const first = await send(url, { accept: ACCEPT_MANIFEST }, authorization);
    if (contact !== 'answered') contact = contactOf(first);
    if (first.kind === 'failure' || first.head.status !== 401) return first;
    const challenge = bearerChallenge(parseChallenges(first.head.headers['www-authenticate'] ?? []));
    const realm = challenge === null ? null : tokenUrl(challenge, pullScope(image.repository));
    if (realm === null) return first;
    const granted = await send(realm, {}, null);
    const token = granted.kind === 'response' ? parseTokenResponse(granted.body) : null;
    if (token === null) return first;
    authorization = `Bearer ${token.token}`;
    return send(url, { accept: ACCEPT_MANIFEST }, authorization);
  };

  return {
    async tagDigest() {
      const exchange = await head(image.digest ?? image.tag ?? 'latest');
      if (exchange.kind === 'failure' || exchange.head.status !== 200) return null;
      return parseDigest(exchange.head.headers['docker-content-digest']?.[0] ?? '');
    },
    async knows(digest) {
      const exchange = await head(digest);
      if (exchange.kind === 'failure') return null;
      if (exchange.head.status === 200) return true;
      return exchange.head.status === 404 ? false : null;
    },
    get contact() {
      return contact;
    },
    close: () => transport.close(),
  };
}

function contactOf(exchange: Exchange): HubContact {
  if (exchange.kind === 'response') return 'answered';
  return exchange.code === 'dns-failure' || exchange.code === 'proxy-failure' ? 'unresolved' : 'unreachable';
}
