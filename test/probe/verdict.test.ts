import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODES, type FaultyVerdict } from '../../src/probe/codes.ts';
import { decideVerdict } from '../../src/probe/verdict.ts';
import { finding, observation } from '../support/observations.ts';

const ALL = (Object.keys(CODES) as FaultyVerdict[]).flatMap((verdict) =>
  CODES[verdict].map((code) => finding({ verdict, code })),
);

describe('decideVerdict', () => {
  it('calls usable what proved its chain and showed nothing wrong', () => {
    expect(decideVerdict(observation(), 'fresh')).toEqual({ verdict: 'usable', finding: null });
    expect(decideVerdict(observation(), 'unasked').verdict).toBe('usable');
  });

  it.each([
    ['stale', 'degraded', 'stale'],
    ['unconfirmed', 'degraded', 'unconfirmed'],
    ['unknown-to-reference', 'unsafe', 'tag-mismatch'],
  ] as const)('%s against the reference is %s/%s', (freshness, verdict, code) => {
    const decision = decideVerdict(observation(), freshness);
    expect([decision.verdict, decision.finding?.code]).toEqual([verdict, code]);
  });

  it('names the one way that works, and only where the other was tried', () => {
    const ways = (classic: boolean | null, containerd: boolean | null) =>
      decideVerdict(observation({ worksWith: { classic, containerd, containersImage: null } }), 'fresh')
        .finding?.code ?? null;
    expect(ways(true, false)).toBe('classic-only');
    expect(ways(false, true)).toBe('containerd-only');
    expect(ways(true, null)).toBeNull();
    expect(ways(null, true)).toBeNull();
  });

  it('takes the first by the contract’s order, whatever order things were found in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(ALL, { minLength: 1 }), (findings) => {
        const first = ALL.find((candidate) => findings.includes(candidate));
        expect(decideVerdict(observation({ findings }), 'fresh').finding).toBe(first);
      }),
    );
  });

  it('puts unsafe over dead over broken over restricted over limited over degraded over unknown', () => {
    expect(Object.keys(CODES)).toEqual([
      'unsafe',
      'dead',
      'broken',
      'restricted',
      'limited',
      'degraded',
      'unknown',
    ]);
  });

  it('refuses to decide on a mirror that was neither proved nor found wanting', () => {
    expect(() => decideVerdict(observation({ verified: false }), 'unasked')).toThrow('neither proved');
  });
});
