import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDestination } from '../../src/commands/sync/destination.ts';
import { buildImage } from '../../src/demo/image.ts';
import { digestOf } from '../../src/registry/digest.ts';
import { parsePlatform } from '../../src/registry/platform.ts';
import { filesInTar } from '../../src/sync/archive.ts';
import { blobsOf, chooseParts, readCopied } from '../../src/sync/choose-parts.ts';
import { Quota } from '../../src/sync/quota.ts';
import { distinctWanted, parseImageList } from '../../src/sync/wanted-images.ts';
import { statePlace } from '../../src/use/sync/places.ts';

describe('parseImageList', () => {
  it('takes an image a line, and tells what is none', () => {
    const { images, wrong } = parseImageList('nginx # ours\n\n  team/app:1.0\r\nghcr.io/a/b\nUPPER\n');
    expect(images.map(({ familiar }) => familiar)).toEqual(['nginx:latest', 'team/app:1.0']);
    expect(wrong.map(({ line, problem }) => [line, problem?.kind ?? null])).toEqual([
      [4, null],
      [5, 'upper-case'],
    ]);
  });
});

it('each tag is wanted once', () => {
  const digest = digestOf(Buffer.from('x'));
  const wanted = [
    { repository: 'library/a', tags: ['1', '2'], digest: null },
    { repository: 'library/a', tags: ['2', '3'], digest: null },
    { repository: 'library/a', tags: ['1'], digest: null },
    { repository: 'library/a', tags: [], digest },
    { repository: 'library/a', tags: [], digest },
  ];
  expect(distinctWanted(wanted).map(({ tags }) => tags)).toEqual([['1', '2'], ['3'], []]);
});

it('a tag that is to be two digests is the first, and the other image is wanted all the same', () => {
  const [one, other] = [digestOf(Buffer.from('one')), digestOf(Buffer.from('other'))];
  const image = (digest: typeof one | null) => ({ repository: 'library/a', tags: ['1'], digest });
  const told = (...all: Parameters<typeof distinctWanted>[0]) =>
    distinctWanted(all).map(({ tags, digest }) => [tags, digest]);
  expect(told(image(null), image(one), image(one))).toEqual([
    [['1'], null],
    [[], one],
  ]);
  expect(told(image(one), image(null))).toEqual([
    [[], one],
    [['1'], null],
  ]);
  expect(told(image(one), image(other))).toEqual([
    [['1'], one],
    [[], other],
  ]);
  expect(told(image(one), image(one))).toEqual([[['1'], one]]);
});

describe('parseDestination', () => {
  it.each([
    ['registry.example', 'https://registry.example'],
    ['registry.example:5000/Hub', 'path'],
    ['registry.example:5000/hub/', 'https://registry.example:5000/hub'],
    ['localhost:5000', 'http://localhost:5000'],
    ['127.0.0.1:5000/a/b', 'http://127.0.0.1:5000/a/b'],
    ['[::1]:5000', 'http://[::1]:5000'],
    ['http://registry.example', 'http://registry.example'],
    ['https://user:secret@registry.example', 'login'],
    ['docker.io/team', 'hub'],
    ['https://registry-1.docker.io', 'hub'],
    ['https://registry.example/v2/', 'api'],
    ['https://registry.example/hub/v2', 'https://registry.example/hub/v2'],
    ['nginx', 'unparsable'],
    ['library/nginx', 'unparsable'],
    ['ftp://registry.example', 'unparsable'],
    ['https://registry.example/?x=1', 'unparsable'],
    ['https://registry.example/../x', 'https://registry.example/x'],
    ['', 'unparsable'],
  ])('%s is %s', (text, expected) => {
    const parsed = parseDestination(text);
    expect(parsed.kind === 'destination' ? parsed.destination.shown : parsed.problem).toBe(expected);
  });
});

it('each destination has a state of its own', () => {
  const states = ['registry.example/a/b', 'registry.example/a_b', 'registry.example:5000'].map((text) => {
    const parsed = parseDestination(text);
    if (parsed.kind !== 'destination') throw new Error(text);
    return statePlace(parsed.destination, {}, 'linux', '/home/me');
  });
  expect(new Set(states).size).toBe(3);
  expect(new Set(states.map(dirname)).size).toBe(1);
});

