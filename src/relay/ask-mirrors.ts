import { type MirrorMemory, type Source, troubleOf } from '../fetch/index.ts';
import { BODY_LIMITS } from '../limits.ts';
import { type Digest, digestOf, parseDigest } from '../registry/digest.ts';
import { ACCEPT_MANIFEST } from '../registry/media-types.ts';
import type { ImageReference } from '../registry/reference.ts';
import { findConsensus, type Vote } from '../survey/consensus.ts';
import { REFERENCE } from '../survey/limits.ts';
import { voterOf } from '../survey/voter.ts';
import type { ResolveLimits } from './limits.ts';
import type { Relayed } from './types.ts';

/** What a tag is by the word of several operators that have nothing to do with each other; null: too few agree. */
export async function askForConsensus(
  relayed: Relayed,
  image: ImageReference,
  memory: MirrorMemory,
  limits: ResolveLimits,
  signal: AbortSignal,
): Promise<Digest | null> {
  const voters = new Map<string, Source>();
  for (const source of relayed.fetcher.sources) {
    if (voters.size >= limits.operators) break;
    const voter = await voterOf(source.candidate);
    if (!voters.has(voter) && isFit(memory, source)) voters.set(voter, source);
  }
  if (voters.size < REFERENCE.leastVotes) return null;
  const votes: Vote[] = [];
  const asked = [...voters].map(async ([voter, { key }]) => {
    const digest = await askOne(relayed, key, image, memory, signal);
    if (digest !== null) votes.push({ voter, digest });
  });
  await Promise.race([Promise.all(asked), after(limits.votesMs)]);
  return findConsensus(votes, REFERENCE)?.digest ?? null;
}

/** The first mirror that gives a digest: each is waited for alone for a moment, then the next is asked as well. */
export async function askForFirst(
  relayed: Relayed,
  image: ImageReference,
  memory: MirrorMemory,
  limits: ResolveLimits,
  signal: AbortSignal,
): Promise<Digest | null> {
  const asked: Promise<Digest | null>[] = [];
  for (const { key } of relayed.fetcher.sources.filter((source) => isFit(memory, source))) {
    asked.push(askOne(relayed, key, image, memory, signal));
    const digest = await Promise.race([firstOf(asked), after(limits.patienceMs)]);
    if (digest !== null && digest !== undefined) return digest;
  }
  return (await Promise.race([firstOf(asked), after(limits.upstreamMs)])) ?? null;
}

/** The tag's digest at one mirror; null: it did not say. */
async function askOne(
  { fetcher }: Relayed,
  source: string,
  image: ImageReference,
  memory: MirrorMemory,
  signal: AbortSignal,
): Promise<Digest | null> {
  const client = fetcher.clientOf(source);
  if (client === null) return null;
  const question = {
    repository: image.repository,
    path: `manifests/${image.tag ?? 'latest'}`,
    headers: { accept: ACCEPT_MANIFEST },
    body: () => ({ kind: 'whole', limitBytes: BODY_LIMITS.manifestBytes }) as const,
    signal,
  };
  const head = await client.ask({ ...question, method: 'HEAD' });
  const trouble = head.kind === 'failure' ? troubleOf(head) : null;
  if (trouble !== null) memory.learn({ source, trouble, retryAtMs: null, bytes: 0, ms: 0 });
  if (head.kind === 'response' && head.head.status === 200) {
    const digest = parseDigest(head.head.headers['docker-content-digest']?.[0] ?? '');
    if (digest !== null) return digest;
  }
  if (head.kind === 'failure' || (head.head.status !== 200 && head.head.status !== 405)) return null;
  const whole = await client.ask({ ...question, method: 'GET' });
  return whole.kind === 'response' && whole.head.status === 200 && whole.bodyComplete
    ? digestOf(whole.body)
    : null;
}

function isFit(memory: MirrorMemory, { key }: Source): boolean {
  return memory.standingOf(key) === 'fit';
}

/** The first answer that is one; null when there is none. */
export async function firstOf<T>(answers: readonly Promise<T | null>[]): Promise<T | null> {
  return await new Promise((resolve, reject) => {
    let left = answers.length;
    if (left === 0) resolve(null);
    for (const answer of answers)
      answer.then((value) => {
        left -= 1;
        if (value !== null || left === 0) resolve(value);
      }, reject);
  });
}

export function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
}
