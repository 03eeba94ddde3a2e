import { expect, it } from 'vitest';
import { readManifest } from '../../src/registry/read-manifest.ts';
import { KnownBlobs } from '../../src/relay/known-blobs.ts';
import { digest } from '../fetch/support.ts';

const named = (n: number) => digest(`sha256:${String(n).repeat(64)}`);

function manifestOf(...layers: readonly number[]) {
  const descriptors = layers.map((n) => ({ digest: named(n), size: n }));
  const config = { digest: named(9), size: 9 };
  const text = JSON.stringify({ schemaVersion: 2, config, layers: descriptors });
  const manifest = readManifest(Buffer.from(text));
  if (manifest === null) throw new Error(text);
  return manifest;
}

it('knows sizes, and which layers come above one, as the manifest that was handed out last has it', () => {
  const blobs = new KnownBlobs(10);
  blobs.learn(manifestOf(1, 2, 3, 4));
  expect([blobs.sizeOf(named(9)), blobs.sizeOf(named(8))]).toEqual([9, null]);
  expect(blobs.after(named(1), 2)).toEqual([
    { digest: named(2), size: 2 },
    { digest: named(3), size: 3 },
  ]);
  expect([blobs.after(named(4), 2), blobs.after(named(9), 2)]).toEqual([[], []]);
  blobs.learn(manifestOf(1, 5));
  expect(blobs.after(named(1), 2).map(({ size }) => size)).toEqual([5]);
});

it('goes no circle, and forgets what was told first', () => {
  const blobs = new KnownBlobs(3);
  blobs.learn(manifestOf(1, 2, 1));
  expect(blobs.after(named(1), 3).length).toBeLessThanOrEqual(3);
  blobs.learn(manifestOf(3, 4));
  expect([blobs.sizeOf(named(1)), blobs.sizeOf(named(4))]).toEqual([null, 4]);
});

it('knows no size of which manifests say different things, and goes past it', () => {
  const blobs = new KnownBlobs(10);
  const lie = readManifest(
    Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        config: { digest: named(8), size: 8 },
        layers: [{ digest: named(2), size: 7 }],
      }),
    ),
  );
  if (lie === null) throw new Error('no manifest');
  blobs.learn(manifestOf(1, 2, 3));
  blobs.learn(lie);
  expect(blobs.sizeOf(named(2))).toBe(null);
  blobs.learn(manifestOf(1, 2, 3));
  expect(blobs.sizeOf(named(2))).toBe(null);
  expect(blobs.after(named(1), 2)).toEqual([{ digest: named(3), size: 3 }]);
});
