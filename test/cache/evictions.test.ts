import { describe, expect, it } from 'vitest';
import { blobsLeft, chooseEvictions, readStore } from '../../src/cache/index.ts';

const hex = (letter: string): string => letter.repeat(64);
const blob = (letter: string, bytes: number, seconds = 100): string =>
  `${bytes} ${seconds}.5 blobs/sha256/${letter}${letter}/${hex(letter)}/data`;
const layer = (repository: string, letter: string, seconds = 100): string =>
  `71 ${seconds}.0000000000 repositories/${repository}/_layers/sha256/${hex(letter)}/link`;

/** old: a, b (shared); new: b, c. 10 + 20 + 30 bytes, four links of 71. */
const lines = [
  blob('a', 10),
  blob('b', 20),
  blob('c', 30),
  layer('old', 'a'),
  layer('old', 'b'),
  layer('x/new', 'b'),
  layer('x/new', 'c'),
];
const total = 10 + 20 + 30 + 4 * 71;
const pulled = new Map([
  ['old', 200_000],
  ['x/new', 300_000],
]);

describe('chooseEvictions', () => {
  it('takes nothing under the bound', () => {
    expect(chooseEvictions(readStore(lines, pulled), total, 0.9)).toEqual([]);
  });

  it('takes the least recently pulled first, and counts what is shared once it is nobody’s', () => {
    const store = readStore(lines, pulled);
    // Without old 10 bytes go, without both 60.
    expect(chooseEvictions(store, total - 1, (total - 10) / (total - 1))).toEqual(['old']);
    expect(chooseEvictions(store, total - 1, (total - 11) / (total - 1))).toEqual(['old', 'x/new']);
  });

  it('goes by files’ dates where the log says nothing', () => {
    const store = readStore(
      [...lines.slice(0, 3), layer('old', 'a', 900), layer('x/new', 'c', 100)],
      new Map(),
    );
    expect(chooseEvictions(store, 1, 0.9)[0]).toBe('x/new');
  });
});

describe('blobsLeft', () => {
  it('has what only the evicted linked to, and old blobs of nobody, and leaves what is on its way', () => {
    const store = readStore([...lines, blob('d', 1, 50), blob('e', 1, 5_000)], pulled);
    expect(blobsLeft(store, new Set(['old']), 1_000_000)).toEqual([
      `sha256:${hex('a')}`,
      `sha256:${hex('d')}`,
    ]);
    expect(blobsLeft(store, new Set(['old', 'x/new']), 0)).toEqual(
      ['a', 'b', 'c'].map((one) => `sha256:${hex(one)}`),
    );
  });
});

describe('readStore', () => {
  it('counts half uploads with their repository, and reads no name that is none', () => {
    const store = readStore(
      [
        '500 1 repositories/a/_uploads/0b1c/data',
        '71 1 repositories/../../etc/_layers/sha256/x/link',
        'garbage',
      ],
      new Map(),
    );
    expect(store.repositories).toEqual([{ name: 'a', lastPulledMs: 1_000, digests: [], uploadBytes: 500 }]);
    expect(store.totalBytes).toBe(571);
  });
});