describe('chooseParts', () => {
  const image = buildImage({
    repository: 'library/a',
    tag: 'latest',
    format: 'oci',
    layers: [{ seed: 'a', bytes: 100 }],
  });
  const root = readCopied(digestOf(image.index.bytes), image.index.bytes);
  const entries = root?.content.kind === 'index' ? root.content.entries : [];
  const platforms = (...texts: readonly string[]) => texts.flatMap((text) => parsePlatform(text) ?? []);

  it('takes all, one, some or none', () => {
    expect(chooseParts(entries, [])).toEqual({ kind: 'whole', children: entries });
    expect(chooseParts(entries, platforms('linux/amd64'))).toEqual({ kind: 'one', child: entries[0] });
    expect(chooseParts(entries, platforms('linux/amd64', 'linux/arm64'))).toEqual({
      kind: 'partial',
      children: entries.slice(0, 2),
    });
    expect(chooseParts(entries, platforms('plan9/amd64'))).toEqual({ kind: 'none' });
  });

  it('names each blob of an image once, and none that lies elsewhere', () => {
    const bytes = image.manifests[0]?.bytes ?? Buffer.alloc(0);
    const read = readCopied(digestOf(bytes), bytes);
    const content = read?.content.kind === 'image' ? read.content : null;
    if (content === null) throw new Error('no image');
    const [layer] = content.layers;
    if (layer === undefined) throw new Error('no layer');
    const odd = {
      ...content,
      layers: [layer, layer, { ...layer, digest: digestOf(Buffer.from('f')), foreign: true as const }],
    };
    expect(blobsOf(odd).map(({ digest }) => digest)).toEqual([layer.digest, content.config.digest]);
  });

  it.each(['', '{}', '[]', 'null', '<html>', '{"mediaType":"application/vnd.oci.image.index.v1+json"}'])(
    'takes %s for nothing that could be copied, or for one without children',
    (text) => {
      const bytes = Buffer.from(text);
      const read = readCopied(digestOf(bytes), bytes);
      expect(read === null || (read.content.kind === 'index' && read.content.entries.length === 0)).toBe(
        true,
      );
    },
  );
});

describe('Quota', () => {
  it('is half of what was told first, and unlimited where nothing is told', () => {
    const quota = new Quota();
    expect([quota.spend(), quota.isOver]).toEqual([true, false]);
    quota.hear({ limit: 100, remaining: 7, windowSeconds: 21_600 });
    quota.hear({ limit: 100, remaining: 100, windowSeconds: 21_600 });
    // 7 / 2 = 3.5; one is spent already.
    expect([quota.spend(), quota.spend(), quota.spend()]).toEqual([true, true, false]);
    expect(quota.figures).toMatchObject({ spent: 3, budget: 3 });
  });
});

describe.skipIf(process.platform === 'win32')('filesInTar', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-check-tar-'));
  mkdirSync(join(folder, 'top', 'library'), { recursive: true });
  writeFileSync(join(folder, 'top', 'library', 'app'), 'Tags: 1\n');
  writeFileSync(join(folder, 'top', 'README'), 'x'.repeat(2000));
  const tar = execFileSync('tar', ['-C', folder, '--format=ustar', '-cf', '-', 'top']);
  rmSync(folder, { recursive: true });

  it('has the files that are wanted', () => {
    expect(filesInTar(tar, (path) => path.includes('library/'), 1000)).toEqual([
      { path: 'top/library/app', isPlain: true, text: 'Tags: 1\n' },
    ]);
  });

  it('says which are too large to be read', () => {
    expect(filesInTar(tar, (path) => path.includes('library/a'), 3)).toEqual([
      { path: 'top/library/app', isPlain: true, text: null },
    ]);
  });

  it('takes nothing of what is cut off or damaged', () => {
    expect(filesInTar(tar.subarray(0, 1000), () => true, 1000)).toBeNull();
    const damaged = Buffer.from(tar);
    damaged[0] = 0x7f;
    expect(filesInTar(damaged, () => true, 1000)).toBeNull();
    expect(filesInTar(Buffer.from('<html>'.repeat(200)), () => true, 1000)).toBeNull();
    expect(filesInTar(Buffer.alloc(0), () => true, 1000)).toBeNull();
  });
});
