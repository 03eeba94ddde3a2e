import { createHash } from 'node:crypto';
import {
  appendFile,
  mkdtemp,
  open,
  readdir,
  rename,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Spool } from '../../src/fetch/index.ts';
import { digest } from './support.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-spool-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytesOf = (seed: number, length: number): Buffer => Buffer.alloc(length, seed);
const digestOfBytes = (bytes: Buffer) => digest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);

async function put(spool: Spool, bytes: Buffer): Promise<void> {
  const reception = await spool.receive(digestOfBytes(bytes));
  await reception.incoming.write(0, [bytes]);
  expect(await reception.incoming.isProven(bytes.length)).toBe(true);
  await (await reception.keep(bytes.length)).release();
}

const has = async (spool: Spool, bytes: Buffer): Promise<boolean> => {
  const lease = await spool.lease(digestOfBytes(bytes));
  await lease?.release();
  return lease !== null;
};

const onDisk = async (): Promise<number> => {
  let sum = 0;
  for (const inner of ['proven', 'incoming'])
    for (const name of await readdir(join(folder, inner)))
      sum += (await stat(join(folder, inner, name))).size;
  return sum;
};

it('proves bytes that came in any order', async () => {
  const spool = await Spool.open(folder, 1000);
  const bytes = Buffer.from('0123456789');
  const reception = await spool.receive(digestOfBytes(bytes));
  await reception.incoming.write(6, [bytes.subarray(6)]);
  await reception.incoming.write(0, [bytes.subarray(0, 2), bytes.subarray(2, 3)]);
  expect(await reception.incoming.isProven(10)).toBe(false);
  await reception.incoming.write(3, [bytes.subarray(3, 6)]);
  expect(await reception.incoming.isProven(10)).toBe(true);
  await reception.discard();
  expect(await onDisk()).toBe(0);
});

it('lets go of what was used least recently, and stays within its bound', async () => {
  const spool = await Spool.open(folder, 250);
  const [one, two, three] = [1, 2, 3].map((seed) => bytesOf(seed, 100));
  if (one === undefined || two === undefined || three === undefined) throw new Error('three');
  await put(spool, one);
  await put(spool, two);
  expect(await has(spool, one)).toBe(true);
  await put(spool, three);
  expect([await has(spool, one), await has(spool, two), await has(spool, three)]).toEqual([
    true,
    false,
    true,
  ]);
  expect(await onDisk()).toBe(200);
});

it('keeps what is held for as long as it is held, even with no room at all', async () => {
  const spool = await Spool.open(folder, 0);
  const bytes = bytesOf(1, 100);
  const reception = await spool.receive(digestOfBytes(bytes));
  await reception.incoming.write(0, [bytes]);
  const lease = await reception.keep(100);
  expect(await has(spool, bytes)).toBe(true);
  await lease.release();
  expect(await onDisk()).toBe(0);
});

it('finds again what an earlier process left, removes what it was receiving, and keeps the bound', async () => {
  const earlier = await Spool.open(folder, 1000);
  const [one, two] = [bytesOf(1, 100), bytesOf(2, 100)];
  await put(earlier, one);
  await put(earlier, two);
  await writeFile(join(folder, 'incoming', 'half'), 'half');
  const spool = await Spool.open(folder, 150);
  expect(await onDisk()).toBe(100);
  expect(spool.figures).toMatchObject({ bytes: 100, entries: 1 });
});

it.each([
  ['was cut by a power failure', (path: string) => truncate(path, 50)],
  ['was written over', (path: string) => writeFile(path, bytesOf(9, 100))],
])('does not believe a file that %s', async (_, spoil) => {
  const bytes = bytesOf(1, 100);
  await put(await Spool.open(folder, 1000), bytes);
  const [name = ''] = await readdir(join(folder, 'proven'));
  await spoil(join(folder, 'proven', name));
  const spool = await Spool.open(folder, 1000);
  expect(await has(spool, bytes)).toBe(false);
  expect(await onDisk()).toBe(0);
});

describe('a file that this process proved is proven anew', () => {
  const [right, wrong] = [bytesOf(1, 100), bytesOf(9, 100)];
  const inPlace = async (path: string, bytes: Buffer): Promise<void> => {
    const handle = await open(path, 'r+');
    await handle.write(bytes);
    await handle.close();
  };

  it.each<[string, (path: string) => Promise<unknown>]>([
    ['was written over', (path) => inPlace(path, wrong)],
    ['was cut', (path) => truncate(path, 50)],
    ['grew', (path) => appendFile(path, 'more')],
    [
      'was written over and given its old times',
      async (path) => {
        const { atime, mtime } = await stat(path);
        await inPlace(path, wrong);
        await utimes(path, atime, mtime);
      },
    ],
    [
      'is another one under its name',
      async (path) => {
        const { atime, mtime } = await stat(path);
        await writeFile(`${path}.new`, wrong);
        await utimes(`${path}.new`, atime, mtime);
        await rename(`${path}.new`, path);
      },
    ],
  ])('where it %s: nothing of it is read', async (_, spoil) => {
    const spool = await Spool.open(folder, 1000);
    await put(spool, right);
    const [name = ''] = await readdir(join(folder, 'proven'));
    await spoil(join(folder, 'proven', name));
    // All who ask at once hear the same.
    expect(await Promise.all([1, 2, 3].map(() => has(spool, right)))).toEqual([false, false, false]);
    expect([await onDisk(), spool.figures.entries]).toEqual([0, 0]);
    await put(spool, right);
    expect(await has(spool, right)).toBe(true);
  });

  it('and still good where only its times changed', async () => {
    const spool = await Spool.open(folder, 1000);
    await put(spool, right);
    const [name = ''] = await readdir(join(folder, 'proven'));
    await utimes(join(folder, 'proven', name), new Date(), new Date(0));
    expect(await Promise.all([1, 2, 3].map(() => has(spool, right)))).toEqual([true, true, true]);
  });

  it('in the very handle that is read from', async () => {
    await put(await Spool.open(folder, 1000), right);
    const [name = ''] = await readdir(join(folder, 'proven'));
    const path = join(folder, 'proven', name);
    const spool = await Spool.open(folder, 1000);
    const lease = await spool.lease(digestOfBytes(right));
    await writeFile(`${path}.new`, wrong);
    await rename(`${path}.new`, path);
    const buffer = Buffer.alloc(100);
    await lease?.readInto(buffer, 0);
    expect(buffer.equals(right)).toBe(true);
    expect(await has(spool, right)).toBe(false);
    await lease?.release();
  });
});

it('is not robbed of what comes back while it is on its way out', async () => {
  const spool = await Spool.open(folder, 0);
  const bytes = bytesOf(1, 100);
  for (let round = 0; round < 200; round += 1) {
    const reception = await spool.receive(digestOfBytes(bytes));
    await reception.incoming.write(0, [bytes]);
    const lease = await reception.keep(100);
    const again = await spool.receive(digestOfBytes(bytes));
    await again.incoming.write(0, [bytes]);
    // The old one goes at the very moment at which the new one comes.
    const [, kept] = await Promise.all([lease.release(), again.keep(100)]);
    expect(await has(spool, bytes)).toBe(true);
    await kept.release();
  }
});
