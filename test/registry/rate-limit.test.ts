import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRateLimit, parseRetryAfter } from '../../src/registry/rate-limit.ts';

describe('parseRateLimit', () => {
  it.each([
    [
      'Docker Hub',
      { 'ratelimit-limit': ['100;w=21600'], 'ratelimit-remaining': ['76;w=21600'] },
      { limit: 100, remaining: 76, windowSeconds: 21_600 },
    ],
    [
      'the X- pair',
      { 'x-ratelimit-limit': ['60'], 'x-ratelimit-remaining': ['0'] },
      { limit: 60, remaining: 0, windowSeconds: null },
    ],
    [
      'the window beside the remaining ones alone',
      { 'ratelimit-limit': ['100'], 'ratelimit-remaining': ['5; w=60'] },
      { limit: 100, remaining: 5, windowSeconds: 60 },
    ],
    [
      'the first of several quotas',
      { 'ratelimit-limit': ['10;w=1, 50;w=60'] },
      { limit: 10, remaining: null, windowSeconds: 1 },
    ],
    [
      'no remaining',
      { 'ratelimit-limit': ['100;comment="w=5";w=9'] },
      { limit: 100, remaining: null, windowSeconds: 9 },
    ],
    [
      'an unreadable first pair',
      { 'ratelimit-limit': ['many'], 'x-ratelimit-limit': ['5'] },
      { limit: 5, remaining: null, windowSeconds: null },
    ],
  ])('%s', (_name, headers, limit) => {
    expect(parseRateLimit(headers)).toEqual(limit);
  });

  it.each([
    {},
    { 'ratelimit-limit': [] },
    { 'ratelimit-limit': [''] },
    { 'ratelimit-limit': ['-1'] },
    { 'ratelimit-limit': ['1.5'] },
    { 'ratelimit-limit': ['1e9'] },
    { 'ratelimit-limit': ['9'.repeat(1_000_000)] },
    { 'ratelimit-remaining': ['5'] },
    { 'RateLimit-Limit': ['5'] },
  ])('%.60j tells no limit', (headers) => {
    expect(parseRateLimit(headers)).toBeNull();
  });

  it('reads no inherited header', () => {
    expect(parseRateLimit(Object.create({ 'ratelimit-limit': ['5'] }))).toBeNull();
  });
});

describe('parseRetryAfter', () => {
  const NOW = Date.UTC(1994, 10, 6, 8, 49, 0);
  const WEEK = 7 * 86_400_000;

  it.each([
    ['seconds', '120', NOW + 120_000],
    ['nought', '0', NOW],
    ['blanks', ' 5 ', NOW + 5_000],
    ['a preferred date', 'Sun, 06 Nov 1994 08:49:37 GMT', NOW + 37_000],
    ['an RFC 850 date', 'Sunday, 06-Nov-94 08:49:37 GMT', NOW + 37_000],
    ['an asctime date', 'Sun Nov  6 08:49:37 1994', NOW + 37_000],
    ['a date gone by', 'Sun, 06 Nov 1994 08:48:59 GMT', NOW],
    ['a date in another age', 'Fri, 31 Dec 9999 23:59:59 GMT', NOW + WEEK],
    ['more than a week', '604801', NOW + WEEK],
    ['more than a number holds', '9'.repeat(60), NOW + WEEK],
  ])('%s', (_name, value, at) => {
    expect(parseRetryAfter(value, NOW)).toBe(at);
  });

  it.each([
    null,
    undefined,
    '',
    'soon',
    '-5',
    '1.5',
    '0x10',
    '5s',
    '1994-11-06T08:49:37Z',
    'Sun, 06 Nov 1994 08:49:37 +0100',
    'Sun, 66 Nov 1994 08:49:37 GMT',
    '1'.repeat(65),
    ' '.repeat(1_000_000),
  ])('%.40j says nothing', (value) => {
    expect(parseRetryAfter(value, NOW)).toBeNull();
  });

  it('never lies in the past, nor beyond a week', () => {
    const value = fc.oneof(
      fc.nat().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      fc.string(),
    );
    fc.assert(
      fc.property(value, fc.nat(4e12), (text, now) => {
        const at = parseRetryAfter(text, now);
        if (at === null) return;
        expect(at).toBeGreaterThanOrEqual(now);
        expect(at).toBeLessThanOrEqual(now + WEEK);
      }),
    );
  });
});
