import { describe, expect, it } from 'vitest';
import { PROBE_BUDGET } from '../../src/limits.ts';
import { PLAN, reserveFor } from '../../src/probe/plan.ts';

const requests = (names: readonly string[]): number =>
  PLAN.filter(({ name }) => names.includes(name)).reduce((sum, step) => sum + step.requests, 0);

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
    // token 1, manifest 4, platform 1, config 1, layer 1; cross-check 1, finalist 1.
    expect(reserveFor('warm-pings', 0)).toBe(8 + 2);
    // Two further images of two requests each.
    expect(reserveFor('warm-pings', 2)).toBe(8 + 2 + 4);
    expect(reserveFor('further-images', 0)).toBe(2);
    expect(reserveFor('cross-check', 0)).toBe(1);
    expect(reserveFor('finalist', 0)).toBe(0);
  });

  it('gives every step a reason', () => {
    for (const step of PLAN) expect(step.reason.length).toBeGreaterThan(20);
  });
});
