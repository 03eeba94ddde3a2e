import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { reply } from '../../src/demo/answer.ts';
import {
  answers,
  at,
  type Behaviour,
  changes,
  ignoresRange,
  paced,
  refuses,
  reset,
  silence,
  tampers,
} from '../../src/demo/behaviour.ts';
import { contentOf } from '../../src/demo/content.ts';
import { buildImage } from '../../src/demo/image.ts';
import type { SimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import { FETCH } from '../../src/fetch/limits.ts';
import { type Lab, openLab } from '../support/fake-registry.ts';
import { endlessBody } from '../support/fake-registry-hostile.ts';
import { type Bench, digest, HASTY, openBench } from './support.ts';

const MiB = 1024 * 1024;
const image = buildImage({
  repository: 'library/nginx',
  tag: 'latest',
  format: 'oci',
  layers: [
    { seed: 'large', bytes: 12 * MiB },
    { seed: 'small', bytes: 100_000 },
  ],
});
const content = contentOf({ tagged: [image] });
const [large, small] = image.layers;
if (large === undefined || small === undefined) throw new Error('no layers');
const blob = { digest: large.digest, size: large.bytes.length };

const lab: Lab = openLab();
let bench: Bench | null = null;

afterEach(async () => {
  await bench?.stop();
  await lab.stop();
});

async function mirrors(...behaviours: readonly (Behaviour | null)[]): Promise<SimulatedMirror[]> {
  return Promise.all(
    behaviours.map((behaviour) => lab.mirror(behaviour ?? ((visit, next) => next(visit)), { content })),
  );
}

async function open(list: readonly SimulatedMirror[], limits = HASTY, maxBytes = 1e9): Promise<Bench> {
  bench = await openBench(
    list.map(({ url }) => url),
    { limits, maxBytes },
  );
  return bench;
}

const onBlobs = (behaviour: Behaviour): Behaviour => at(['config', 'layer'], behaviour);
const ends = (kind: 'close' | 'reset' | 'hang', afterBytes: number): Behaviour =>
  onBlobs(changes(() => ({ ending: { kind, afterBytes } })));

/** Body bytes that left a mirror for blobs, as asked for. */
const asked = (mirror: SimulatedMirror | undefined): readonly string[] =>
  (mirror?.requests ?? [])
    .filter(({ target }) => target.includes('/blobs/'))
    .map(({ headers }) => headers.range ?? 'whole');

describe('a blob comes, and is right, though the first mirror', () => {
  it.each<[string, Behaviour]>([
    ['breaks connections', onBlobs(reset)],
    ['is silent', onBlobs(silence)],
    ['has it not', onBlobs(refuses(404, 'BLOB_UNKNOWN', 'no'))],
    ['refuses', onBlobs(refuses(403, 'DENIED', 'no'))],
    ['is out of order', onBlobs(refuses(500, 'UNKNOWN', 'no'))],
    ['has had enough of us', onBlobs(refuses(429, 'TOOMANYREQUESTS', 'no', { 'retry-after': '600' }))],
    ['is a web page', onBlobs(answers(reply(200, { 'content-type': 'text/html' }, '<html>hello</html>')))],
    ['turns a bit', onBlobs(tampers)],
    ['closes early', ends('close', 300_000)],
    ['breaks off', ends('reset', 2_000_000)],
    ['falls silent in the middle', ends('hang', 2_000_000)],
    ['ignores ranges', onBlobs(ignoresRange)],
    ['appends', onBlobs(changes(({ body }) => reply(200, {}, Buffer.concat([body, body]))))],
    ['cuts short and says so', onBlobs(changes(({ body }) => reply(200, {}, body.subarray(1))))],
  ])('%s', async (_, behaviour) => {
    const { bytes } = await open(await mirrors(behaviour, null));
    expect((await bytes({ digest: small.digest })).equals(small.bytes)).toBe(true);
    expect((await bytes(blob)).equals(large.bytes)).toBe(true);
  });
});

describe('a blob that cannot be had', () => {
  it('is missing where all say so, and failed where one might have it', async () => {
    const [lacking, broken] = [onBlobs(refuses(404, 'BLOB_UNKNOWN', 'no')), onBlobs(refuses(500, 'X', 'no'))];
    const { fetcher } = await open(await mirrors(lacking, lacking));
    const want = {
      kind: 'blob',
      repository: 'library/nginx',
      digest: digest(large.digest),
      size: null,
    } as const;
    expect(await fetcher.fetch(want, new AbortController().signal)).toEqual({ kind: 'missing' });
    await bench?.stop();
    const other = await open(await mirrors(lacking, broken));
    expect(await other.fetcher.fetch(want, new AbortController().signal)).toMatchObject({ kind: 'failed' });
  });

  it('is not handed out where every mirror turns a bit, and none of it stays', async () => {
    const { fetcher, directory, memory } = await open(await mirrors(onBlobs(tampers), onBlobs(tampers)));
    const want = {
      kind: 'blob',
      repository: 'library/nginx',
      digest: digest(large.digest),
      size: large.bytes.length,
    } as const;
    expect(await fetcher.fetch(want, new AbortController().signal)).toMatchObject({ kind: 'failed' });
    expect(await readdir(join(directory, 'proven'))).toEqual([]);
    expect(await readdir(join(directory, 'incoming'))).toEqual([]);
    expect([...memory.all.values()].map(({ rest }) => rest?.firm)).toEqual([true, true]);
  });
});

describe('a body without end', () => {
  const limits = { ...HASTY, unsizedBytes: 2 * MiB };
  const endless = at(['config', 'layer', 'manifest', 'platform-manifest'], endlessBody);

  it.each(['manifest', 'blob'] as const)(
    'of a %s nobody knows the size of is left, and its mirror too',
    async (kind) => {
      const list = await mirrors(endless, null);
      const { bytes, memory, directory } = await open(list, limits);
      const right = kind === 'manifest' ? image.index : small;
      expect((await bytes({ kind, digest: right.digest })).equals(right.bytes)).toBe(true);
      expect(list.map(({ url }) => memory.standingOf(url))).toEqual(['barred', 'fit']);
      expect(await readdir(join(directory, 'incoming'))).toEqual([]);
    },
  );

  it.each([
    ['comes whole where HEAD tells how long it is', true],
    ['is left at that where HEAD tells nothing either', false],
  ])('may be one that merely keeps its length to itself: it %s', async (_, tells) => {
    const unsized = onBlobs(
      changes(({ headers: { 'content-length': length, ...headers } }, { method }) =>
        method === 'HEAD' && tells ? {} : { headers: { ...headers, 'x-length': length ?? '' } },
      ),
    );
    const list = await mirrors(unsized);
    const { bytes, fetcher } = await open(list, limits);
    const got = await bytes({ digest: large.digest }).catch(() => null);
    expect(got?.equals(large.bytes) ?? null).toBe(tells ? true : null);
    if (!tells) expect(fetcher.bytesFrom(list[0]?.url ?? '')).toBeLessThan(8 * MiB);
  });
});

describe('a mirror that drips', () => {
  const drips = at(['config', 'layer', 'manifest', 'platform-manifest'], paced(50));

  it.each<[string, 'manifest' | 'blob', { digest: string; bytes: Uint8Array }, boolean]>([
    ['a manifest', 'manifest', image.index, false],
    ['a small blob', 'blob', small, true],
    ['a large one', 'blob', large, true],
    ['one of unknown size', 'blob', large, false],
  ])('is not waited for with %s, and marked', async (_, kind, right, isSized) => {
    const list = await mirrors(drips, null);
    const { bytes, memory } = await open(list);
    const size = isSized ? right.bytes.length : null;
    expect((await bytes({ kind, digest: right.digest, size })).equals(right.bytes)).toBe(true);
    const [dripping, good] = list.map(({ url }) => memory.of(url).lastTrouble?.trouble ?? null);
    expect([dripping, good]).toEqual(['stalled', null]);
    expect(memory.standingOf(list[0]?.url ?? '')).toBe('resting');
  });
});

describe('a manifest that comes slowly', () => {
  const slow = at('manifest', paced(400));
  const limits = { ...HASTY, crawlBytes: 10 };
  const want = { kind: 'manifest', digest: image.index.digest } as const;

  it.each([
    ['from the next mirror, and the first is marked', null, 'stalled'],
    ['from the first where all are slow', slow, null],
  ])('is had %s', async (_, second, trouble) => {
    const list = await mirrors(slow, second);
    const { bytes, memory } = await open(list, limits);
    expect((await bytes(want)).equals(image.index.bytes)).toBe(true);
    const troubles = list.map(({ url }) => memory.of(url).lastTrouble?.trouble ?? null);
    expect(troubles).toEqual([trouble, null]);
  });
});

describe('several mirrors', () => {
  it('are asked once for a digest however many want it', async () => {
    const list = await mirrors(null);
    const { bytes } = await open(list);
    const all = await Promise.all(Array.from({ length: 10 }, () => bytes({ digest: small.digest })));
    expect(all.every((one) => one.equals(small.bytes))).toBe(true);
    expect(asked(list[0])).toEqual(['whole']);
  });

  it('give parts of a large blob, each byte once', async () => {
    const list = await mirrors(null, null, null);
    const { bytes } = await open(list, FETCH);
    expect((await bytes(blob)).equals(large.bytes)).toBe(true);
    const ranges = list
      .flatMap(asked)
      .map((range) => /^bytes=(\d+)-(\d+)$/.exec(range)?.slice(1).map(Number) ?? []);
    expect(ranges.length).toBeGreaterThan(1);
    expect(ranges.reduce((sum, [from = 0, to = 0]) => sum + to - from + 1, 0)).toBe(large.bytes.length);
  });

  it('never have more than three connections of ours', async () => {
    let [open_, most] = [0, 0];
    const counted: Behaviour = (visit, next) => {
      open_ += 1;
      most = Math.max(most, open_);
      setTimeout(() => {
        open_ -= 1;
      }, 80);
      const answer = next(visit);
      return answer.kind === 'reply' ? { ...answer, waitMs: 100 } : answer;
    };
    const { bytes } = await open(await mirrors(onBlobs(counted)));
    await Promise.all(image.configs.map((config) => bytes(config)));
    expect(most).toBe(3);
  });

  it('are asked once for each of many that wait for a connection', async () => {
    const waits = onBlobs(changes(() => ({ waitMs: 300 })));
    const list = await mirrors(waits, waits);
    const { bytes } = await open(list, {
      ...HASTY,
      patienceMs: 1_000,
      connectionsPerMirror: 1,
      aloneMs: 600_000,
    });
    const all = [...image.configs, small];
    await Promise.all(all.map(({ digest: name }) => bytes({ digest: name })));
    expect(list.flatMap(asked)).toHaveLength(all.length);
  });

  it('are told apart when one of them gives wrong bytes among the others', async () => {
    const list = await mirrors(null, onBlobs(tampers), null);
    const { bytes, memory } = await open(list);
    expect((await bytes(blob)).equals(large.bytes)).toBe(true);
    const barred = list.map(({ url }) => memory.standingOf(url));
    expect(barred).toEqual(['fit', 'barred', 'fit']);
  });

  it('are told apart with no room for anything that is not being used, too', async () => {
    const { bytes } = await open(await mirrors(null, onBlobs(tampers), null), HASTY, 0);
    expect((await bytes(blob)).equals(large.bytes)).toBe(true);
  });

  it('take over from one that is slow', async () => {
    const list = await mirrors(onBlobs(paced(200_000)), onBlobs(paced(20_000_000)));
    const { bytes } = await open(list, { ...HASTY, worthStealingMs: 300 });
    expect((await bytes(blob)).equals(large.bytes)).toBe(true);
    expect(asked(list[1]).length).toBeGreaterThan(0);
  });

  it('are left alone for as long as they asked', async () => {
    const list = await mirrors(
      onBlobs(refuses(429, 'TOOMANYREQUESTS', 'no', { 'retry-after': '600' })),
      null,
    );
    const { bytes } = await open(list);
    await bytes({ digest: small.digest });
    const before = asked(list[0]).length;
    await bytes(blob);
    expect(asked(list[0]).length).toBe(before);
    expect(before).toBe(1);
  });
});

describe('what will be asked for next', () => {
  const want = {
    kind: 'blob',
    repository: 'library/nginx',
    digest: digest(small.digest),
    size: small.bytes.length,
  } as const;
  const settled = async ({ spool }: Bench): Promise<boolean> => {
    for (let waited = 0; waited < 200 && !spool.has(want.digest); waited += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return spool.has(want.digest);
  };

  it('comes before, once, and counts as fetched for who asks first', async () => {
    const list = await mirrors(null);
    const opened = await open(list);
    const { signal } = new AbortController();
    opened.fetcher.ahead([want], signal);
    expect(await settled(opened)).toBe(true);
    const from: string[] = [];
    for (let asks = 0; asks < 2; asks += 1) {
      const fetched = await opened.fetcher.fetch(want, signal);
      if (fetched.kind !== 'proven') throw new Error(fetched.kind);
      from.push(fetched.from);
      await fetched.lease.release();
    }
    expect([from, asked(list[0])]).toEqual([['mirrors', 'spool'], ['whole']]);
  });

  it('is joined on its way by who asks', async () => {
    const list = await mirrors(onBlobs(changes(() => ({ waitMs: 100 }))));
    const { fetcher } = await open(list);
    const { signal } = new AbortController();
    fetcher.ahead([want], signal);
    const both = await Promise.all([fetcher.fetch(want, signal), fetcher.fetch(want, signal)]);
    expect(both.map((one) => one.kind === 'proven' && one.from)).toEqual(['mirrors', 'joined']);
    for (const one of both) if (one.kind === 'proven') await one.lease.release();
    expect(asked(list[0])).toEqual(['whole']);
  });

  it('gives way, and loses none of the bytes that came', async () => {
    const list = await mirrors(at(['layer'], paced(1_000_000)));
    const { fetcher, memory, bytes } = await open(list, { ...HASTY, connectionsPerMirror: 1 });
    const { signal } = new AbortController();
    fetcher.ahead([{ ...want, digest: digest(large.digest), size: large.bytes.length }], signal);
    await expect.poll(() => fetcher.bytesFrom(list[0]?.url ?? '')).toBeGreaterThan(0);
    list[0]?.setBehaviour((visit, next) => next(visit));
    const begun = await bytes({ digest: small.digest, size: small.bytes.length });
    expect([begun.equals(small.bytes), (await bytes(blob)).equals(large.bytes)]).toEqual([true, true]);
    expect([memory.standingOf(list[0]?.url ?? ''), asked(list[0]).length]).toEqual(['fit', 3]);
  });

  it('does not come where the spool has no room for it', async () => {
    const list = await mirrors(null);
    const { fetcher, bytes } = await open(list, HASTY, 0);
    fetcher.ahead([want], new AbortController().signal);
    await bytes(blob);
    expect(list[0]?.requests.filter(({ reference }) => reference === small.digest)).toEqual([]);
  });

  it('does not come on when nobody comes for it', async () => {
    const list = await mirrors(onBlobs(silence));
    const { fetcher, directory } = await open(list, { ...HASTY, graceMs: 50 });
    const pull = new AbortController();
    fetcher.ahead([want], pull.signal);
    await expect.poll(() => readdir(join(directory, 'incoming'))).toHaveLength(1);
    pull.abort();
    await expect.poll(() => readdir(join(directory, 'incoming'))).toHaveLength(0);
  });
});
