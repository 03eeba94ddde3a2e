import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type ReadLibrary, readLibrary } from '../../../src/use/sync/read-library.ts';
import { tarOf } from '../../support/tar.ts';

const TAR = tarOf([['top/library/app', `Tags: 1\n# ${'x'.repeat(2_000)}\n`]]);

function read(bytes: Uint8Array): Promise<ReadLibrary> {
  return readLibrary('https://example.test/library.tgz', async () => ({ kind: 'fetched', bytes }));
}

it('reads an archive, packed or not', async () => {
  for (const bytes of [TAR, gzipSync(TAR)])
    expect(await read(bytes)).toMatchObject({ kind: 'library', files: [{ path: 'app' }] });
});

it.each([
  ['packed and cut off', gzipSync(TAR).subarray(0, -12), 'damaged-archive'],
  ['cut off within a file', TAR.subarray(0, 1_100), 'damaged-archive'],
  ['cut off, and packed then', gzipSync(TAR.subarray(0, 1_100)), 'damaged-archive'],
  ['a page', Buffer.from('<html>'.repeat(1_000)), 'not-an-archive'],
  ['a page, packed', gzipSync('<html>'.repeat(1_000)), 'not-an-archive'],
  ['without a library', tarOf([['top/readme', 'x']]), 'not-an-archive'],
])('%s', async (_what, bytes, reason) => {
  expect(await read(bytes)).toMatchObject({ kind: 'source', option: 'library', reason });
});
