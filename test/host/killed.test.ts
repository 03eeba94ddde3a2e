import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clearLeftovers } from '../../src/host/clear-leftovers.ts';
import { createDriver, type Driver } from './support/drive.ts';
import { killAtRandom, NEW, OLD } from './support/kill-at-random.ts';

let driver: Driver;
let directory = '';
let path = '';
beforeAll(async () => {
  driver = await createDriver();
});
afterAll(() => driver.remove());
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'mirror-check-killed-')));
  path = join(directory, 'daemon.json');
});
afterEach(() => rm(directory, { recursive: true }));

/** Kills a replacement after its first operation, its second, and so on, until one ends by itself. */
async function killAfterEach(look: (step: string) => Promise<void>): Promise<readonly string[]> {
  for (let after = 1; ; after++) {
    const { signal, lines } = await driver.run({ does: 'stop', path, content: NEW, after });
    if (signal === null) return lines;
    await look(lines.at(-1) ?? '');
  }
}

describe.skipIf(process.platform === 'win32')('a replacement killed after each of its operations', () => {
  it('leaves the old file or the new one, whole, and what else it leaves the next run removes', async () => {
    const seen = new Map<string, string>();
    await writeFile(path, OLD);
    const steps = await killAfterEach(async (step) => {
      seen.set(step, (await readFile(path, 'utf8')) === OLD ? 'old' : 'new');
      expect([OLD, NEW]).toContain(await readFile(path, 'utf8'));
      expect(await clearLeftovers(path, 1_000_000)).toMatchObject({ kind: 'cleared' });
      expect(await readdir(directory)).toEqual(['daemon.json']);
      await writeFile(path, OLD);
    });
    expect(steps.at(-1)).toBe('"replaced"');
    expect(Object.fromEntries(seen)).toMatchObject({ 'temp-opened': 'old', compared: 'old', swapped: 'new' });
  });

  it('leaves no file or the new one, where there was none', async () => {
    const seen = new Set<string>();
    const steps = await killAfterEach(async (step) => {
      const before = await readdir(directory);
      seen.add(before.includes('daemon.json') ? `${step}: new` : `${step}: none`);
      if (before.includes('daemon.json')) expect(await readFile(path, 'utf8')).toBe(NEW);
      await clearLeftovers(path, 1_000_000);
      expect((await readdir(directory)).filter((name) => name !== 'daemon.json')).toEqual([]);
      await rm(path, { force: true });
    });
    expect(steps.at(-1)).toBe('"replaced"');
    expect([...seen]).toEqual(expect.arrayContaining(['compared: none', 'swapped: new']));
  });

  it('does not take the file of a run that is alive for a leftover', async () => {
    await writeFile(path, OLD);
    const child = driver.start({ does: 'loop', locks: directory, path, contents: [NEW, OLD] });
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    for (let look = 0; look < 200; look++) {
      expect(await clearLeftovers(path, 1_000_000)).toMatchObject({ kind: 'cleared', removed: [] });
    }
    expect(child.exitCode).toBeNull();
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
  });
});

describe.runIf(process.platform === 'linux')('transactions killed at random instants', () => {
  it('always leave the old file or the new one, whole, and whole backups', async () => {
    await writeFile(path, OLD);
    await killAtRandom(driver, path, 20, (content) => expect([OLD, NEW]).toContain(content));
  });
});
