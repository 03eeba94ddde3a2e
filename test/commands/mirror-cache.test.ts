import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-cache-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('usage', () => {
  it.each([
    [['up', '--upstream', 'https://m.example/prefix'], 'drops the path'],
    [['up', '--upstream', 'https://user:secret@m.example'], '--upstream'],
    [['up', '--upstream', 'ftp://m.example'], '--upstream'],
    [
      ['up', '--registry', 'a.example', '--registry', 'b.example', '--upstream', 'https://m.example'],
      '--registry once',
    ],
    [['up', '--listen', '0.0.0.0'], 'private address'],
    [['up', '--listen', '[::]:5100'], 'private address'],
    [['up', '--listen', '8.8.8.8'], 'private address'],
    [['up', '--listen', 'cache.example:5100'], '--listen takes'],
    [['up', '--account-file', 'x', '--upstream', 'https://m.example'], 'the registry itself alone'],
    [['up', '--redis', 'somewhere'], '--redis takes'],
    [['up', '--via', 'socks5://127.0.0.1:1080'], '--via takes'],
    [['up', '--max-size', 'much'], '--max-size'],
    [['up', '--upstream', 'relay', '--registry', 'ghcr.io'], 'serves docker.io'],
    [['up', '--image', 'ghcr.io/a/b'], 'none of these registries'],
    [['up', '--data', 'srv'], 'whole path'],
    [['warm'], 'Which images'],
    [['warm', 'https://x'], 'https://x'],
    [['warm', '--at', 'http://x/y', 'nginx'], '--at takes'],
    [['prune', '--data', '/srv'], '--max-size'],
    [['prune', '--here'], '--registry'],
    [['begin'], 'begin'],
  ])('%j is refused', async (args, word) => {
    const { exitCode, stderr } = await runCli(args, { bin: 'mirror-cache' });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(word)]);
    expect(stderr).not.toContain('secret');
  });

  it('a compose file that is not there is named', async () => {
    const { exitCode, stderr } = await runCli(['warm', '--compose', join(folder, 'nosuch.yaml')], {
      bin: 'mirror-cache',
    });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('nosuch.yaml')]);
  });
});

describe('on a machine without a cache', () => {
  it('status ends with 1, in JSON too', async () => {
    const text = await runCli(['status'], { bin: 'mirror-cache' });
    expect([text.exitCode, text.stdout]).toEqual([1, expect.stringContaining('No cache is set up')]);
    const json = await runCli(['status', '-f', 'json'], { bin: 'mirror-cache' });
    expect([json.exitCode, JSON.parse(json.stdout).caches]).toEqual([1, []]);
  });

  it('warm says that there is none, for each registry', async () => {
    const compose = join(folder, 'compose.yaml');
    await writeFile(compose, 'services:\n  a:\n    image: ghcr.io/x/y:1\n  b:\n    image: UPPER\n');
    const { exitCode, stderr } = await runCli(['warm', 'nginx', '--compose', compose], {
      bin: 'mirror-cache',
    });
    expect(exitCode).toBe(1);
    for (const word of ['no cache of docker.io', 'no cache of ghcr.io', 'UPPER', '3 failed'])
      expect(stderr).toContain(word);
  });

  it('down has nothing to do', async () => {
    const { exitCode, stderr } = await runCli(['down', '--lang', 'zh'], { bin: 'mirror-cache' });
    expect([exitCode, stderr]).toEqual([0, '本机没有建立缓存。\n']);
  });

  it('compose goes to stdout, what to do with it to stderr', async () => {
    const { exitCode, stdout, stderr } = await runCli(
      ['up', '--as', 'compose', '--listen', '192.168.1.2:6000'],
      {
        bin: 'mirror-cache',
      },
    );
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('- "192.168.1.2:6000:5000"')]);
    expect(stderr).toContain('docker compose up -d');
  });

  it.each(['docker', 'podman'])(
    'what to run afterwards is for the engine that was named: %s',
    async (engine) => {
      const { stderr } = await runCli(['up', '--as', 'compose', '--engine', engine], { bin: 'mirror-cache' });
      expect(stderr).toMatch(/sudo mirror-apply --no-probe /);
      expect(stderr.includes('--engine podman')).toBe(engine === 'podman');
    },
  );
});
