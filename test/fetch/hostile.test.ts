import { describe, it } from 'vitest';
import type { Hostile } from './hostile.ts';
import { comesThrough, describeHostile } from './hostile-mirrors.ts';

const drips: Hostile = {
  told: null,
  head: 'nothing',
  right: 1,
  burst: 0,
  bytesPerSecond: 20_000,
  ending: 'end',
  ranges: 'nothing',
};
const wrong: Hostile = { ...drips, told: 0, right: 0.5, bytesPerSecond: null };
/** What it gives of what it boasts of is all that there is, and it goes on with blanks wherever it is asked to. */
const boasts: Hostile = { ...drips, told: 50_000, bytesPerSecond: null, ending: 'hang', ranges: 'own' };

describe.each(['manifest', 'blob'] as const)('a %s of unknown size comes', (kind) => {
  it.each<[string, readonly Hostile[]]>([
    ['one that drips without end and one whose bytes are wrong', [drips, wrong]],
    ['one that goes by a size of its own', [boasts]],
    ['three that drip', [drips, { ...drips, told: 1_000, ranges: 'own' }, { ...drips, ranges: 'whole' }]],
    ['three that go by one size', [boasts, boasts, boasts]],
  ])('behind %s', (_, ways) => comesThrough(kind, false, ways));
});

/** A few of them; many: `test/long/fetch-hostile.test.ts`. */
describeHostile(4);
