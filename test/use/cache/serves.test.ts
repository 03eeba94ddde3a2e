import { expect, it } from 'vitest';
import { whyNotServing } from '../../../src/use/cache/serves.ts';

const room = { freeBytes: 1024 ** 3, freeInodes: 100_000 };

it.each([
  [null, 'well', room, 'answers'],
  // What it keeps it serves, and its disk need not be seen.
  [null, 'well', room, 'fails'],
  [null, 'well', null, 'unasked'],
  [null, 'well', { ...room, freeInodes: null }, 'answers'],
  ['upstream-silent', 'well', room, 'silent'],
  ['disk-full', 'well', { ...room, freeBytes: 0 }, 'answers'],
  ['disk-full', 'well', { ...room, freeInodes: 0 }, 'answers'],
  ['disk-full', 'kept-fails', { ...room, freeBytes: 0 }, 'silent'],
  ['kept-fails', 'kept-fails', room, 'answers'],
  ['no-answer', 'no-answer', { ...room, freeBytes: 0 }, 'silent'],
  ['address-gone', 'address-gone', room, 'silent'],
] as const)('%s: %s, %j, upstream %s', (why, answers, space, upstream) => {
  expect(whyNotServing(answers, space, upstream)).toBe(why);
});
