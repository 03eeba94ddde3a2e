import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '../../src/registry/digest.ts';
import { findConsensus } from '../../src/survey/consensus.ts';
import { REFERENCE } from '../../src/survey/limits.ts';

const digest = (name: string): Digest => digestOf(new TextEncoder().encode(name));
const A = digest('a');
const B = digest('b');
const votes = (text: string) =>
  [...text].map((letter, index) => ({ voter: `v${index}`, digest: letter === 'a' ? A : B }));

describe('findConsensus', () => {
  it.each([
    ['aaa', 3],
    ['aaab', 3],
    ['aaabb', 3],
    ['aaaabbb', 4],
  ])('%s: a digest with %i votes', (text, count) => {
    expect(findConsensus(votes(text), REFERENCE)).toEqual({ digest: A, votes: count });
  });

  it.each(['', 'a', 'aa', 'aabb', 'aaabbb'])('%j: nobody', (text) => {
    expect(findConsensus(votes(text), REFERENCE)).toBeNull();
  });

  it('counts an operator once, however many mirrors it runs', () => {
    const many = ['x', 'x', 'x', 'y'].map((voter) => ({ voter, digest: A }));
    expect(findConsensus(many, REFERENCE)).toBeNull();
  });

  it('gives no vote to an operator whose mirrors disagree', () => {
    const disagreeing = [...votes('aa'), { voter: 'x', digest: A }, { voter: 'x', digest: B }];
    expect(findConsensus(disagreeing, REFERENCE)).toBeNull();
  });

  it('never finds a digest that half of the voters do not serve', () => {
    const vote = fc.record({
      voter: fc.constantFrom(...'pqrstuv'),
      digest: fc.constantFrom(A, B, digest('c')),
    });
    fc.assert(
      fc.property(fc.array(vote, { maxLength: 30 }), (all) => {
        const found = findConsensus(all, REFERENCE);
        if (found === null) return;
        const against = new Set(all.filter((one) => one.digest !== found.digest).map((one) => one.voter));
        const loyal = new Set(all.map((one) => one.voter).filter((voter) => !against.has(voter)));
        expect(loyal.size).toBe(found.votes);
        expect(found.votes).toBeGreaterThanOrEqual(3);
      }),
    );
  });
});
