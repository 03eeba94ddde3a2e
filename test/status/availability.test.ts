import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VERDICTS, type Verdict } from '../../src/probe/codes.ts';
import { availabilityOf, blockOf, countedAs, downSince } from '../../src/status/availability.ts';
import { messagesFor } from '../support/words.ts';

const verdict = fc.constantFrom(...VERDICTS);

describe('availability', () => {
  it.each<[readonly Verdict[], number, number, number | null]>([
    [[], 0, 0, null],
    [['usable', 'degraded'], 2, 2, 1],
    [['usable', 'dead'], 1, 2, 0.5],
    // A lone failure counts; else a mirror that fails every other time would look perfect.
    [['usable', 'dead', 'usable', 'broken'], 2, 4, 0.5],
    [['usable', 'unsafe', 'limited', 'restricted', 'unknown'], 1, 2, 0.5],
    // A mainland-only mirror seen from abroad is not down.
    [['restricted', 'restricted', 'limited', 'unknown'], 0, 0, null],
    [['dead', 'dead'], 0, 2, 0],
  ])('of %j is %d of %d', (verdicts, up, counted, share) => {
    expect(availabilityOf(verdicts)).toEqual({ up, counted, share });
  });

  it('is null or between 0 and 1, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(verdict), (verdicts) => {
        const { share, up, counted } = availabilityOf(verdicts);
        expect(availabilityOf(verdicts.toReversed()).share).toBe(share);
        expect(up).toBeLessThanOrEqual(counted);
        if (verdicts.every((one) => countedAs(one) === 'left-out')) expect(share).toBeNull();
        else expect(share).toBe(up / counted);
      }),
    );
  });
});

describe('down', () => {
  const since = (...verdicts: Verdict[]): number | null => {
    const runs = verdicts.map((one, at) => ({ verdict: one, at }));
    return downSince(runs)?.at ?? null;
  };

  it('takes two failures in a row', () => {
    expect(since('usable', 'dead')).toBeNull();
    expect(since('usable', 'dead', 'broken')).toBe(1);
    expect(since('dead', 'usable', 'dead')).toBeNull();
    expect(since('dead', 'dead', 'usable')).toBeNull();
    expect(since('dead', 'dead', 'dead')).toBe(0);
  });

  it('is not ended by runs that are left out', () => {
    expect(since('usable', 'dead', 'unknown', 'dead', 'limited')).toBe(1);
    expect(since('usable', 'dead', 'limited')).toBeNull();
    expect(since('restricted', 'restricted')).toBeNull();
  });
});

describe("a day's block", () => {
  it.each<[readonly Verdict[], Verdict]>([
    [[], 'unknown'],
    [['usable', 'usable', 'dead'], 'usable'],
    [['usable', 'dead', 'dead'], 'dead'],
    [['usable', 'dead'], 'dead'],
    [['usable', 'degraded'], 'degraded'],
    [['unknown', 'usable'], 'usable'],
    [['unknown', 'unknown', 'usable'], 'unknown'],
    [['usable', 'usable', 'usable', 'unsafe'], 'unsafe'],
    [['broken', 'dead'], 'dead'],
  ])('of %j is %s', (verdicts, block) => {
    expect(blockOf(verdicts)).toBe(block);
  });

  it('is one of its verdicts, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(verdict, { minLength: 1 }), (verdicts) => {
        expect(verdicts).toContain(blockOf(verdicts));
        expect(blockOf(verdicts.toReversed())).toBe(blockOf(verdicts));
      }),
    );
  });
});

it('the page, the code and the document tell the same rules in the same words', () => {
  const plain = (text: string): string => text.replace(/[*`]/g, '').replace(/\s+/g, ' ');
  const read = (path: string): string =>
    plain(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
  const code = read('src/status/availability.ts').replaceAll(/ [-/] /g, ' ');
  const document = read('docs/status.md').replaceAll(/ [-/] /g, ' ');
  for (const rule of messagesFor('en').status.availability) {
    const words = plain(rule).replace(/[“”]/g, "'").replaceAll(' - ', ' ');
    expect(code).toContain(words);
    expect(document).toContain(words);
  }
});
