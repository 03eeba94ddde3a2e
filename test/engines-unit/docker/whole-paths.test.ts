import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import type { DockerdFlag } from '../../../src/engines/docker/flags.ts';
import { withWholePaths } from '../../../src/engines/docker/whole-paths.ts';
import { processFolder } from '../../../src/host/process-folder.ts';

const flag = (value: string): DockerdFlag => ({ name: 'config-file', value, source: null });
const debug: DockerdFlag = { name: 'debug', value: null, source: null };

it.each([
  ['./d.json', '/opt/x', '/opt/x/d.json'],
  ['etc/d.json', '/', '/etc/d.json'],
  ['../d.json', '/opt/x', '/opt/d.json'],
  ['/srv/d.json', '/opt/x', '/srv/d.json'],
  ['/srv/d.json', null, '/srv/d.json'],
  ['C:\\d.json', null, 'C:\\d.json'],
])('--config-file %s of an engine in %s', (value, folder, whole) => {
  expect(withWholePaths([debug, flag(value)], folder)).toEqual([debug, flag(whole)]);
});

it('does not guess where a relative one lies', () => {
  const told = { kind: 'config-unplaced', file: './d.json' };
  expect(withWholePaths([flag('/a.json'), flag('./d.json')], null)).toEqual(told);
});

it.runIf(process.platform === 'linux')('sees where a process runs, and not where it ran', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'where '));
  const child = execa('sleep', ['30'], { cwd: folder, reject: false });
  try {
    expect(await processFolder(child.pid ?? 0)).toBe(folder);
    await rm(folder, { recursive: true });
    expect(await processFolder(child.pid ?? 0)).toBeNull();
  } finally {
    child.kill();
    await child;
  }
});
