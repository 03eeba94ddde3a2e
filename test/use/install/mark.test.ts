import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tempName } from '../../../src/host/temp-file.ts';
import { foreignFiles, ownText } from '../../../src/use/install/mark.ts';
import { putUnit } from '../../../src/use/install/units.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-mark-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('what we wrote is ours, to be written again and taken away', async () => {
  const unit = join(folder, 'x.service');
  for (const text of ['[Service]\n', '[Service]\nType=oneshot\n', null]) {
    expect(await putUnit(unit, text, 'private')).toBeNull();
    expect((await ownText(unit))?.endsWith(text ?? '')).toBe(text === null ? undefined : true);
    expect(await foreignFiles([unit])).toEqual([]);
  }
  expect(await readdir(folder)).toEqual([]);
});

it('somebody else’s of the same name is neither overwritten nor taken away, and a copy of ours is theirs', async () => {
  const [ours, theirs, copy] = ['x.service', 'y.service', 'z.service'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await putUnit(ours, '[Service]\n');
  await writeFile(theirs, '[Service]\nExecStart=/bin/sleep 1\n');
  await writeFile(copy, await readFile(ours));
  expect(await foreignFiles([ours, theirs, copy, join(folder, 'none')])).toEqual([theirs, copy]);
  for (const path of [theirs, copy]) {
    const before = await readFile(path, 'utf8');
    for (const text of ['[Service]\n', null]) expect(await putUnit(path, text)).toBe(`${path}: not-ours`);
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(await ownText(path)).toBeNull();
  }
});

it.skipIf(process.platform !== 'linux')(
  'a half that a killed run left goes with the next write',
  async () => {
    const left = tempName('new', { bootId: '0'.repeat(32), pid: 4711, startTicks: '1' });
    await writeFile(join(folder, left), 'PASSWORD="s3cret"\n');
    await putUnit(join(folder, 'x.env'), 'A=1\n', 'private');
    expect(await readdir(folder)).toEqual(['x.env']);
  },
);
