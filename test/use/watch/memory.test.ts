import { describe, expect, it } from 'vitest';
import {
  afterChange,
  awaitedOf,
  comeBack,
  recollect,
  type StateOf,
  type WatchMemory,
} from '../../../src/use/watch/memory.ts';

/** Each mirror by a letter: `lan` is the operator's own, in no list. */

const urls = (names: string): string[] =>
  names
    .split(' ')
    .filter(Boolean)
    .map((name) => `https://${name}.example`);
const names = (all: readonly string[]): string => all.map((url) => url.slice(8, -8)).join(' ');
const memory = (wanted: string, left: string | null, unfit = ''): WatchMemory => ({
  wanted: urls(wanted),
  left: left === null ? null : urls(left),
  unfit: urls(unfit),
});
/** `down`, `unknown`; the others work. */
const states =
  (down: string, unknown = ''): StateOf =>
  (url) =>
    urls(down).includes(url) ? 'down' : urls(unknown).includes(url) ? 'unknown' : 'works';

describe('what stands in the file, and what is remembered', () => {
  it.each([
    ['the first look wants what is there', null, 'lan a', 'lan a'],
    ['as the last run left it, all is wanted as before', memory('lan a', 'a c'), 'a c', 'lan a'],
    ['an addition of the operator is wanted as well', memory('lan a', 'a c'), 'a c d', 'lan a d'],
    ['so is the one that he puts back', memory('lan', 'c'), 'lan c', 'lan'],
    ['another order, by the operator, is no removal', memory('lan a', 'a c'), 'c a', 'lan a'],
    ['what he removes or replaces is his last word', memory('lan a', 'a c'), 'a', 'a'],
    ['a whole other list too', memory('lan', 'c'), 'd e', 'd e'],
    ['after a run that was killed on the way nothing is forgotten', memory('lan', null), 'c', 'lan'],
  ])('%s', (_, before, configured, wanted) => {
    const now = recollect(before, urls(configured));
    expect(names(now.wanted)).toBe(wanted);
    expect(now.left).toEqual(urls(configured));
  });

  it('two spellings of an address are one', () => {
    const { wanted } = recollect(
      { wanted: ['https://LAN.example'], left: ['https://c.example/'], unfit: [] },
      urls('c'),
    );
    expect(wanted).toEqual(['https://LAN.example']);
    expect(awaitedOf({ wanted, left: null, unfit: [] }, urls('lan'))).toEqual([]);
  });
});

describe('what comes back', () => {
  it.each([
    ['nothing while it is down', 'lan', 'c', 'lan', null],
    ['the one that works again, for the one that stood in', 'lan', 'c', '', 'lan'],
    ['at its place', 'lan a', 'a c', '', 'lan a'],
    ['one of two; what stood in for the other stays', 'lan a', 'c d', 'a', 'lan c'],
    ['rather than one that is down', 'lan a', 'c d', 'a c', 'lan d'],
    ['a wanted one that is down has a place that nobody else takes', 'lan a', 'a', 'a', 'lan a'],
    ['where too few were found, there are as many as before again', 'lan a b', 'c', 'a', 'lan b c'],
    ['nothing where none is missing', 'lan a', 'lan a', '', null],
  ])('%s', (_, wanted, configured, down, expected) => {
    const back = comeBack(memory(wanted, configured), urls(configured), states(down));
    expect(back === null ? null : names(back)).toBe(expected);
  });

  it('not by one of which nothing is known', () => {
    expect(comeBack(memory('lan', 'c'), urls('c'), states('', 'lan'))).toBeNull();
  });
});

describe('what is wanted after a change', () => {
  it.each([
    ['one that was down is awaited', 'lan a', 'lan a', 'lan', 'c a', 'lan a'],
    ['one that gave way to a better one is not', 'a b', 'a b', '', 'c b', 'c b'],
    ['both at once', 'a b', 'a b', 'b', 'c d', 'c b'],
    ['two that were down, one found: as many are wanted as before', 'a b', 'a b', 'a b', 'c', 'a b'],
    ['what is awaited already stays so, whatever came of the others', 'lan a', 'c a', 'a', 'd e', 'lan a'],
    ['nothing changed', 'lan a', 'a c', 'lan', 'a c', 'lan a'],
  ])('%s', (_, wanted, before, down, after, expected) => {
    const found = states(down);
    const now = afterChange(memory(wanted, before), urls(before), found, found, urls(after));
    expect(names(now.wanted)).toBe(expected);
    expect(now.left).toEqual(urls(after));
  });
});

describe('one that answers a look, and fails when all are measured', () => {
  const gone = (measured: StateOf): WatchMemory =>
    afterChange(memory('lan', 'lan'), urls('lan'), states(''), measured, urls('c'));

  it('did not give way to a better one: it is awaited, and not by a look', () => {
    expect(gone(states('lan'))).toEqual(memory('lan', 'c', 'lan'));
  });

  it('is awaited by a look where the measurement says nothing of it', () => {
    expect(gone(states('', 'lan'))).toEqual(memory('lan', 'c'));
  });

  it('stays so while others come and go, until somebody puts it back', () => {
    const known = memory('lan', 'c', 'lan');
    expect(afterChange(known, urls('c'), states('c'), states('c'), urls('d')).unfit).toEqual(urls('lan'));
    expect(afterChange(known, urls('c'), states(''), states(''), urls('lan')).unfit).toEqual([]);
    expect(recollect(known, urls('c')).unfit).toEqual(urls('lan'));
    expect(recollect(known, urls('lan c')).unfit).toEqual([]);
    expect(recollect(known, urls('d')).unfit).toEqual([]);
  });
});

it('a mirror that is away for months, and a list in which others come and go, do not change how many there are', () => {
  let known: WatchMemory = recollect(null, urls('lan a'));
  let file = urls('lan a');
  const run = (after: string, down: string): void => {
    known = afterChange(recollect(known, file), file, states(down), states(down), urls(after));
    file = urls(after);
  };
  run('c a', 'lan');
  run('c', 'lan a');
  run('d e', 'lan a c');
  expect(known.wanted).toEqual(urls('lan a'));
  expect(comeBack(known, file, states('a'))).toEqual(urls('lan d'));
});
