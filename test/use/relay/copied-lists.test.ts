import { readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { nothingFetched } from '../../../src/use/read-source.ts';
import { copiedLists } from '../../../src/use/relay/copied-lists.ts';

const SECRET = 'https://user:s3cret@lists.example/a.txt?token=t0ken';

describe('lists that a child is told of by its arguments', () => {
  it('are named by files where they are URLs, which nobody else can read and which go', async () => {
    const lists = await copiedLists(['own.txt', SECRET], async ({ href }) => ({
      kind: 'fetched',
      bytes: Buffer.from(`# ${href === SECRET}\n`),
    }));
    const [own, copy = ''] = lists?.names ?? [];
    expect(own).toBe('own.txt');
    expect(copy).not.toMatch(/s3cret|t0ken|lists\.example/);
    expect(await readFile(copy, 'utf8')).toBe('# true\n');
    if (process.platform !== 'win32') expect((await stat(copy)).mode & 0o777).toBe(0o600);
    await lists?.remove();
    await expect(stat(copy)).rejects.toThrow('ENOENT');
  });

  it('are none where one cannot be had', async () => {
    expect(await copiedLists([SECRET], nothingFetched)).toBeNull();
  });

  it('are as they were where none is a URL', async () => {
    expect((await copiedLists(['a.txt', 'b.json'], nothingFetched))?.names).toEqual(['a.txt', 'b.json']);
  });
});
