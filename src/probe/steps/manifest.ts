import { bearerChallenge, parseChallenges } from '../../registry/challenge.ts';
import { createDigestCheck, type Digest, digestOf, parseDigest } from '../../registry/digest.ts';
import { looksLikeHtml, type ParsedManifest, parseManifest } from '../../registry/manifest.ts';
import { ACCEPT_MANIFEST } from '../../registry/media-types.ts';
import type { ImageReference } from '../../registry/reference.ts';
import type { ResponseExchange } from '../../registry/transport/types.ts';
import type { Phase } from '../codes.ts';
import type { Finding } from '../observation.ts';
import { type PlannedStep, planned } from '../plan.ts';
import type { MirrorSession } from '../session.ts';
import { authorize, requestToken } from './token.ts';

export type ManifestOutcome =
  | {
      readonly kind: 'got';
      readonly digest: Digest;
      readonly manifest: Exclude<ParsedManifest, { kind: 'invalid' }>;
    }
  | { readonly kind: 'failed'; readonly finding: Finding };

/** `otherDigest`: what containerd is led to, where that is another manifest than the classic store gets. */
export type TagOutcome =
  | (Extract<ManifestOutcome, { kind: 'got' }> & { readonly otherDigest: Digest | null })
  | Extract<ManifestOutcome, { kind: 'failed' }>;

/** How an engine asks: containerd names the upstream and answers a challenge wherever it meets one; the classic store does neither. */
type Way = 'containerd' | 'classic';

type Answer =
  | { readonly kind: 'ok'; readonly response: ResponseExchange }
  /** By a status. */
  | { readonly kind: 'refused'; readonly finding: Finding }
  /** No whole answer came, or there is no token to ask with. */
  | { readonly kind: 'failed'; readonly finding: Finding };

type Failed = Extract<ManifestOutcome, { kind: 'failed' }>;

/** The path under /v2/ at which an engine asks for what the user named. */
export function manifestPath(image: ImageReference): string {
  return `/v2/${image.repository}/manifests/${image.digest ?? image.tag ?? 'latest'}`;
}

/**
 * The first image's manifest, asked for in both ways. The bytes come from the classic GET, or from containerd's where only that works. Their sha256 is
 * held against the digest that the mirror states, that HEAD stated, and that the user named.
 */
export async function tagManifest(session: MirrorSession, pinged: Finding | null): Promise<TagOutcome> {
  const { image } = session.context;
  // With one request left after a refused ping, a GET says more than a HEAD: it has a body, and so a reason.
  const head = pinged === null ? await ask(session, 'HEAD', 'containerd', image) : null;
  if (head !== null && head.kind !== 'ok' && !worthAnotherWay(session, head.finding)) return failed(head);

  const classic = await ask(session, 'GET', 'classic', image);
  if (classic.kind === 'failed') return failed(classic);
  const containerd = await containerdAnswer(session, head, classic, image);
  // What came to no answer at all tells more than a refusal.
  if (classic.kind === 'refused' && containerd?.kind !== 'ok')
    return failed(head?.kind === 'failed' ? head : classic);
  session.recover();
  session.worksWith.classic = classic.kind === 'ok';
  session.worksWith.containerd = containerd === null ? null : containerd.kind === 'ok';

  const got = classic.kind === 'ok' ? classic : await ask(session, 'GET', 'containerd', image);
  if (got.kind !== 'ok') return failed(got);
  session.timings.manifestMs = got.response.timing.totalMs;
  const outcome = readManifest(session, got.response, 'manifest', image.digest);
  if (outcome.kind === 'failed') return outcome;
  const led = containerd?.kind === 'ok' ? whereContainerdIsLed(session, containerd.response) : null;
  if (led?.kind === 'failed') return led;
  if (led === null || led.digest === outcome.digest) return { ...outcome, otherDigest: null };
  // containerd would fetch that other one, so it must be genuine too, and be held against the reference as well.
  const other = await manifestByDigest(session, planned('manifest'), 'manifest', led.digest);
  return other.kind === 'failed' ? other : { ...outcome, otherDigest: led.digest };
}

/** containerd goes by the digest that the answer to its HEAD states; where it had to ask by GET, by the bytes. */
function whereContainerdIsLed(
  session: MirrorSession,
  response: ResponseExchange,
): { readonly kind: 'led'; readonly digest: Digest } | Failed {
  const stated = statedDigest(response);
  if (stated !== null) return { kind: 'led', digest: stated };
  const outcome = readManifest(session, response, 'manifest', session.context.image.digest);
  return outcome.kind === 'failed' ? outcome : { kind: 'led', digest: outcome.digest };
}

function failed({ finding }: { readonly finding: Finding }): Failed {
  return { kind: 'failed', finding };
}

