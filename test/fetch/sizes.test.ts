import { rm, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { at, type Behaviour, changes, honest, refuses } from '../../src/demo/behaviour.ts';
import { digestOf } from '../../src/registry/digest.ts';
import { type Lab, openLab } from '../support/fake-registry.ts';
import { current } from '../support/images.ts';
import { hostile } from './hostile.ts';
import { type Bench, digest, HASTY, openBench } from './support.ts';

const lab: Lab = openLab();
let bench: Bench | null = null;
afterEach(async () => {
  await bench?.stop();
  await lab.stop();
});

const [layer] = current.layers;
if (layer === undefined) throw new Error('no layer');
const wanted = { manifest: current.index, blob: layer } as const;
const kinds = ['manifest', 'blob'] as const;
const everywhere = (behaviour: Behaviour): Behaviour =>
  at(['manifest', 'platform-manifest', 'config', 'layer'], behaviour);

/** Says that there is so much more than there is, and ends after ten bytes. */
const boasts = (more: number, kind: 'close' | 'hang'): Behaviour =>
  everywhere(
    changes(({ headers, body }) => ({
      headers: { ...headers, 'content-length': String(body.length + more) },
      ending: { kind, afterBytes: 10 },
    })),
  );
const empty = everywhere(
  changes(({ headers }) => ({ headers: { ...headers, 'content-length': '0' }, body: new Uint8Array() })),
);
const unsized = everywhere(
  changes(({ headers: { 'content-length': _, ...headers } }, { method }) =>
    method === 'HEAD' ? {} : { headers },
  ),
);

async function open(...behaviours: readonly Behaviour[]) {
  const mirrors = await Promise.all(behaviours.map((behaviour) => lab.mirror(behaviour)));
  const urls = mirrors.map(({ url }) => url);
  bench = await openBench(urls, { limits: { ...HASTY, aloneMs: 100 } });
  return { ...bench, urls, mirrors };
}

describe.each(kinds)('of a %s whose size nobody told beforehand', (kind) => {
  const { digest: name, bytes: right } = wanted[kind];

  it.each<[string, Behaviour]>([
    ['too much and is cut', boasts(1000, 'close')],
    ['too much and stalls', boasts(1000, 'hang')],
    ['too little and is cut', boasts(-100, 'close')],
    ['nothing', empty],
  ])('a mirror says %s: the others are asked, and not blamed', async (_, lies) => {
    const { bytes, memory, urls } = await open(lies, honest, honest);
    expect((await bytes({ digest: name, kind })).equals(right)).toBe(true);
    expect(urls.map((url) => memory.standingOf(url))).toEqual(['resting', 'fit', 'fit']);
  });

  it('two mirrors say different things that are both wrong', async () => {
    const { bytes } = await open(boasts(1000, 'close'), boasts(7, 'close'), empty, honest);
    expect((await bytes({ digest: name, kind })).equals(right)).toBe(true);
  });

  it.each([0, 1, 10, right.length - 1, right.length + 1, right.length * 10])(
    'and that a manifest gives as %d: it comes, and no mirror is blamed',
    async (size) => {
      const { bytes, memory, urls } = await open(honest, unsized);
      expect((await bytes({ digest: name, kind, size })).equals(right)).toBe(true);
      expect(urls.map((url) => memory.standingOf(url))).toEqual(['fit', 'fit']);
    },
  );
});

it('a mirror that keeps its length to itself is not blamed where a manifest says too little', async () => {
  const { bytes, memory, urls } = await open(unsized);
  expect((await bytes({ digest: layer.digest, size: 10 })).equals(layer.bytes)).toBe(true);
  expect(urls.map((url) => memory.standingOf(url))).toEqual(['fit']);
});

it('nothing, and only nothing, is handed out at once without asking anybody', async () => {
  const nothing = digestOf(new Uint8Array());
  const { bytes, fetcher } = await open(everywhere(refuses(404, 'BLOB_UNKNOWN', 'no')));
  for (const size of [null, 0, 7]) expect((await bytes({ digest: nothing, size })).length).toBe(0);
  const want = { kind: 'blob', repository: 'a/b', digest: digest(layer.digest), size: 0 } as const;
  expect((await fetcher.fetch(want, new AbortController().signal)).kind).toBe('missing');
});

it('where there is no disk, a size that nobody told beforehand keeps nothing from coming', async () => {
  const { bytes, directory, mirrors } = await open(boasts(1000, 'close'), unsized, honest);
  await rm(directory, { recursive: true });
  await writeFile(directory, 'in its place');
  expect((await bytes({ digest: layer.digest })).equals(layer.bytes)).toBe(true);
  expect((await bytes({ digest: layer.digest })).equals(layer.bytes)).toBe(true);
  expect(mirrors.flatMap(({ requests }) => requests).length).toBeGreaterThan(1);
});

it('where there is room for one at a time, the next waits until the first has shown to be wrong', async () => {
  const wrong = hostile({
    told: 0,
    head: 'same',
    right: 0.5,
    burst: 0,
    bytesPerSecond: layer.bytes.length,
    ending: 'end',
    ranges: 'whole',
  });
  const { bytes, directory } = await open(wrong, honest);
  await rm(directory, { recursive: true });
  await writeFile(directory, 'in its place');
  expect((await bytes({ digest: layer.digest })).equals(layer.bytes)).toBe(true);
});

it('where there is no disk, and room for one of unknown size at a time, all that are asked for at once come', async () => {
  const { bytes, directory } = await open(honest);
  await rm(directory, { recursive: true });
  await writeFile(directory, 'in its place');
  const blobs = [...current.layers, ...current.configs];
  const came = await Promise.all(blobs.map(({ digest: name }) => bytes({ digest: name })));
  expect(came.map((one, index) => one.equals(blobs[index]?.bytes ?? Buffer.alloc(0)))).toEqual(
    blobs.map(() => true),
  );
});
