import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startedProxies } from '../../../src/engines/docker/started-proxies.ts';
import { parseEngineVersion } from '../../../src/engines/docker/version.ts';
import { createBackup } from '../../../src/host/backup.ts';
import { type FileState, readFileState, sha256Of } from '../../../src/host/file-state.ts';
import { processIdentity } from '../../../src/host/process-identity.ts';

/** What an engine was started with, told by its file and by runs of ours since: a process that sleeps stands for it. */

let path: string;
let engine: ChildProcess | null = null;

beforeEach(async () => {
  path = join(await realpath(await mkdtemp(join(tmpdir(), 'mirror-check-started-'))), 'daemon.json');
});
afterEach(async () => {
  engine?.kill('SIGKILL');
  engine = null;
  await rm(join(path, '..'), { recursive: true });
});

const PAUSE_MS = 100;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
const withPassword = (password: string): string => `{"proxies": {"http-proxy": "http://u:${password}@p:1"}}`;

async function state(): Promise<FileState> {
  const read = await readFileState(path, 10_000);
  if (read.kind === 'file-failure') throw new Error(read.code);
  return read;
}

async function start(): Promise<void> {
  await pause();
  engine = spawn('sleep', ['60'], { stdio: 'ignore' });
  await pause();
}

/** A run of ours. `killed`: before it wrote. */
async function runOf(after: string, killed = false): Promise<void> {
  const before = await state();
  const result = await createBackup({
    configPath: path,
    createdAt: new Date(),
    reason: 'apply',
    toolVersion: '1.2.3',
    files: [{ before, afterSha256: sha256Of(Buffer.from(after)) }],
  });
  if (result.kind !== 'backup') throw new Error(result.code);
  if (!killed) await writeFile(path, after);
}

async function found(version = '28.5.2', environment: Record<string, string> = { PATH: '/bin' }) {
  const identity = engine?.pid === undefined ? null : await processIdentity(engine.pid);
  return await startedProxies(identity, await state(), environment, parseEngineVersion(version));
}

const NONE = { httpProxy: null, httpsProxy: null, noProxy: null };
const one = { ...NONE, httpProxy: 'http://u:one@p:1' };

describe.runIf(process.platform === 'linux')('the proxies that an engine was started with', () => {
  it('are those of a file that was there before it', async () => {
    await writeFile(path, withPassword('one'));
    await start();
    expect(await found()).toEqual(one);
    await runOf(withPassword('two'));
    expect(await found()).toEqual(one);
    await runOf(withPassword('three'), true);
    expect(await found()).toEqual(one);
    await runOf(withPassword('four'));
    expect(await found()).toEqual(one);
  });

  it('are not known once somebody else has edited it, though runs of ours follow', async () => {
    await runOf(withPassword('zero'));
    await writeFile(path, withPassword('one'));
    await start();
    await writeFile(path, withPassword('two'));
    expect(await found()).toEqual({});
    await runOf(withPassword('three'));
    expect(await found()).toEqual({});
  });

  it('are those that a run of ours left before it', async () => {
    await runOf(withPassword('one'));
    await start();
    expect(await found()).toEqual(one);
    await writeFile(path, withPassword('one'));
    expect(await found()).toEqual(one);
  });

  it('are none where there was no file, but of its environment', async () => {
    await start();
    await runOf(withPassword('one'));
    expect(await found()).toEqual(NONE);
    expect(await found('28.5.2', { http_proxy: 'http://e:1' })).toEqual({ ...NONE, httpProxy: 'http://e:1' });
    // It may not be read.
    expect(await found('28.5.2', {})).toEqual({});
  });

  it('are those of its environment alone before 23.0, whoever edited the file', async () => {
    await writeFile(path, '{}');
    await start();
    await writeFile(path, '{"debug": true}');
    expect(await found('20.10.24', { HTTP_PROXY: 'http://u:one@p:1' })).toEqual(one);
  });

  it('are not known of an engine that is not seen', async () => {
    await writeFile(path, withPassword('one'));
    expect(await found()).toEqual({});
  });
});
