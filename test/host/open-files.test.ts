import { expect, it } from 'vitest';
import { openFilesOf } from '../../src/host/open-files.ts';

it.runIf(process.platform === 'linux')('counts those of this process, within its limit', async () => {
  const files = await openFilesOf(process.pid);
  expect(files?.open).toBeGreaterThan(2);
  expect(files?.limit).toBeGreaterThanOrEqual(files?.open ?? 0);
});

it('knows nothing of a process that is not there', async () => {
  expect(await openFilesOf(2 ** 30)).toBeNull();
});
