import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { buildImage, type Image } from '../../src/demo/image.ts';
import { buildLayer } from '../../src/demo/layer.ts';
import { current, older } from '../support/images.ts';

const sha256 = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const parse = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString());
const everything = (image: Image) => [image.index, ...image.manifests, ...image.configs, ...image.layers];

test.each([
  ['oci', current],
  ['docker', older],
])('every digest and size of a %s image is true, from the index down to the layers', (_format, image) => {
  const held = new Map(everything(image).map((stored) => [stored.digest, stored]));
  for (const stored of held.values()) expect(sha256(stored.bytes)).toBe(stored.digest);
  for (const entry of parse(image.index.bytes).manifests) {
    const manifest = held.get(entry.digest);
    expect(manifest?.bytes.length).toBe(entry.size);
    expect(manifest?.mediaType).toBe(entry.mediaType);
    const { config, layers } = parse(manifest?.bytes ?? Buffer.from('{}'));
    for (const part of [config, ...layers]) {
      expect(held.get(part.digest)?.bytes.length).toBe(part.size);
      expect(held.get(part.digest)?.mediaType).toBe(part.mediaType);
    }
  }
});

test('the diff_ids of a config are those of its unpacked layers', () => {
  const [config] = current.configs;
  const unpacked = current.layers.slice(0, 2).map((layer) => sha256(gunzipSync(layer.bytes)));
  expect(parse(config?.bytes ?? Buffer.from('{}')).rootfs.diff_ids).toEqual(unpacked);
});

test('an index has this machine, a second platform, and an attestation that is no image', () => {
  const platforms = parse(current.index.bytes).manifests.map(
    (entry: { platform: { os: string; architecture: string } }) =>
      `${entry.platform.os}/${entry.platform.architecture}`,
  );
  expect(platforms).toContain('linux/amd64');
  expect(platforms).toContain('linux/arm64');
  expect(platforms.at(-1)).toBe('unknown/unknown');
});

test('the same recipe gives the same bytes, another seed gives others', () => {
  const recipe = { repository: 'a', tag: 'b', format: 'oci', layers: [{ seed: 's', bytes: 99 }] } as const;
  expect(buildImage(recipe).index.digest).toBe(buildImage(recipe).index.digest);
  const other = { ...recipe, layers: [{ seed: 't', bytes: 99 }] };
  expect(buildImage(other).index.digest).not.toBe(buildImage(recipe).index.digest);
});

test('another seed gives other content, not only another file name', () => {
  const [one, two] = ['one', 'two'].map((seed) =>
    gunzipSync(buildLayer({ seed, bytes: 1000 }).bytes).subarray(512),
  );
  expect(one?.filter((byte, index) => byte !== two?.[index]).length).toBeGreaterThan(900);
});

test('images share the memory of a layer that both name', () => {
  expect(older.layers[0]?.bytes).toBe(current.layers[0]?.bytes);
});

test('tar unpacks a layer to the one file that it promises', () => {
  const folder = mkdtempSync(join(tmpdir(), 'layer-'));
  try {
    writeFileSync(join(folder, 'layer.tar'), gunzipSync(buildLayer({ seed: 'listed', bytes: 1000 }).bytes));
    const listing = execFileSync('tar', ['-tvf', 'layer.tar'], { cwd: folder, encoding: 'utf8' });
    expect(listing).toMatch(/1000 .*usr\/share\/listed\.bin\s*$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
