import { afterEach, describe, expect, it } from 'vitest';
import { syncProgress } from '../../src/commands/sync/progress.ts';
import { ByteMeter, type SyncEvent } from '../../src/sync/index.ts';
import { byteBar } from '../../src/terminal/byte-bar.ts';
import type { Lang } from '../../src/words/lang.ts';
import { terminal } from '../support/terminal.ts';
import { messagesFor } from '../support/words.ts';

/** What a terminal shows while images are copied. */

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const image = { repository: 'library/nginx', tags: ['1.27', '1', 'latest'], digest: null };
const copying: SyncEvent = { kind: 'copying', image, done: 1, of: 7 };

function open(columns: number, lang: Lang, over: { quiet?: boolean; term?: string; isTTY?: boolean } = {}) {
  const screen = terminal(columns);
  let ms = 0;
  let received = 0;
  const meter = new ByteMeter(() => ms);
  meter.receives(() => received);
  const { isTTY = true, ...rest } = over;
  const progress = syncProgress(
    { ...screen.stream, isTTY },
    { words: messagesFor(lang).sync, meter, quiet: false, term: 'xterm', redrawMs: 0, ...rest },
  );
  stops.push(progress.stop);
  const at = (changes: { readonly ms: number; readonly received: number }): void => {
    ({ ms, received } = changes);
  };
  return { ...screen, meter, progress, at };
}

describe('a bar for bytes', () => {
  // Half of 38, of 12 and of 15 cells.
  it.each([
    [80, 'en', `[${'='.repeat(19)}${' '.repeat(19)}]  received 10 MB of 20 MB  5 MB/s`],
    [40, 'en', '[======      ]  received 10 MB of 20 MB'],
    [40, 'zh', '[=======        ]  已接收 10 MB / 20 MB'],
    [24, 'en', 'received 10 MB of 20 MB'],
  ] as const)('on %i columns in %s', async (columns, lang, bar) => {
    const { lines, progress, meter, at, cursor } = open(columns, lang);
    meter.begin();
    meter.expect(20_000_000);
    at({ ms: 2_000, received: 10_000_000 });
    for (let round = 0; round < 3; round += 1) progress.onSync(copying);
    const [first, ...others] = await lines();
    expect(first).toMatch(/nginx:1\.27/);
    expect(others).toEqual([bar]);
    expect(await cursor()).toEqual({ x: 0, y: 0 });
  });

  it('tells what is waited for: what comes, then what goes', async () => {
    const { lines, progress, meter, at } = open(80, 'en');
    meter.begin();
    meter.expect(20_000_000);
    at({ ms: 2_000, received: 20_000_000 });
    meter.holds(20_000_000);
    meter.sends(5_000_000);
    progress.onSync(copying);
    expect((await lines())[1]).toMatch(/^\[#+=+\] {2}sent 5 MB of 20 MB {2}2\.5 MB\/s$/);
    progress.stop();
    expect(await lines()).toEqual([]);
  });

  it('is of this image alone, and what turns out to be there is not waited for', async () => {
    const { meter, at } = open(80, 'en');
    at({ ms: 1_000, received: 700 });
    meter.begin();
    meter.expect(300);
    meter.expect(100);
    meter.expect(-300);
    at({ ms: 3_000, received: 750 });
    expect(meter.figures).toEqual({ total: 100, received: 50, sent: 0, seconds: 2 });
  });

  it.each([
    ['a pipe', { isTTY: false }],
    ['a terminal that cannot redraw', { term: 'dumb' }],
    ['--quiet', { quiet: true }],
  ])('%s gets none', (_what, over) => {
    const { writes, progress } = open(80, 'en', over);
    progress.onSync(copying);
    expect(writes()).toBe(0);
  });
});

it.each([
  [{ total: 100, received: 0, sent: 0 }, '[          ]'],
  [{ total: 100, received: 50, sent: 20 }, '[##===     ]'],
  [{ total: 100, received: 99, sent: 99 }, '[######### ]'],
  [{ total: 100, received: 100, sent: 100 }, '[##########]'],
  [{ total: 0, received: 0, sent: 0 }, '[          ]'],
])('%j is drawn as %s', (figures, bar) => {
  expect(byteBar(figures, 12)).toBe(bar);
});
