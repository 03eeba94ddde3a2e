import { describe, expect, it } from 'vitest';
import { daysBefore, drawPopulation } from '../../bench/sim/population.ts';
import { learnedFrom, simulateSurvey } from '../../bench/sim/survey.ts';
import type { Learned } from '../../src/report/types.ts';
import { leadersFirst, learnedOf, type RecallingRun, recall } from '../../src/survey/learned.ts';
import { LEARNED } from '../../src/survey/limits.ts';
import { candidate } from '../support/observations.ts';
import { sampleMirror, sampleReport } from '../support/sample-report.ts';

const DAY_MS = 86_400_000;
const nowMs = Date.now();
const daysAgo = (days: number): string => new Date(nowMs - days * DAY_MS).toISOString();
const asking: RecallingRun = { nowMs, vantage: 'local', registry: 'docker.io', demo: false };
const a = candidate('a.example');
const b = candidate('b.example');

function recalled(learned: Learned, more: Partial<RecallingRun> = {}, url: string = a.url.href) {
  const sample = sampleReport([sampleMirror({ id: a.id, url, learned })]);
  const previous = {
    ...sample,
    vantage: { ...sample.vantage, name: 'local' },
    parameters: { ...sample.parameters, registry: 'docker.io', demo: false },
  };
  return recall(previous, [a, b], { ...asking, ...more }, LEARNED).get(a.id);
}

describe('what an earlier report says', () => {
  const learned: Learned = { unthrottled: { bytes: 7_000_000, at: daysAgo(1) }, leadingAt: daysAgo(1) };

  it('helps where it was seen from here, of this registry, lately, and of a mirror that is still there', () => {
    expect(recalled(learned)).toEqual(learned);
    expect(recall(null, [a], asking, LEARNED).size).toBe(0);
  });

  it('counts nothing from another vantage, of another registry, of a demonstration, of another address', () => {
    expect(recalled(learned, { vantage: 'shanghai' })).toBeUndefined();
    expect(recalled(learned, { registry: 'ghcr.io' })).toBeUndefined();
    expect(recalled(learned, { demo: true })).toBeUndefined();
    expect(recalled(learned, {}, 'https://elsewhere.example/')).toBeUndefined();
  });

  it('counts nothing when it is too old, each part by its own age, or lies in the future', () => {
    expect(recalled(learned, { nowMs: nowMs + 15 * DAY_MS })).toBeUndefined();
    expect(recalled(learned, { nowMs: nowMs + 13.9 * DAY_MS })).toEqual(learned);
    expect(recalled({ ...learned, leadingAt: daysAgo(16) })).toEqual({ unthrottled: learned.unthrottled });
    expect(recalled(learned, { nowMs: nowMs - 2 * DAY_MS })).toBeUndefined();
  });

  it('has those that led asked first, and all others after them in their order', () => {
    const c = candidate('c.example');
    const led = new Map<string, Learned>([
      [a.id, { unthrottled: { bytes: 1, at: daysAgo(1) } }],
      [c.id, { leadingAt: daysAgo(1) }],
    ]);
    expect(leadersFirst([a, b, c], led).map(({ id }) => id)).toEqual([c.id, a.id, b.id]);
    expect(leadersFirst([a, b, c], new Map())).toEqual([a, b, c]);
  });
});

describe('what a run hands on', () => {
  const at = daysAgo(0);
  const before: Learned = { unthrottled: { bytes: 7_000_000, at: daysAgo(2) }, leadingAt: daysAgo(2) };
  const run = { throughput: true, at };
  const nothing = { rank: null, unthrottledBytes: null };

  it('is what it saw', () => {
    expect(learnedOf({ rank: 8, unthrottledBytes: 7_300_000 }, undefined, run, LEARNED)).toEqual({
      unthrottled: { bytes: 7_300_000, at },
      leadingAt: at,
    });
    expect(learnedOf({ rank: 9, unthrottledBytes: null }, before, run, LEARNED)).toEqual({
      unthrottled: before.unthrottled,
    });
    expect(learnedOf(nothing, undefined, run, LEARNED)).toBeUndefined();
  });

  it('is no more what a throttle has disproved, and not younger by a shorter look', () => {
    expect(learnedOf({ rank: 1, unthrottledBytes: 0 }, before, run, LEARNED)).toEqual({ leadingAt: at });
    expect(learnedOf({ rank: 1, unthrottledBytes: 2_000_000 }, before, run, LEARNED)?.unthrottled).toEqual(
      before.unthrottled,
    );
  });

  it('is what was known before, where it measured no rates', () => {
    expect(learnedOf({ ...nothing, rank: 1 }, before, { throughput: false, at }, LEARNED)).toEqual(before);
  });
});

describe('surveys of simulated mirrors', () => {
  it('with a report of the day before read less, and judge every mirror as without', async () => {
    for (const seed of [7]) {
      const population = drawPopulation(seed, { imageBytes: 150e6 });
      const learned = learnedFrom(await simulateSurvey(daysBefore(population, 1)), new Map());
      const [fresh, told] = [await simulateSurvey(population), await simulateSurvey(population, {}, learned)];
      expect(told.bytes).toBeLessThan(fresh.bytes);
      const verdicts = ({ result }: typeof told): [string, string][] =>
        result.mirrors
          .map(({ observation, decision }): [string, string] => [observation.candidate.id, decision.verdict])
          .toSorted();
      expect(verdicts(told)).toEqual(verdicts(fresh));
    }
  });
});
