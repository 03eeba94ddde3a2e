import { describe, expect, it } from 'vitest';
import {
  parseCount,
  parseHttpUrl,
  parseSeconds,
  parseSize,
  parseVantage,
} from '../../../src/commands/frame/values.ts';

describe('option values', () => {
  it.each([
    ['8MiB', 8 * 1024 ** 2],
    ['8m', 8 * 1024 ** 2],
    ['8 MB', 8_000_000],
    ['500k', 512_000],
    ['1.5MiB', 1_572_864],
    ['1024', 1024],
    ['7b', 7],
  ])('size %s is %i bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

  it.each(['', '0', '-1', '8x', 'MiB', '1e6', '8MiBs', '1..5m', '9999999999999999', 'constructor', '8i'])(
    'size %j is none',
    (text) => expect(parseSize(text)).toBeNull(),
  );

  it('counts are whole and within bounds', () => {
    expect(parseCount('16', 1, 64)).toBe(16);
    for (const text of ['0', '65', '-1', '1.5', '0x10', '', 'ten'])
      expect(parseCount(text, 1, 64)).toBeNull();
  });

  it('seconds are above zero and under a day', () => {
    expect(parseSeconds('0.5')).toBe(0.5);
    expect(parseSeconds('15s')).toBe(15);
    for (const text of ['0', '-1', '86401', '', 'soon', '1m']) expect(parseSeconds(text)).toBeNull();
  });

  it('a vantage cannot leave a folder', () => {
    expect(parseVantage('shanghai-telecom.1')).toBe('shanghai-telecom.1');
    for (const text of ['..', 'a..b', '../x', '.a', 'A', 'a/b', '', 'a'.repeat(64)])
      expect(parseVantage(text)).toBeNull();
  });

  it('a URL carries no credentials', () => {
    expect(parseHttpUrl('https://hub.example')?.href).toBe('https://hub.example/');
    for (const text of ['hub.example', 'ftp://hub.example', 'https://u:p@hub.example', '']) {
      expect(parseHttpUrl(text)).toBeNull();
    }
  });
});
