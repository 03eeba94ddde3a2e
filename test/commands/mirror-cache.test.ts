import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
    [['up', '--max-size', '-1'], '0 for no bound'],
    [['prune', '--data', '', '--max-size', '1MiB'], '--data'],
    [['warm', '--compose', ''], '--compose'],
    [['up', '--upstream', 'relay', '--registry', 'ghcr.io'], 'serves docker.io'],
    [['up', '--image', 'ghcr.io/a/b'], 'none of these registries'],
    [['up', '--data', 'srv'], 'whole path'],
    [['warm'], 'Which images'],
    [['warm', 'https://x'], 'https://x'],
    [['warm', '--at', 'http://x/y', 'nginx'], '--at takes'],
    [['warm', '--at', 'http://x/?t=S3CRET', 'nginx'], 'without user, path and query, not "http://x/?xxxxx"'],
    [['warm', '--registry', 'ghcr.io', 'nginx'], '--at'],
    [['warm', '--at', 'http://10.9.8.7:5100', 'nginx', 'ghcr.io/a/b'], 'docker.io, ghcr.io'],
    [['down', '--registry', 'a/b'], '--registry'],
    [['prune', '--data', '/srv'], '--max-size'],
    [['prune', '--here'], '--registry'],
    [['prune', '--redis', '10.0.0.1:6379'], '--data'],
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

  it("a cache elsewhere is not asked for another registry's image", async () => {
    const args = ['warm', '--at', 'http://127.0.0.1:9', '--registry', 'docker.io', 'ghcr.io/a/b'];
    const { exitCode, stderr } = await runCli(args, { bin: 'mirror-cache' });
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('127.0.0.1:9 is of docker.io')]);
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

  it('warm says of each what was not read why', async () => {
    const [empty, odd] = [join(folder, 'empty.yaml'), join(folder, 'odd.yaml')];
    await writeFile(empty, '');
    await writeFile(odd, 'services:\n  a:\n    image: UPPER\n  b:\n    image: a/$NOSUCH_VARIABLE\n');
    const { stderr } = await runCli(['warm', '--compose', empty, '--compose', odd], { bin: 'mirror-cache' });
    for (const line of [
      'services: none can be read: is the compose file empty or cut off?',
      'image: UPPER: is not the name of an image',
      'NOSUCH_VARIABLE}: has no value here',
    ])
      expect(stderr).toContain(line);
  });

  it('help says of an option what it is to that command', async () => {
    const helpOf = async (command: string): Promise<string> =>
      (await runCli([command, '--help'], { bin: 'mirror-cache' })).stdout.replace(/\s+/g, ' ');
    expect(await helpOf('down')).toContain('remove the cache of this registry alone');
    expect(await helpOf('prune')).not.toMatch(/10GiB|no bound|--at/);
    for (const command of ['up', 'down']) expect(await helpOf(command)).not.toContain('--at');
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

  it('a proxy’s password and an account go into a file beside, of which the compose file is told', async () => {
    const file = join(folder, 'account');
    writeFileSync(file, 'me:secret\n', { mode: 0o600 });
    const args = ['up', '--as', 'compose', '--via', 'http://me:pa$s@10.0.0.1:3128', '--account-file', file];
    const { stdout, stderr } = await runCli(args, { bin: 'mirror-cache' });
    expect(stdout).toContain('env_file:\n      - "./mirror-cache.env"');
    expect(stdout).not.toMatch(/PROXY: |10\.0\.0\.1|xxxxx/);
    for (const name of ['REGISTRY_PROXY_USERNAME', 'REGISTRY_PROXY_PASSWORD', 'HTTP_PROXY', 'HTTPS_PROXY'])
      expect(stderr).toContain(`${name}='…'`);
  });

  it('an account that cannot be used ends it, as with a service', async () => {
    const args = ['up', '--as', 'compose', '--account-file', join(folder, 'nosuch')];
    const { exitCode, stdout, stderr } = await runCli(args, { bin: 'mirror-cache' });
    expect([exitCode, stdout, stderr]).toEqual([3, '', expect.stringContaining('cannot be read')]);
  });

  it.skipIf(process.platform !== 'linux')('a loopback address is refused for Docker here too', async () => {
    const args = ['up', '--as', 'compose', '--listen', '127.0.0.1'];
    const podman = await runCli([...args, '--engine', 'podman'], { bin: 'mirror-cache' });
    expect([podman.exitCode, podman.stdout]).toEqual([0, expect.stringContaining('127.0.0.1:5100:5000')]);
    // One before 28 takes no other address, and one that is not there may be the newest.
    const { stdout: version } = spawnSync('dockerd', ['--version'], { encoding: 'utf8' });
    const isOld = Number(/version (\d+)\./.exec(version ?? '')?.[1] ?? 99) < 28;
    const docker = await runCli(args, { bin: 'mirror-cache' });
    expect([docker.exitCode, docker.stdout === '']).toEqual(isOld ? [0, false] : [3, true]);
    expect(docker.stderr.includes('certificate of Docker Hub')).toBe(!isOld);
  });

  it('what runs in containers is filled by its address', async () => {
    const args = ['up', '--as', 'compose', '--listen', '192.168.1.2', '--registry', 'ghcr.io'];
    const { stderr } = await runCli(args, { bin: 'mirror-cache' });
    expect(stderr).toContain('mirror-cache warm --at http://192.168.1.2:5100 --registry ghcr.io <image>');
  });

  it.skipIf(existsSync('/run/systemd/system'))(
    'without systemd nothing is promised and left out',
    async () => {
      const as = await runCli(['up', '--as', 'systemd'], { bin: 'mirror-cache' });
      expect([as.exitCode, as.stdout, as.stderr]).toEqual([3, '', expect.stringContaining('--as compose')]);
      const apply = await runCli(['up', '--apply'], { bin: 'mirror-cache' });
      expect([apply.exitCode, apply.stdout, apply.stderr]).toEqual([
        3,
        '',
        expect.stringContaining('--apply'),
      ]);
    },
  );

  it('what keeps a bound is told for each, by its folder or its volume', async () => {
    const args = ['up', '--as', 'compose', '--registry', 'docker.io', '--registry', 'localhost:5000'];
    const { stderr } = await runCli([...args, '--data', '/srv/my cache/', '--max-size', '3GiB'], {
      bin: 'mirror-cache',
    });
    const linux = process.platform === 'linux';
    expect(stderr.includes("--data '/srv/my cache/docker.io' --max-size 3GiB")).toBe(linux);
    expect(stderr.includes("--data '/srv/my cache/localhost_5000' --max-size 3GiB")).toBe(linux);
    const { stderr: ofVolume } = await runCli([...args, '--redis', '10.0.0.2:6379/3'], {
      bin: 'mirror-cache',
    });
    expect(ofVolume.includes('mirror-cache_localhost_5000')).toBe(linux);
    expect(ofVolume.includes('--redis 10.0.0.2:6379/4')).toBe(linux);
    expect(ofVolume).not.toContain('the container itself');
    const loopback = await runCli([...args, '--redis', '127.0.0.1:6379'], { bin: 'mirror-cache' });
    expect(loopback.stderr).toContain('the container itself');
  });

  it('a folder without a store is not pruned as one', async () => {
    const { exitCode, stderr } = await runCli(['prune', '--data', folder, '--max-size', '1MiB'], {
      bin: 'mirror-cache',
    });
    if (process.platform === 'win32') return;
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining(`No store lies in ${folder}`)]);
  });

  it.skipIf(process.platform === 'win32')(
    'the folder of a registry that is no cache is not pruned, nor another user’s',
    async () => {
      const root = join(folder, 'registry');
      mkdirSync(join(root, 'docker', 'registry', 'v2', 'blobs'), { recursive: true });
      const args = ['prune', '--data', root, '--max-size', '1MiB', '--dry-run'];
      const none = await runCli(args, { bin: 'mirror-cache' });
      if (process.platform === 'linux')
        expect([none.exitCode, none.stderr]).toEqual([3, expect.stringContaining('scheduler-state.json')]);
      writeFileSync(join(root, 'scheduler-state.json'), '{}');
      const cache = await runCli(args, { bin: 'mirror-cache' });
      if (process.platform === 'linux')
        expect([cache.exitCode, cache.stderr]).toEqual([0, expect.stringContaining('nothing to do')]);
      if (process.geteuid?.() !== 0) return;
      chownSync(root, 4711, 4711);
      const others = await runCli(args, { bin: 'mirror-cache' });
      expect([others.exitCode, others.stderr]).toEqual([6, expect.stringContaining('id 4711')]);
    },
  );

  it.skipIf(process.platform !== 'linux')('no bound empties nothing', async () => {
    const root = join(folder, 'unbound');
    const link = join(root, 'docker/registry/v2/repositories/a/_manifests/tags/1/current/link');
    mkdirSync(dirname(link), { recursive: true });
    writeFileSync(link, 'x');
    writeFileSync(join(root, 'scheduler-state.json'), '{}');
    const args = ['prune', '--data', root, '--max-size', '0'];
    const { exitCode, stderr } = await runCli(args, { bin: 'mirror-cache' });
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('nothing is pruned')]);
    expect(existsSync(link)).toBe(true);
  });

  it.skipIf(process.platform !== 'linux')(
    'what cannot be looked into is told, and no fault of ours',
    async () => {
      const file = join(folder, 'file');
      writeFileSync(file, '');
      for (const data of [file, join(file, 'below'), join(folder, 'x'.repeat(300))]) {
        const { exitCode, stderr } = await runCli(['prune', '--data', data, '--max-size', '1MiB'], {
          bin: 'mirror-cache',
        });
        expect([exitCode, stderr]).toEqual([3, expect.stringContaining(data.slice(0, 90))]);
      }
    },
  );

  it.each(['docker', 'podman'])(
    'what to run afterwards is for the engine that was named: %s',
    async (engine) => {
      const { stderr } = await runCli(['up', '--as', 'compose', '--engine', engine], { bin: 'mirror-cache' });
      expect(stderr).toMatch(/sudo mirror-apply --no-probe /);
      expect(stderr.includes('--engine podman')).toBe(engine === 'podman');
    },
  );
});