/** A manifest by digest: nothing but those very bytes will do. */
export async function manifestByDigest(
  session: MirrorSession,
  step: PlannedStep,
  phase: Phase,
  digest: Digest,
): Promise<ManifestOutcome> {
  const { image } = session.context;
  const way: Way = session.worksWith.classic === false ? 'containerd' : 'classic';
  const answer = await ask(session, 'GET', way, { ...image, digest, tag: null }, step, phase);
  if (answer.kind !== 'ok') return failed(answer);
  return readManifest(session, answer.response, phase, digest);
}

/** What containerd gets: its HEAD, and where HEAD is not allowed (405) or states no digest, a GET in its place, as it does itself. */
async function containerdAnswer(
  session: MirrorSession,
  head: Answer | null,
  classic: Answer,
  image: ImageReference,
): Promise<Answer | null> {
  if (head === null) {
    if (classic.kind === 'refused') return null;
    session.recover();
    return ask(session, 'HEAD', 'containerd', image);
  }
  const hasNoDigest = head.kind === 'ok' && statedDigest(head.response) === null;
  if (hasNoDigest || (head.kind === 'refused' && head.finding.httpStatus === 405)) {
    session.recover();
    return ask(session, 'GET', 'containerd', image);
  }
  return head;
}

/** The one request that a refusal leaves: the other way, or, where this image is missing and the user named others, one of those. */
function worthAnotherWay(session: MirrorSession, finding: Finding): boolean {
  if (finding.verdict === 'limited' || finding.verdict === 'unknown' || finding.phase === 'token')
    return false;
  if (finding.code === 'not-found' && session.context.furtherImages.length > 0) return false;
  return session.mayAsk;
}

async function ask(
  session: MirrorSession,
  method: 'GET' | 'HEAD',
  way: Way,
  image: ImageReference,
  step: PlannedStep = planned('manifest'),
  phase: Phase = 'manifest',
): Promise<Answer> {
  const granted = await authorize(session, image.repository);
  if (granted.kind === 'failed') return granted;
  const url = session.url(manifestPath(image), way === 'containerd' ? { ns: session.context.registry } : {});
  const headers = { accept: ACCEPT_MANIFEST };
  const perRequest =
    way === 'containerd' ? session.auth.tokens.get(image.repository)?.authorization : undefined;
  const authorization = granted.kind === 'granted' ? granted.authorization : (perRequest ?? null);

  let exchange = await session.ask(step, { method, url, headers, authorization });
  if (
    exchange.kind === 'response' &&
    exchange.head.status === 401 &&
    way === 'containerd' &&
    authorization === null
  ) {
    const challenge = bearerChallenge(parseChallenges(exchange.head.headers['www-authenticate'] ?? []));
    if (challenge !== null) {
      const token = await requestToken(session, challenge, image.repository);
      if (token.kind === 'failed') return token;
      if (token.kind === 'granted') {
        exchange = await session.ask(step, { method, url, headers, authorization: token.authorization });
      }
    }
  }
  if (exchange.kind === 'failure') return { kind: 'failed', finding: session.judge(exchange, phase) };
  if (exchange.head.status === 200) return { kind: 'ok', response: exchange };
  session.refuse();
  return { kind: 'refused', finding: session.judge(exchange, phase) };
}

function statedDigest(response: ResponseExchange): Digest | null {
  const text = response.head.headers['docker-content-digest']?.[0];
  return text === undefined ? null : parseDigest(text);
}

function readManifest(
  session: MirrorSession,
  response: ResponseExchange,
  phase: Phase,
  wanted: Digest | null,
): ManifestOutcome {
  const fail = (finding: Omit<Finding, 'host' | 'httpStatus' | 'detail' | 'phase'>): ManifestOutcome => ({
    kind: 'failed',
    finding: session.found({
      ...finding,
      phase,
      httpStatus: response.head.status,
      host: response.head.url.host,
    }),
  });
  const contentType = response.head.headers['content-type']?.[0] ?? null;
  if (looksLikeHtml(response.body, contentType)) return fail({ verdict: 'broken', code: 'not-a-registry' });
  for (const expected of [wanted, statedDigest(response)]) {
    if (expected === null) continue;
    const check = createDigestCheck(expected);
    check.update(response.body);
    if (!check.matches()) return fail({ verdict: 'unsafe', code: 'digest-mismatch' });
  }
  const manifest = parseManifest(response.body, contentType);
  if (manifest.kind === 'invalid') {
    const isPage = manifest.reason === 'html' || manifest.reason === 'not-json';
    return fail({ verdict: 'broken', code: isPage ? 'not-a-registry' : 'protocol-error' });
  }
  return { kind: 'got', digest: wanted ?? digestOf(response.body), manifest };
}
