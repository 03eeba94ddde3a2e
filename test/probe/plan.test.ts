import { describe, expect, it } from 'vitest';
import { PROBE_BUDGET } from '../../src/limits.ts';
import { affordsWarmPing, asksBothWays, firstRoundBound, PLAN, reserveFor } from '../../src/probe/plan.ts';

const requests = (names: readonly string[]): number =>
  PLAN.filter(({ name }) => names.includes(name)).reduce((sum, step) => sum + step.requests, 0);

const BOUND = firstRoundBound(PROBE_BUDGET, { finalists: true, isOdd: false });

describe('the plan', () => {
  it('fits one image into the budget of a mirror, with all that is optional', () => {
    const names = PLAN.map(({ name }) => name).filter((name) => name !== 'further-images');
    expect(requests(names)).toBeLessThan(PROBE_BUDGET.requests);
  });

  it('drops warm pings first, then further images, cross-checks, the finalist round', () => {
    const optional = PLAN.filter(({ dropOrder }) => dropOrder !== null);
    const ordered = optional.toSorted((a, b) => (a.dropOrder ?? 0) - (b.dropOrder ?? 0));
    expect(ordered.map(({ name }) => name)).toEqual([
      'warm-pings',
      'further-images',
      'cross-check',
      'finalist',
    ]);
  });

  it('reserves for each step what follows it and what outlasts it', () => {
    // layer 1; cross-check 1, finalist 1.
    expect(reserveFor('warm-pings', 0)).toBe(1 + 2);
    // Two further images of two requests each.
    expect(reserveFor('warm-pings', 2)).toBe(1 + 2 + 4);
    expect(reserveFor('further-images', 0)).toBe(2);
    expect(reserveFor('cross-check', 0)).toBe(1);
    expect(reserveFor('finalist', 0)).toBe(0);
  });

  it('asks by digest in both ways as long as thirteen requests suffice for all', () => {
    /** What a healthy mirror is asked, the finalist's download included. */
    const count = (token: boolean, index: boolean, further = 0): string[] => {
      // Ping, three times the tag; the token, and the HEAD of containerd that is told to get one.
      let asked = 1 + 3 + (token ? 2 : 0);
      const both: string[] = [];
      const parts = ['top', 'child', 'config', 'layer'] as const;
      for (const part of parts.filter((one) => index || one !== 'child')) {
        asked += 1;
        if (!asksBothWays(part, asked, BOUND, further)) continue;
        asked += 1;
        both.push(part);
      }
      expect(asked + 1 + 2 * further).toBeLessThanOrEqual(13);
      return both;
    };
    expect(count(false, true)).toEqual(['top', 'child', 'config', 'layer']);
    expect(count(true, true)).toEqual(['child', 'config']);
    expect(count(true, false)).toEqual(['config', 'layer']);
    expect(count(false, true, 1)).toEqual(['child', 'config']);
    expect(affordsWarmPing(10, BOUND, 0, true)).toBe(false);
    expect(affordsWarmPing(9, BOUND, 0, true)).toBe(true);
    const without = firstRoundBound(PROBE_BUDGET, { finalists: false, isOdd: false });
    expect(affordsWarmPing(12, without, 0, false)).toBe(true);
  });

  it('gives every step a reason', () => {
    for (const step of PLAN) expect(step.reason.length).toBeGreaterThan(20);
  });
});
