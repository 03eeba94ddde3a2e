import { describe, expect, it } from 'vitest';
import { planUndo, type RunOnFile } from '../../../src/engines/docker/plan/index.ts';
import { engine, expectPlan, install, textOf } from './plan-input.ts';

/** An undo of a file that somebody edited since: what a run put there goes, what it took out comes back, the rest is theirs. */

type Mirrors = string | null;

/** `a b` for https://a.cn and https://b.cn; null: the file has no such key. */
function file(mirrors: Mirrors, proxies: Readonly<Record<string, string>> | null = null): Buffer {
  const names = mirrors?.split(' ').filter((name) => name !== '');
  return Buffer.from(
    JSON.stringify({
      ...(names === undefined ? {} : { 'registry-mirrors': names.map((name) => `https://${name}.cn`) }),
      ...(proxies === null ? {} : { proxies }),
    }),
  );
}

function undone(runs: readonly RunOnFile[], now: Buffer): unknown {
  const plan = expectPlan(
    planUndo({
      install: install(),
      engine: engine('28.5.2', { mirrors: ['https://live.cn/'] }),
      service: { canRestart: true, systemd: true },
      daemonJson: {
        path: '/etc/docker/daemon.json',
        role: 'daemon-json',
        before: runs.at(-1)?.before ?? null,
        now,
        editedSince: true,
        keys: ['registry-mirrors', 'proxies'],
        runs,
      },
      serviceFiles: [],
      activate: 'auto',
      purpose: { kind: 'undo', withPending: false, unlessPending: false },
    }),
  );
  const written = plan.stages.flatMap(({ files }) => files).at(-1);
  return JSON.parse(textOf(written === undefined ? now : written.after) ?? 'null');
}

const mirrorsOf = (value: unknown): Mirrors => {
  const urls: unknown = Reflect.get(Object(value), 'registry-mirrors');
  return Array.isArray(urls) ? urls.map((url) => String(url).slice(8, -3)).join(' ') : null;
};

describe('mirrors', () => {
  it.each<[string, { before: Mirrors; left: Mirrors; now: Mirrors }, Mirrors]>([
    ['added behind ours', { before: null, left: 'a', now: 'a mine' }, 'mine'],
    ['added before ours', { before: null, left: 'a', now: 'mine a' }, 'mine'],
    ['added between ours', { before: null, left: 'a b', now: 'a mine b' }, 'mine'],
    [
      'there before, and kept by the run',
      { before: 'mine', left: 'a mine', now: 'a mine more' },
      'mine more',
    ],
    [
      'there before, and chosen by the run',
      { before: 'x mine', left: 'mine x', now: 'mine x more' },
      'x mine more',
    ],
    ['instead of ours', { before: 'x', left: 'a x', now: 'mine' }, 'mine'],
    ['added where the run dropped one', { before: 'x', left: 'a', now: 'a mine' }, 'x mine'],
    ['added before, where the run dropped one', { before: 'x', left: 'a', now: 'mine a' }, 'mine x'],
    ['added where the run dropped two', { before: 'x y', left: 'a', now: 'a mine' }, 'x y mine'],
    ['taken out since', { before: 'x y', left: 'a x y', now: 'a y' }, 'y'],
    ['in an order of their own since', { before: 'x y', left: 'a x y', now: 'y a x' }, 'y x'],
    ['ours alone are left', { before: null, left: 'a', now: 'a' }, null],
    ['ours alone are left of an empty list', { before: '', left: 'a', now: 'a' }, ''],
    ['ours went already', { before: null, left: 'a', now: 'mine' }, 'mine'],
    ['all went already', { before: null, left: 'a', now: '' }, ''],
    ['one of ours that they had added before', { before: 'a', left: 'a b', now: 'b a mine' }, 'a mine'],
    ['--mirrors-off, and one added since', { before: 'x y', left: '', now: 'mine' }, 'mine x y'],
  ])('%s', (_, { before, left, now }, after) => {
    expect(mirrorsOf(undone([{ before: file(before), left: file(left) }], file(now)))).toBe(after);
  });

  it('an address is ours in whatever spelling', () => {
    const now = Buffer.from('{"registry-mirrors":["https://A.cn/","https://mine.cn"]}');
    expect(mirrorsOf(undone([{ before: null, left: file('a') }], now))).toBe('mine');
  });

  it('through an edit between two runs of ours', () => {
    const runs = [
      { before: file('a mine'), left: file('b a mine') },
      { before: null, left: file('a') },
    ];
    expect(mirrorsOf(undone(runs, file('b a mine more')))).toBe('mine more');
  });

  it('through an undo of ours that is followed by an edit', () => {
    const runs = [
      { before: file('a x'), left: file('x') },
      { before: file('x'), left: file('a x') },
    ];
    expect(mirrorsOf(undone(runs, file('x mine')))).toBe('x mine');
  });
});

describe('proxies', () => {
  const left = { 'http-proxy': 'http://ours:1', 'no-proxy': 'ours.cn' };
  it.each([
    [
      'added since stays',
      null,
      { ...left, 'https-proxy': 'http://mine:1' },
      { 'https-proxy': 'http://mine:1' },
    ],
    ['changed since stays', null, { ...left, 'no-proxy': 'mine.cn' }, { 'no-proxy': 'mine.cn' }],
    ['of ours goes back', { 'http-proxy': 'http://old:1' }, left, { 'http-proxy': 'http://old:1' }],
  ])('what was %s', (_, before, now, after) => {
    const runs = [{ before: file(null, before), left: file(null, left) }];
    expect(undone(runs, file(null, now))).toEqual({ proxies: after });
  });
});

it('an undo names what stood among the mirrors and is no text', () => {
  const now = Buffer.from('{"registry-mirrors":["https://a.cn",5]}');
  const undo = planUndo({
    install: install(),
    engine: engine('28.5.2', { mirrors: ['https://a.cn/'] }),
    service: { canRestart: true, systemd: true },
    daemonJson: {
      path: '/etc/docker/daemon.json',
      role: 'daemon-json',
      before: file('x'),
      now,
      editedSince: true,
      keys: ['registry-mirrors'],
      runs: [{ before: file('x'), left: file('a') }],
    },
    serviceFiles: [],
    activate: 'auto',
    purpose: { kind: 'undo', withPending: false, unlessPending: false },
  });
  expect(expectPlan(undo).warnings).toContainEqual({
    kind: 'odd-entries',
    path: '/etc/docker/daemon.json',
    entries: ['5'],
  });
});
