import { realpathSync } from 'node:fs';
import { link, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileState, readFileState } from '../../src/host/file-state.ts';
import { type Replacement, replaceFile, replaceSteps } from '../../src/host/replace-file.ts';

const posix = process.platform !== 'win32';
let directory = '';
beforeEach(async () => {
  directory = realpathSync(await mkdtemp(join(tmpdir(), 'replace-file-')));
});
afterEach(() => rm(directory, { recursive: true }));

async function stateOf(path: string): Promise<FileState> {
  const state = await readFileState(path, 1_000_000);
  if (state.kind === 'file-failure') throw new Error(state.code);
  return state;
}

async function replacement(path: string, text: string): Promise<Replacement<string>> {
  return {
    expected: await stateOf(path),
    bytes: Buffer.from(text),
    mode: null,
    owner: null,
    validate: async () => null,
    padding: Buffer.from('\n'),
  };
}

describe('replaceFile', () => {
  it('puts new bytes in the place of a file and keeps its mode', async () => {
    const path = join(directory, 'daemon.json');
    await writeFile(path, 'old', { mode: 0o640 });
    const outcome = await replaceFile(await replacement(path, 'new text'));
    expect(outcome).toEqual({ kind: 'replaced', how: 'renamed', lost: [] });
    if (posix) expect((await stat(path)).mode & 0o7777).toBe(0o640);
    expect(await readFile(path, 'utf8')).toBe('new text');
    expect(await readdir(directory)).toEqual(['daemon.json']);
  });

  it('makes a file that is not there, and the directories on the way, readable for all', async () => {
    const path = join(directory, 'a', 'b', 'daemon.json');
    const plan = await replacement(path, '{}');
    expect(plan.expected).toMatchObject({
      kind: 'absent',
      missingDirectories: [join(directory, 'a'), join(directory, 'a', 'b')],
    });
    expect(await replaceFile(plan)).toMatchObject({ kind: 'replaced', how: 'created' });
    expect(await readFile(path, 'utf8')).toBe('{}');
    if (posix) {
      expect((await stat(path)).mode & 0o7777).toBe(0o644);
      expect((await stat(join(directory, 'a'))).mode & 0o7777).toBe(0o755);
    }
  });

  it.runIf(posix)('tightens the mode where that is asked for', async () => {
    const path = join(directory, 'daemon.json');
    await writeFile(path, 'old', { mode: 0o644 });
    await replaceFile({ ...(await replacement(path, 'new')), mode: 0o600 });
    expect((await stat(path)).mode & 0o7777).toBe(0o600);
  });

  it.runIf(posix)('follows a symlink, and leaves it a symlink', async () => {
    const real = join(directory, 'real.json');
    const path = join(directory, 'daemon.json');
    await writeFile(real, 'old');
    await symlink('real.json', path);
    expect(await replaceFile(await replacement(path, 'new'))).toMatchObject({
      kind: 'replaced',
      how: 'renamed',
    });
    expect((await lstat(path)).isSymbolicLink()).toBe(true);
    expect(await readFile(real, 'utf8')).toBe('new');
  });

  it('says that other names of the file keep the old bytes', async () => {
    const path = join(directory, 'daemon.json');
    await writeFile(path, 'old');
    await link(path, join(directory, 'other-name.json'));
    expect(await replaceFile(await replacement(path, 'new'))).toMatchObject({ lost: ['hard-links'] });
    expect(await readFile(join(directory, 'other-name.json'), 'utf8')).toBe('old');
  });

  it('shows the whole new file to the validation, out of sight of everybody else', async () => {
    const path = join(directory, 'daemon.json');
    await writeFile(path, 'old', { mode: 0o600 });
    const seen: unknown[] = [];
    const validate = async (temp: string): Promise<string> => {
      seen.push(await readFile(temp, 'utf8'), (await stat(temp)).mode & 0o077, await readFile(path, 'utf8'));
      return 'mirror without scheme';
    };
    const outcome = await replaceFile({ ...(await replacement(path, 'new')), validate });
    expect(outcome).toEqual({ kind: 'invalid', reason: 'mirror without scheme' });
    expect(seen).toEqual(['new', posix ? 0 : 0o066, 'old']);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(directory)).toEqual(['daemon.json']);
  });

  it.runIf(posix)('keeps the new file to its owner until it is whole', async () => {
    const path = join(directory, 'daemon.json');
    await writeFile(path, 'old', { mode: 0o644 });
    const modes = new Map<string, number>();
    const steps = replaceSteps(await replacement(path, 'a proxy with a password'));
    for (let step = await steps.next(); !step.done; step = await steps.next()) {
      const temp = (await readdir(directory)).find((name) => name !== 'daemon.json');
      if (temp !== undefined) modes.set(step.value, (await stat(join(directory, temp))).mode & 0o777);
    }
    expect(Object.fromEntries(modes)).toMatchObject({
      'temp-opened': 0o600,
      'temp-written': 0o600,
      compared: 0o644,
    });
  });

  it.runIf(posix)('never shows a text to more eyes than it is meant for', async () => {
    const path = join(directory, 'daemon.json');
    await writeFile(path, 'old', { mode: 0o644 });
    const modes = new Set<number>();
    const steps = replaceSteps({ ...(await replacement(path, 'a proxy with a password')), mode: 0o600 });
    for (let step = await steps.next(); !step.done; step = await steps.next()) {
      const temp = (await readdir(directory)).find((name) => name !== 'daemon.json');
      if (temp !== undefined) modes.add((await stat(join(directory, temp))).mode & 0o777);
    }
    expect([...modes]).toEqual([0o600]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('makes the new file like the old one and syncs it while it is being validated', async () => {
    const path = join(directory, 'daemon.json');
    await writeFile(path, 'old');
    let done = (): void => {};
    const validate = (): Promise<null> => new Promise((resolve) => (done = () => resolve(null)));
    const steps = replaceSteps({ ...(await replacement(path, 'new')), validate });
    for (let step = await steps.next(); !step.done; step = await steps.next()) {
      if (step.value === 'temp-synced') done();
    }
    expect(await readFile(path, 'utf8')).toBe('new');
  });

  it('waits for a validation to end before it clears up', async () => {
    const path = join(directory, 'daemon.json');
    await writeFile(path, 'old');
    let seen: string | null = null;
    const validate = async (temp: string): Promise<null> => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      seen = await readFile(temp, 'utf8');
      return null;
    };
    const steps = replaceSteps({ ...(await replacement(path, 'new')), validate });
    for (let step = await steps.next(); !step.done && step.value !== 'attributes-set'; )
      step = await steps.next();
    await steps.return({ kind: 'changed-meanwhile', path });
    expect(seen).toBe('new');
    expect(await readdir(directory)).toEqual(['daemon.json']);
  });

  it('leaves no directory behind when a new file is refused', async () => {
    const path = join(directory, 'a', 'b', 'daemon.json');
    await replaceFile({ ...(await replacement(path, 'x')), validate: async () => 'no' });
    expect(await readdir(directory)).toEqual([]);
  });

  it.each(['same size', 'a longer text than before', ''])(
    'gives way to somebody else who wrote %j meanwhile',
    async (text) => {
      const path = join(directory, 'daemon.json');
      await writeFile(path, 'SAME SIZE');
      const validate = async (): Promise<null> => {
        await writeFile(path, text);
        return null;
      };
      const outcome = await replaceFile({ ...(await replacement(path, 'ours')), validate });
      expect(outcome).toEqual({ kind: 'changed-meanwhile', path });
      expect(await readFile(path, 'utf8')).toBe(text);
      expect(await readdir(directory)).toEqual(['daemon.json']);
    },
  );

  it('does not overwrite a file that came to be meanwhile', async () => {
    const path = join(directory, 'daemon.json');
    const plan = await replacement(path, 'ours');
    const steps = replaceSteps(plan);
    for (let step = await steps.next(); !step.done; step = await steps.next()) {
      if (step.value === 'compared') await writeFile(path, 'theirs');
    }
    expect(await readFile(path, 'utf8')).toBe('theirs');
    expect(await readdir(directory)).toEqual(['daemon.json']);
  });

  it.runIf(posix && process.getuid?.() !== 0)('says that it may not write there', async () => {
    const path = join(directory, 'daemon.json');
    await writeFile(path, 'old');
    const plan = await replacement(path, 'new');
    const { chmod } = await import('node:fs/promises');
    await chmod(directory, 0o555);
    expect(await replaceFile(plan)).toMatchObject({ kind: 'file-failure', code: 'permission-denied' });
    await chmod(directory, 0o755);
    expect(await readFile(path, 'utf8')).toBe('old');
  });
});
