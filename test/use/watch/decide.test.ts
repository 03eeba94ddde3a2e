import { describe, expect, it } from 'vitest';
import { VERDICTS } from '../../../src/probe/codes.ts';
import { decide, isNewFailure, isNews, stateOf } from '../../../src/use/watch/decide.ts';
import type { WatchedMirror } from '../../../src/use/watch/types.ts';

const NOW = 1_000 * 86_400_000;
const DAY = 86_400_000;

const mirrors = (...states: readonly WatchedMirror['state'][]): readonly WatchedMirror[] =>
  states.map((state, index) => ({ url: `https://${index}.cn`, state, verdict: 'usable', code: null }));
const decided = (
  states: readonly WatchedMirror['state'][],
  { noNetwork = false, fullAt = (NOW - DAY) as number | null } = {},
): string => {
  const decision = decide({ noNetwork, mirrors: mirrors(...states) }, fullAt, NOW);
  return `${decision.kind} ${decision.why}`;
};

describe('what to do after a look', () => {
  it('rests where all work, and where nothing is known', () => {
    expect(decided(['works', 'works'])).toBe('rest well');
    expect(decided(['works', 'unknown'])).toBe('rest not-known');
  });

  it('applies anew for one that is down', () => {
    expect(decided(['works', 'down'])).toBe('apply down');
    expect(decided(['down', 'unknown'], { fullAt: NOW })).toBe('apply down');
  });

  it('does nothing without a network, whatever day it is', () => {
    expect(decided(['unknown', 'down'], { noNetwork: true, fullAt: null })).toBe('rest no-network');
  });

  it('puts back what works again, before all else', () => {
    const look = { noNetwork: false, mirrors: mirrors('works', 'down'), back: true };
    expect(decide(look, null, NOW)).toEqual({ kind: 'apply', why: 'back' });
    expect(decide({ ...look, noNetwork: true }, null, NOW).kind).toBe('rest');
  });

  it('does not measure again at each look what failed', () => {
    const look = { noNetwork: false, mirrors: mirrors('down') };
    const why = (exitCode: number, hours: number, fullAt: number | null = NOW - hours * 3_600_000): string =>
      decide(look, fullAt, NOW, {
        at: NOW - hours * 3_600_000,
        why: 'down',
        applied: { kind: 'failed', exitCode },
      }).why;
    expect([why(4, 3), why(4, 23), why(4, 24)]).toEqual(['failed-lately', 'failed-lately', 'down']);
    // None was fit: one may be by now. What was not measured (an edit waited) has cost nothing.
    expect([why(1, 3), why(6, 3, NOW - DAY)]).toEqual(['down', 'down']);
    expect(why(4, -3)).toBe('down');
  });

  it('measures all once a week', () => {
    expect(decided(['works'], { fullAt: NOW - 7 * DAY + 1 })).toBe('rest well');
    expect(decided(['works'], { fullAt: NOW - 7 * DAY })).toBe('apply weekly');
    expect(decided(['works'], { fullAt: null })).toBe('apply weekly');
  });

  it('measures nothing that would take the place of one that cannot be asked', () => {
    const look = { noNetwork: false, mirrors: mirrors('unknown', 'works'), unasked: true };
    expect(decide(look, null, NOW)).toEqual({ kind: 'rest', why: 'not-known' });
    expect(decide({ ...look, mirrors: mirrors('unknown', 'down') }, null, NOW).kind).toBe('apply');
  });

  it('is not kept from it by a clock that was ahead', () => {
    expect(decided(['works'], { fullAt: NOW + 400 * DAY })).toBe('apply weekly');
  });
});

it('of one that limits or was not judged nothing is known', () => {
  expect(Object.fromEntries(VERDICTS.map((verdict) => [verdict, stateOf(verdict)]))).toEqual({
    usable: 'works',
    degraded: 'works',
    restricted: 'down',
    unsafe: 'down',
    broken: 'down',
    dead: 'down',
    limited: 'unknown',
    unknown: 'unknown',
  });
});

it('each change is news, a failure once', () => {
  const failed = { kind: 'failed', exitCode: 1 } as const;
  const last = (applied: Parameters<typeof isNews>[1]) => ({ at: NOW, why: 'down', applied }) as const;
  expect(isNews(null, failed)).toBe(true);
  expect(isNews(last(failed), failed)).toBe(false);
  expect(isNews(last(failed), { ...failed, exitCode: 6 })).toBe(true);
  expect(isNews(last({ kind: 'kept' }), failed)).toBe(true);
  expect(isNews(last(failed), { kind: 'changed', before: [], after: [] })).toBe(true);
  expect(isNews(null, { kind: 'kept' })).toBe(false);
});

it('a run that came to nothing is news once', () => {
  const failure = { at: NOW, exitCode: 2, why: 'The list cannot be read.' };
  expect(isNewFailure(null, failure)).toBe(true);
  expect(isNewFailure({ ...failure, at: NOW - DAY }, failure)).toBe(false);
  expect(isNewFailure({ ...failure, why: 'No docker is seen here.' }, failure)).toBe(true);
});
