import { REFERENCE } from '../limits.ts';
import type { ProbedMirror } from '../probe/probe.ts';
import { knowsDigest } from '../probe/steps/cross-check.ts';
import type { Freshness } from '../probe/verdict.ts';
import type { Digest } from '../registry/digest.ts';
import { findConsensus } from './consensus.ts';
import type { Hub } from './hub.ts';
import { voterOf } from './voter.ts';

/** What the tag's digest is held against: tried in this order. */
export type ReferenceSource =
  | { readonly kind: 'hub' }
  | { readonly kind: 'consensus' }
  /** The user's own: the current digest, and older ones that are genuine too. */
  | { readonly kind: 'given'; readonly current: Digest; readonly known: readonly Digest[] };

export type Reference =
  | { readonly source: 'hub'; readonly digest: Digest }
  | { readonly source: 'given'; readonly digest: Digest; readonly known: readonly Digest[] }
  | { readonly source: 'consensus'; readonly digest: Digest; readonly votes: number; readonly voters: Voters }
  | { readonly source: 'none'; readonly digest: null };

/** The mirrors by who stands behind them. */
export type Voters = ReadonlyMap<string, readonly ProbedMirror[]>;

/** What a mirror's first image resolved to. */
export function tagDigestOf(mirror: ProbedMirror): Digest | null {
  return mirror.session.images.get(mirror.session.context.image.familiar)?.digest ?? null;
}

/** The first source that has an answer. `hubDigest` was asked for while the mirrors were probed. */
export async function settleReference(
  sources: readonly ReferenceSource[],
  hubDigest: Promise<Digest | null>,
  mirrors: readonly ProbedMirror[],
): Promise<Reference> {
  for (const source of sources) {
    switch (source.kind) {
      case 'given':
        return { source: 'given', digest: source.current, known: source.known };
      case 'hub': {
        const digest = await hubDigest;
        if (digest !== null) return { source: 'hub', digest };
        break;
      }
      case 'consensus': {
        const voters = await groupByVoter(mirrors);
        const votes = [...voters].flatMap(([voter, own]) =>
          own.flatMap((mirror) => {
            const digest = mirror.session.facts.verified ? tagDigestOf(mirror) : null;
            return digest === null ? [] : [{ voter, digest }];
          }),
        );
        const consensus = findConsensus(votes, REFERENCE);
        if (consensus !== null) return { source: 'consensus', ...consensus, voters };
        break;
      }
      default:
        source satisfies never;
    }
  }
  return { source: 'none', digest: null };
}

/** How each mirror's tag stands against the reference. Each distinct digest is looked into once. */
export async function judgeFreshness(
  mirrors: readonly ProbedMirror[],
  reference: Reference,
  hub: Hub | null,
): Promise<ReadonlyMap<ProbedMirror, Freshness>> {
  const judged = new Map<Digest, Freshness>();
  const result = new Map<ProbedMirror, Freshness>();
  for (const mirror of mirrors) {
    const digest = tagDigestOf(mirror);
    if (digest === null || reference.source === 'none') {
      result.set(mirror, 'unasked');
      continue;
    }
    const known = judged.get(digest) ?? (await judgeDigest(digest, reference, hub, lookedInto(judged)));
    judged.set(digest, known);
    result.set(mirror, known);
  }
  return result;
}

/** Digests other than the reference's own that were asked about so far. */
function lookedInto(judged: ReadonlyMap<Digest, Freshness>): number {
  return [...judged.values()].filter((freshness) => freshness !== 'fresh').length;
}

async function judgeDigest(
  digest: Digest,
  reference: Exclude<Reference, { source: 'none' }>,
  hub: Hub | null,
  before: number,
): Promise<Freshness> {
  if (digest === reference.digest) return 'fresh';
  switch (reference.source) {
    case 'hub': {
      const known = before < REFERENCE.digestsAskedOfHub ? await hub?.knows(digest) : null;
      return known == null ? 'unconfirmed' : known ? 'stale' : 'unknown-to-reference';
    }
    case 'given': {
      if (reference.known.includes(digest)) return 'stale';
      const known = before < REFERENCE.digestsAskedOfHub ? await hub?.knows(digest) : null;
      return known === true ? 'stale' : 'unknown-to-reference';
    }
    case 'consensus':
      if (before >= REFERENCE.crossCheckedDigests) return 'unconfirmed';
      return (await anotherOperatorKnows(digest, reference.voters)) ? 'stale' : 'unconfirmed';
    default:
      return reference satisfies never;
  }
}

async function anotherOperatorKnows(digest: Digest, voters: Voters): Promise<boolean> {
  let asked = 0;
  for (const mirrors of voters.values()) {
    if (asked === REFERENCE.operatorsAsked) break;
    if (mirrors.some((mirror) => tagDigestOf(mirror) === digest)) continue;
    const [mirror] = mirrors.filter(({ session }) => session.facts.verified);
    if (mirror === undefined) continue;
    asked += 1;
    mirror.session.wake(mirror.session.context.timeouts.mirrorMs);
    const known = await knowsDigest(mirror.session, digest);
    await mirror.session.rest();
    if (known === true) return true;
  }
  return false;
}

async function groupByVoter(mirrors: readonly ProbedMirror[]): Promise<Voters> {
  const voters = new Map<string, ProbedMirror[]>();
  for (const mirror of mirrors) {
    const voter = await voterOf(mirror.session.candidate);
    voters.set(voter, [...(voters.get(voter) ?? []), mirror]);
  }
  return voters;
}
