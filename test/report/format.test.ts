import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBitsPerSecond,
  formatBytesPerSecond,
  formatInstant,
  formatMs,
  formatSeconds,
  formatSize,
} from '../../src/report/format.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [831_444, '831 kB'],
  // 999,499 rounds to 999 kB; 999,500 to 1000 kB, which is 1 MB.
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [8_388_608, '8.39 MB'],
  [1_500_000_000, '1.5 GB'],
])('formatSize(%i) is %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});

it.each([
  // 11,790,000 * 8 = 94.32 million.
  [11_790_000, '94 Mbit/s'],
  [117_900_000, '943 Mbit/s'],
  // 999.6 million round to 1000, which is 1 Gbit/s.
  [124_950_000, '1 Gbit/s'],
  [600_000, '4.8 Mbit/s'],
  [12_000, '96 kbit/s'],
])('formatBitsPerSecond(%i) is %s', (bytesPerSecond, text) => {
  expect(formatBitsPerSecond(bytesPerSecond)).toBe(text);
});

it('formatBytesPerSecond is the size a second', () => {
  expect(formatBytesPerSecond(8_312_000)).toBe('8.31 MB/s');
});

it.each([
  [0.0834, '0.083 s'],
  [0.83, '0.83 s'],
  [0.96, '1.0 s'],
  [4.24, '4.2 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [172.4, '172 s'],
  [999.4, '999 s'],
  [999.6, '17 min'],
  [3_569, '59 min'],
  [3_571, '1 h'],
  [3_900, '1 h 5 min'],
])('formatSeconds(%f) is %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

it.each([
  [0.4213, '0.421 ms'],
  [38.24, '38.2 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [1_230, '1.2 s'],
])('formatMs(%f) is %s', (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});

describe('every number', () => {
  it('has at most three significant digits and a unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 3_000_000, noNaN: true }), (value) => {
        for (const text of [formatSize(value), formatMs(value / 100), formatSeconds(value / 100)]) {
          expect(text).toMatch(/^\d/);
          for (const number of text.match(/[\d.]+/g) ?? []) {
            const digits = number.replace('.', '').replace(/^0+/, '');
            expect(digits.length, text).toBeLessThanOrEqual(3);
          }
        }
      }),
    );
  });
});

it('formatInstant leaves the day out where it is the same', () => {
  expect(formatInstant('2026-08-30T10:35:00.000Z', '2026-08-30T10:20:48.020Z')).toBe('10:35 UTC');
  expect(formatInstant('2026-08-31T00:05:00Z', '2026-08-30T10:20:48.020Z')).toBe('2026-08-31 00:05 UTC');
  expect(formatInstant('soon', '2026-08-30T10:20:48.020Z')).toBe('soon');
});
