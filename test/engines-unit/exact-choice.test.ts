import { describe, expect, it } from 'vitest';
import { chooseMirrors, type OfferedMirror, verdictFlaw } from '../../src/engines/choose/index.ts';
import type { Verdict } from '../../src/probe/codes.ts';

/** As many as `--top` says, and no more. */

const url = (name: string): string => `https://${name}.example`;
const offered = (name: string, seconds: number, verdict: Verdict = 'usable'): OfferedMirror => ({
  url: url(name),
  displayUrl: url(name),
  origin: 'list',
  verdict,
  code: null,
  confirmed: true,
  measuredDirectly: true,
  pullSeconds: verdict === 'usable' ? seconds : null,
});
/** One that no list names. */
const own = (seconds: number, verdict: Verdict = 'usable'): OfferedMirror => ({
  ...offered('lan', seconds, verdict),
  origin: 'configured',
  unlisted: true,
});

function chosen(top: number, configured: readonly string[], candidates: readonly OfferedMirror[]): string {
  const options = { top, exact: true, replace: false, allowUnconfirmed: false, allowInsecure: false };
  const judge = {
    flaw: (one: OfferedMirror) => verdictFlaw(one, { ...options, mirrorsOff: false }),
    form: () => null,
  };
  const choice = chooseMirrors(candidates, configured.map(url), { ...options, mirrorsOff: false }, judge);
  if (choice.kind === 'no-fit-mirror') return choice.kind;
  const names = (all: readonly string[]): string =>
    all.map((one) => new URL(one).hostname.split('.')[0]).join(' ');
  const { listed, dropped } = choice.mirrors;
  const gone = dropped.map(({ displayUrl, why }) => `${names([displayUrl])}:${why.kind}`);
  return [names(listed.map((one) => one.url)), ...gone].join(', ');
}

describe('--exact', () => {
  it.each([
    [
      'better ones take the places of listed ones',
      2,
      ['a', 'b'],
      [offered('c', 1), offered('d', 1), offered('a', 9), offered('b', 9)],
      'c d, a:no-place, b:no-place',
    ],
    [
      'one that no list names keeps its place, however slow',
      2,
      ['lan', 'a'],
      [offered('c', 1), offered('a', 5), own(99)],
      'lan c, a:no-place',
    ],
    [
      'and so behind another',
      2,
      ['a', 'lan'],
      [offered('c', 1), offered('a', 5), own(99)],
      'c lan, a:no-place',
    ],
    ['it stays where it limits, or is not known', 1, ['lan'], [offered('c', 1), own(9, 'limited')], 'lan'],
    ['and goes where it is dead', 1, ['lan'], [offered('c', 1), own(9, 'dead')], 'c, lan:verdict'],
    ['or refuses us', 1, ['lan'], [offered('c', 1), own(9, 'restricted')], 'c, lan:no-place'],
    [
      'a listed one that limits gives way',
      1,
      ['a'],
      [offered('c', 1), offered('a', 9, 'limited')],
      'c, a:no-place',
    ],
    [
      'and keeps a place that nobody needs',
      2,
      ['a', 'b'],
      [offered('c', 1), offered('a', 9, 'limited'), offered('b', 9, 'dead')],
      'c a, b:verdict',
    ],
    [
      'the order stays where the best is not faster by a fifth',
      2,
      ['a', 'b'],
      [offered('b', 10), offered('a', 11), offered('c', 12)],
      'a b',
    ],
    ['nothing is fit', 1, ['a'], [offered('a', 9, 'dead')], 'no-fit-mirror'],
  ] as const)('%s', (_, top, configured, candidates, expected) => {
    expect(chosen(top, configured, candidates)).toBe(expected);
  });
});
