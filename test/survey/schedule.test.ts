import { describe, expect, it } from 'vitest';
import { SCHEDULE } from '../../src/limits.ts';
import {
  type Contender,
  fitsBeside,
  likelyFinalists,
  mayWin,
  nextFinalist,
  possibleGain,
  rivalsOf,
  usesLittle,
} from '../../src/survey/schedule.ts';

const limits = { ...SCHEDULE, places: 2, fullLine: 0.8, fairShare: 0.5 };
const contender = (
  id: string,
  [best, seconds, worst]: [number, number, number],
  again: Contender['again'] = 'open',
): Contender => ({
  id,
  best,
  seconds,
  worst,
  again,
});

describe('mayWin', () => {
  const others = [contender('a', [1, 2, 3]), contender('b', [2, 3, 4])];

  it('holds while fewer than the places are faster at their worst', () => {
    expect(mayWin(3.5, others, 2)).toBe(true);
    expect(mayWin(4.5, others, 2)).toBe(false);
    expect(mayWin(4.5, others, 3)).toBe(true);
  });

  it('holds for whoever is as fast at best as another at worst', () => {
    expect(mayWin(4, others, 2)).toBe(true);
  });
});

describe('nextFinalist', () => {
  it('measures the leaders first, the fastest before the others', () => {
    const all = [contender('c', [5, 6, 7]), contender('b', [2, 3, 4]), contender('a', [1, 2, 3])];
    expect(nextFinalist(all, 5, limits)).toBe('a');
    expect(likelyFinalists(all, 5, limits)).toEqual(['a', 'b']);
  });

  it('then whoever may be faster than the last leader, most promising first', () => {
    const all = [
      contender('a', [1, 2, 3], 'done'),
      contender('b', [2, 3, 4], 'done'),
      contender('c', [2.5, 6, 7]),
      contender('d', [1.5, 9, 9]),
      contender('e', [3, 4, 5]),
    ];
    expect(likelyFinalists(all, 5, limits)).toEqual(['d', 'c']);
    expect(likelyFinalists(all, 1, limits)).toEqual(['d']);
    expect(nextFinalist(all, 0, limits)).toBeNull();
  });

  it('one that fell back lets the next one up', () => {
    const all = [contender('a', [8, 9, 9], 'done'), contender('b', [2, 3, 4]), contender('c', [5, 6, 7])];
    expect(likelyFinalists(all, 5, limits)).toEqual(['b', 'c']);
  });

  it('leaves alone who is being measured, and reckons with what is forecast for him', () => {
    const all = [
      contender('a', [1, 2, 3], 'running'),
      contender('b', [2, 3, 4], 'done'),
      contender('c', [2.5, 6, 7]),
      contender('d', [3.5, 7, 8]),
    ];
    expect(nextFinalist(all, 5, limits)).toBe('c');
    expect(nextFinalist(all.slice(0, 2), 5, limits)).toBeNull();
  });

  it('ends where nobody is', () => {
    expect(nextFinalist([], 5, limits)).toBeNull();
  });
});

describe('rivalsOf', () => {
  it('are all others: who was measured alone by that figure, the rest at their worst', () => {
    const all = [contender('a', [1, 2, 3], 'done'), contender('b', [2, 3, 4]), contender('c', [5, 6, 7])];
    expect(rivalsOf('c', all).map(({ id, worst }) => [id, worst])).toEqual([
      ['a', 2],
      ['b', 4],
    ]);
  });

  it('count who is being measured at the same time at the worst', () => {
    const all = [contender('a', [1, 2, 3], 'running'), contender('c', [5, 6, 7])];
    expect(rivalsOf('c', all)).toMatchObject([{ id: 'a', worst: 3 }]);
  });
});

describe('fitsBeside', () => {
  const line = { ...SCHEDULE, roomyShare: 0.7, littleShare: 0.05 };

  it('holds for two that leave the line room', () => {
    expect(fitsBeside(40, 30, 100, line)).toBe(true);
    expect(fitsBeside(41, 30, 100, line)).toBe(false);
  });

  it('holds for whatever begins beside next to nothing', () => {
    expect(fitsBeside(Number.POSITIVE_INFINITY, 5, 100, line)).toBe(true);
    expect(fitsBeside(Number.POSITIVE_INFINITY, 6, 100, line)).toBe(false);
  });

  it('holds for one alone, whatever was seen of the line', () => {
    expect(fitsBeside(80, 0, 0, line)).toBe(true);
  });

  it('never holds beside one of which nothing is known', () => {
    expect(fitsBeside(1, Number.POSITIVE_INFINITY, 100, line)).toBe(false);
  });
});

describe('possibleGain', () => {
  it('is what the others had, where the line was full and the part a fair one', () => {
    // 4 of 10 with one other: alone it may have all 10.
    expect(possibleGain({ own: 4, total: 10, peak: 11, downloads: 2 }, limits)).toBe(2.5);
  });

  it('is nothing on a line that was not full', () => {
    expect(possibleGain({ own: 4, total: 8, peak: 11, downloads: 2 }, limits)).toBe(1);
  });

  it('is nothing for a download that its own link held back', () => {
    expect(possibleGain({ own: 2, total: 10, peak: 10, downloads: 2 }, limits)).toBe(1);
  });

  it('is nothing for one that was alone', () => {
    expect(possibleGain({ own: 10, total: 10, peak: 10, downloads: 1 }, limits)).toBe(1);
  });
});

describe('usesLittle', () => {
  const line = { ...SCHEDULE, littleMs: 1000, littleShare: 0.05 };
  const ofHundred = (rate: number, ms: number) => usesLittle(rate * ms, ms, 100, line);

  it('is said of a slow download', () => {
    expect(ofHundred(4, 1000)).toBe(true);
  });

  it('is not said of one that takes its part', () => {
    expect(ofHundred(6, 1000)).toBe(false);
  });

  it('is not said of one that may be in its slow start', () => {
    expect(ofHundred(1, 999)).toBe(false);
  });

  it('is not said where nobody has seen what the line carries', () => {
    expect(usesLittle(1, 5000, 0, line)).toBe(false);
  });
});
