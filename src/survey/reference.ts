import type { ProbedMirror } from '../probe/probe.ts';
import { knowsDigest } from '../probe/steps/cross-check.ts';
import type { Freshness } from '../probe/verdict.ts';
import type { Digest } from '../registry/digest.ts';
import { findConsensus } from './consensus.ts';
import type { Hub } from './hub.ts';
import { REFERENCE } from './limits.ts';
import { voterOf } from './voter.ts';

/** What the tag's digest is held against: tried in this order. */
export type ReferenceSource =
  | { readonly kind: 'hub' }
  | { readonly kind: 'consensus' }
  /** The user's own: the current digest, and older ones that are genuine too. */
  | { readonly kind: 'given'; readonly current: Digest; readonly known: readonly Digest[] };

export type Reference =
  /** `before`: what the tag was when the run began, should it have moved since. */
  | { readonly source: 'hub'; readonly digest: Digest; readonly before: Digest }
  | { readonly source: 'given'; readonly digest: Digest; readonly known: readonly Digest[] }
  | { readonly source: 'consensus'; readonly digest: Digest; readonly votes: number; readonly voters: Voters }
  | { readonly source: 'none'; readonly digest: null };

/** The mirrors by who stands behind them. */
export type Voters = ReadonlyMap<string, readonly ProbedMirror[]>;

/** How a mirror's first image stands against the reference. */
export interface Standing {
  readonly freshness: Freshness;
  /** Where two ways of asking lead to two digests, the one that stands worse; null where the mirror showed none. */
  readonly digest: Digest | null;
}

export const UNJUDGED: Standing = { freshness: 'unasked', digest: null };

/** The upstream, and its answer to the question that it was asked while the mirrors were probed. */
export interface AskedHub {
  readonly hub: Hub | null;
  readonly digest: Promise<Digest | null>;
}

/** The first source that has an answer. */
export async function settleReference(
  sources: readonly ReferenceSource[],
  asked: AskedHub,
  mirrors: readonly ProbedMirror[],
): Promise<Reference> {
  for (const source of sources) {
    switch (source.kind) {
      case 'given':
        return { source: 'given', digest: source.current, known: source.known };
      case 'hub': {
        const before = await asked.digest;
        if (before === null) break;
        // A mirror that has something else may only be quicker: tags move, and a run takes minutes.
        const isDisputed = mirrors.some(({ session }) =>
          [...session.tagDigests].some((one) => one !== before),
        );
        const now = isDisputed ? await asked.hub?.tagDigest() : before;
        return { source: 'hub', digest: now ?? before, before };
      }
      case 'consensus': {
        const voters = await groupByVoter(mirrors);
        const votes = [...voters].flatMap(([voter, own]) =>
          own.flatMap((mirror) => {
            const { facts, tagDigests } = mirror.session;
            return facts.verified ? [...tagDigests].map((digest) => ({ voter, digest })) : [];
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
): Promise<ReadonlyMap<ProbedMirror, Standing>> {
  const judged = new Map<Digest, Freshness>();
  const result = new Map<ProbedMirror, Standing>();
  if (reference.source === 'none') return result;
  for (const mirror of mirrors) {
    for (const digest of mirror.session.tagDigests) {
      const freshness = judged.get(digest) ?? (await judgeDigest(digest, reference, hub, lookedInto(judged)));
      judged.set(digest, freshness);
      result.set(mirror, worse({ freshness, digest }, result.get(mirror) ?? UNJUDGED));
    }
  }
  return result;
}

function worse(one: Standing, other: Standing): Standing {
  return BEST_FIRST.indexOf(one.freshness) > BEST_FIRST.indexOf(other.freshness) ? one : other;
}

const BEST_FIRST: readonly Freshness[] = ['unasked', 'fresh', 'unconfirmed', 'stale', 'unknown-to-reference'];

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
  if (digest === reference.digest || (reference.source === 'hub' && digest === reference.before))
    return 'fresh';
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
    if (mirrors.some(({ session }) => session.tagDigests.has(digest))) continue;
    const mirror = mirrors.find(({ session }) => session.facts.verified && !session.refused);
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
