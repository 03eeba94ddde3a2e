import { expect, it } from 'vitest';
import { changedSince } from '../../../src/engines/docker/runs-with.ts';

const STARTED = 1_000_000;

it.each([
  [-5_000, false, false],
  [-31, false, false],
  // The start may be told up to a second too early: written right before it, the file looks changed after it.
  [-30 + 1, true, null],
  [400, true, null],
  [1_030, true, null],
  [1_031, true, true],
  [60_000, true, true],
])('a file written %i ms after the start as it is told', (ms, fileChangedSince, fileSurelyChanged) => {
  expect(changedSince(STARTED + ms, STARTED)).toEqual({ fileChangedSince, fileSurelyChanged });
});
