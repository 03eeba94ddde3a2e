import type { Digest } from '../registry/digest.ts';

/** What one voter's mirror serves. Several mirrors of one operator are one voter. */
export interface Vote {
  readonly voter: string;
  readonly digest: Digest;
}

export interface Consensus {
  readonly digest: Digest;
  readonly votes: number;
}

export interface Quorum {
  readonly leastVotes: number;
  readonly majority: number;
}

/**
 * The digest that most independent operators serve: at least `quorum.leastVotes` of them and more than the share `quorum.majority` of all who voted. An
 * operator whose mirrors disagree has no vote. null where there is no such digest. Pure.
 */
export function findConsensus(votes: readonly Vote[], quorum: Quorum): Consensus | null {
  const byVoter = new Map<string, Set<Digest>>();
  for (const { voter, digest } of votes) byVoter.set(voter, (byVoter.get(voter) ?? new Set()).add(digest));
  const counts = new Map<Digest, number>();
  let voters = 0;
  for (const digests of byVoter.values()) {
    const [digest, ...others] = digests;
    if (digest === undefined || others.length > 0) continue;
    voters += 1;
    counts.set(digest, (counts.get(digest) ?? 0) + 1);
  }
  for (const [digest, count] of counts) {
    if (count >= quorum.leastVotes && count > voters * quorum.majority) return { digest, votes: count };
  }
  return null;
}
