import { describe, expect, it } from 'vitest';
import { FETCH } from '../../src/fetch/limits.ts';
import { Pieces } from '../../src/fetch/pieces.ts';
import { assign, type Ongoing, type Standby } from '../../src/fetch/schedule.ts';

const MiB = 1024 * 1024;

function download(size: number | null, more: Partial<Ongoing> = {}): Ongoing {
  return {
    isAhead: false,
    hasWaited: true,
    pieces: new Pieces(size),
    inParts: true,
    only: null,
    unfit: new Set(),
    rangeless: new Set(),
    ...more,
  };
}

function mirror(key: string, more: Partial<Standby> = {}): Standby {
  return { key, slots: 3, standing: 'fit', bytesPerSecond: MiB, ...more };
}

const sharesOf = ({ pieces }: Ongoing): Record<string, number> => {
  const shares: Record<string, number> = {};
  for (const { source, from, to } of pieces.parts) shares[source] = (shares[source] ?? 0) + to - from;
  return shares;
};

describe('connections are given out', () => {
  it('to each download one before any gets a second', () => {
    const [first, second] = [download(100 * MiB), download(100 * MiB)];
    assign([first, second], [mirror('a', { slots: 2 })], FETCH);
    expect([first, second].map(({ pieces }) => pieces.parts.length)).toEqual([1, 1]);
  });

  it('for a large blob all but two, shares by rate', () => {
    const one = download(90 * MiB);
    assign([one], [mirror('a', { slots: 2, bytesPerSecond: 2 * MiB }), mirror('b', { slots: 2 })], FETCH);
    expect(sharesOf(one)).toEqual({ a: 60 * MiB, b: 30 * MiB });
  });

  it('one for a blob that is too small for parts, and for one of unknown size', () => {
    const [small, unknown] = [download(1.9 * MiB), download(null)];
    assign([small, unknown], [mirror('a'), mirror('b')], FETCH);
    expect([small, unknown].map(({ pieces }) => pieces.parts.length)).toEqual([1, 1]);
  });

  it('not to who is barred or unfit; to who rests when nobody else is there', () => {
    const one = download(MiB, { unfit: new Set(['b']) });
    assign(
      [one],
      [mirror('a', { standing: 'barred' }), mirror('b'), mirror('c', { standing: 'resting' })],
      FETCH,
    );
    expect(one.pieces.parts.map(({ source }) => source)).toEqual(['c']);
  });

  it('for the little that a slow one still owes, all of it, where another is far quicker', () => {
    const takers = [MiB, 40_000].map((bytesPerSecond) => {
      const one = download(200_000);
      const slow = one.pieces.take('slow', { from: 0, to: 200_000 });
      Object.assign(slow, { sent: true, rate: 20_000 });
      one.pieces.advance(slow, 100_000);
      assign([one], [mirror('quick', { bytesPerSecond })], FETCH);
      return one.pieces.parts.map(({ source, from, to }) => [source, from, to]);
    });
    expect(takers).toEqual([
      [
        ['slow', 0, 100_000],
        ['quick', 100_000, 200_000],
      ],
      [['slow', 0, 200_000]],
    ]);
  });

  it('taken back from who has several when somebody has none', () => {
    const rich = download(100 * MiB);
    assign([rich], [mirror('a', { slots: 6 })], FETCH);
    const needy = download(MiB);
    expect(assign([rich, { ...needy, hasWaited: false }], [mirror('a', { slots: 0 })], FETCH)).toEqual([]);
    const [taken] = assign([rich, needy], [mirror('a', { slots: 0 })], FETCH);
    expect(taken?.download).toBe(rich);
    expect(rich.pieces.parts).toContain(taken?.part);
  });
});

describe('a download that nobody waits for yet', () => {
  it('gets what those that are waited for leave, and lets none of it lie', () => {
    const [asked, ahead] = [download(90 * MiB), download(90 * MiB, { isAhead: true })];
    assign([asked, ahead], [mirror('a', { slots: 1 })], FETCH);
    expect([asked, ahead].map(({ pieces }) => pieces.parts.length)).toEqual([1, 0]);
    assign([asked, ahead], [mirror('a'), mirror('b')], FETCH);
    expect([asked, ahead].map(({ pieces }) => pieces.parts.length)).toEqual([5, 1]);
  });

  it('gives its only connection to one that is waited for, and takes none from it', () => {
    const [asked, ahead] = [download(90 * MiB), download(90 * MiB, { isAhead: true })];
    assign([ahead], [mirror('a', { slots: 1 })], FETCH);
    const [taken] = assign([asked, ahead], [mirror('a', { slots: 0 })], FETCH);
    expect(taken?.download).toBe(ahead);
    const late = download(MiB, { isAhead: true });
    assign([asked], [mirror('a', { slots: 6 })], FETCH);
    expect(assign([asked, late], [mirror('a', { slots: 0 })], FETCH)).toEqual([]);
  });
});

describe('the pieces of a blob', () => {
  it('hold every byte once, whatever is split, ends early and is taken again', () => {
    const pieces = new Pieces(1000);
    const one = pieces.take('a', { from: 0, to: 1000 });
    const two = pieces.split(one, 'b', 600);
    expect(pieces.advance(one, 700)).toBe(600);
    pieces.advance(two, 100);
    pieces.end(two);
    expect(pieces.free).toEqual([{ from: 700, to: 1000 }]);
    pieces.advance(pieces.take('c', { from: 700, to: 1000 }), 300);
    expect(pieces.isWhole).toBe(true);
    expect(pieces.received).toEqual([
      { source: 'b', from: 600, to: 700 },
      { source: 'a', from: 0, to: 600 },
      { source: 'c', from: 700, to: 1000 },
    ]);
  });

  it('let a silent part go on when its range was not begun elsewhere', () => {
    const pieces = new Pieces(1000);
    const silent = pieces.take('a', { from: 0, to: 1000 });
    pieces.doubt(silent);
    const other = pieces.take('b', { from: 0, to: 1000 });
    expect(pieces.advance(silent, 10)).toBe(10);
    // The other one gave way: it had nothing yet.
    expect(pieces.advance(other, 10)).toBe(0);
    expect(pieces.receivedBytes).toBe(10);
  });

  it('are nobody’s twice when the silent one comes late', () => {
    const pieces = new Pieces(1000);
    const silent = pieces.take('a', { from: 0, to: 1000 });
    pieces.doubt(silent);
    pieces.advance(pieces.take('b', { from: 0, to: 1000 }), 500);
    expect(pieces.advance(silent, 10)).toBe(0);
    expect(pieces.receivedBytes).toBe(500);
  });

  it('refuse another size than the one that is known', () => {
    const pieces = new Pieces(null);
    pieces.advance(pieces.take('a', { from: 0, to: Number.POSITIVE_INFINITY }), 10);
    expect(pieces.learnSize(5)).toBe(false);
    expect(pieces.learnSize(20)).toBe(true);
    expect(pieces.learnSize(21)).toBe(false);
  });
});
