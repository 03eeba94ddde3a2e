import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageInfo } from '../../src/package-info.ts';
import { type ApplyMachine, applyMachine, type Mirrors, slashed, startMirrors } from './support/apply.ts';
import { type Execution, execute } from './support/dockerd-execute.ts';
import { engineOf } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** The single executable on a machine whose node cannot be run. `npm run dist` makes it, .ci/run before these tests. */
const BUILT = fileURLToPath(
  new URL(
    `../../.work/dist/mirror-check-${packageInfo().version}-linux-${process.arch}.tar.gz`,
    import.meta.url,
  ),
);

const RPM = fileURLToPath(
  new URL(
    `../../.work/dist/mirror-check-${packageInfo().version}.${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}.rpm`,
    import.meta.url,
  ),
);

test.skipIf(!existsSync(RPM))(
  'the rpm has every command, needs what node needs, and lays nothing else down',
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'mirror-check-rpm-'));
    try {
      const { stdout } = await execute(['rpm', '-qp', '--requires', RPM]);
      expect(stdout).toMatch(/^libatomic\.so\.1\(\)\(64bit\)$/m);
      const listed = (await execute(['rpm', '-qpl', RPM])).stdout.trim().split('\n');
      expect(listed.filter((path) => !/^\/usr\/(?:bin|share)\//.test(path))).toEqual([]);
      const installed = await execute(['rpm', '--root', root, '--install', '--nodeps', RPM]);
      expect(installed.code, installed.stderr).toBe(0);
      for (const name of ['mirror-check', 'mirror-apply', 'mirror-watch']) {
        const run = await execute([join(root, 'usr/bin', name), '--version']);
        expect(run).toMatchObject({ code: 0, stdout: `${packageInfo().version}\n` });
      }
    } finally {
      await rm(root, { recursive: true });
    }
  },
);

describe.skipIf(!existsSync(BUILT))('the single executable', () => {
  let namespace: Namespace;
  let mirrors: Mirrors;
  let machine: SystemdMachine;
  let engine: ApplyMachine;
  beforeAll(async () => {
    const build = await engineOf('bookworm');
    if (build.kind !== 'engine') throw new Error(build.why);
    namespace = await createNamespace();
    mirrors = await startMirrors(namespace);
    machine = await bootSystemd({ build, namespace, config: '{}' });
    engine = applyMachine(machine);
    await mkdir(join(machine.root, 'opt/dist'), { recursive: true, mode: 0o755 });
    for (const path of [BUILT, join(dirname(BUILT), 'install.sh')])
      await cp(path, join(machine.root, 'opt/dist', basename(path)));
    const installed = await installer('--from', '/opt/dist');
    if (installed.code !== 0) throw new Error(installed.stderr);
    const hidden = await machine.run('mount', '--bind', '/dev/null', '/usr/bin/node');
    if (hidden.code !== 0) throw new Error(hidden.stderr);
  });
  afterAll(async () => {
    for (const service of [machine, mirrors, namespace]) await service?.stop();
  });

  const installer = (...args: readonly string[]): Promise<Execution> =>
    machine.runWith({ MIRROR_CHECK_BIN: '/opt/bin' }, 'sh', '/opt/dist/install.sh', ...args);
  const run = (name: string, ...args: readonly string[]): Promise<Execution> =>
    machine.run(`/opt/bin/${name}`, ...args);

  test('is as large as the documentation says', async () => {
    const told = await readFile(fileURLToPath(new URL('../../docs/install.md', import.meta.url)), 'utf8');
    const sizes = await Promise.all(
      [join(machine.root, 'opt/bin/mirror-check'), BUILT].map(async (path) => (await stat(path)).size),
    );
    const words = /One program of (\d+) MB \((\d+) MB to download\)/.exec(told)?.slice(1).map(Number) ?? [];
    expect(words.map((megabytes, index) => Math.abs(megabytes - (sizes[index] ?? 0) / 1e6) < 2)).toEqual([
      true,
      true,
    ]);
  });

  test('is each command by its name, where there is no node', async () => {
    expect((await machine.run('node', '--version')).code).not.toBe(0);
    for (const name of ['mirror-check', 'mirror-apply', 'mirror-status']) {
      expect(await run(name, '--version')).toMatchObject({ code: 0, stdout: `${packageInfo().version}\n` });
      expect((await run(name, '--help')).stdout).toContain(`Usage: ${name} `);
      expect((await run('mirror-check', name, '--help')).stdout).toContain(`Usage: ${name} `);
    }
    expect((await run('mirror-check', '--help', '--lang', 'zh')).stdout).toContain('用法：mirror-check');
  });

  test('asks the mirrors as nobody, and configures the engine', async () => {
    const before = await engine.pid();
    const args = ['--yes', '--format', 'json', ...mirrors.probing, mirrors.first.url, mirrors.second.url];
    const { code, stdout, stderr } = await run('mirror-apply', ...args);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ result: 'done', plan: { activation: 'reload' } });
    expect((await engine.inForce()).toSorted()).toEqual(
      slashed(mirrors.first.url, mirrors.second.url).toSorted(),
    );
    expect(await engine.pid()).toBe(before);
    expect(await run('mirror-apply', '--undo', '--yes')).toMatchObject({ code: 0 });
  });

  test('looks at the outside as nobody, and tells why a pull fails', async () => {
    await engine.begin(`${JSON.stringify({ 'registry-mirrors': [mirrors.first.url] })}\n`);
    const { code, stdout, stderr } = await run('mirror-doctor', '--format', 'json', 'nginx');
    expect([0, 1], stderr).toContain(code);
    const told = JSON.parse(stdout);
    expect(told.notSeen.filter(({ why }: { readonly why: string }) => why === 'failed')).toEqual([]);
    expect(told.hosts.length).toBeGreaterThan(0);
  });

  test('installs the relay, and takes it away', async () => {
    await engine.begin('{}');
    const at = ['--hub', mirrors.hub.url, mirrors.first.url, mirrors.second.url];
    const up = await run('mirror-relay', 'install', '--yes', ...at);
    expect(up.code, up.stderr).toBe(0);
    const pulled = await machine.docker('pull', 'nginx:latest');
    expect(pulled.code, pulled.stderr).toBe(0);
    const needed = await installer('--uninstall');
    expect([needed.code, needed.stderr]).toEqual([1, expect.stringContaining('sudo mirror-relay uninstall')]);
    const down = await run('mirror-relay', 'uninstall', '--yes');
    expect(down.code, down.stderr).toBe(0);
    expect(await engine.text()).toBe('{}');
  });

  test('brings a cache up and points Docker at it, and takes it away', async () => {
    await engine.begin('{}');
    const up = await run(
      'mirror-cache',
      ...['up', '--yes', '--apply', '--max-size', '64MiB', '--upstream', mirrors.hub.url],
    );
    expect(up.code, up.stderr).toBe(0);
    expect(JSON.parse((await engine.text()) ?? '')).toMatchObject({
      'registry-mirrors': [expect.stringMatching(/^http:\/\/[\d.]+:5100$/)],
    });
    const down = await run('mirror-cache', 'down', '--yes');
    expect(down.code, down.stderr).toBe(0);
  });

  test('has the catalogue, the schemas and the page inside, and simulated mirrors', async () => {
    const demo = await run('mirror-check', '--demo', '--format', 'json', '--output', '/root/report.json');
    expect(demo.code, demo.stderr).toBe(0);
    for (const words of [
      ['record', '--data', '/root/history', '/root/report.json'],
      ['build', '--data', '/root/history', '--out', '/root/site'],
    ]) {
      const { code, stderr } = await run('mirror-status', ...words);
      expect(code, stderr).toBe(0);
    }
    expect(await readFile(join(machine.root, 'root/site/assets/site.css'), 'utf8')).not.toBe('');
    const listed = await run('mirror-check', '--only', 'nothing-of-that-name');
    expect(listed).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing-of-that-name') });
  });

  test('lets no variable bring code of somebody else into it', async () => {
    await writeFile(join(machine.root, 'opt/evil.cjs'), "require('fs').writeFileSync('/root/owned', '')");
    const env = { NODE_OPTIONS: '--require /opt/evil.cjs', NODE_PATH: '/opt' };
    expect(await machine.runWith(env, '/opt/bin/mirror-apply', '--backups')).toMatchObject({ code: 0 });
    const asOption = await run('mirror-apply', '--require', '/opt/evil.cjs');
    expect(asOption.code).toBe(2);
    expect(existsSync(join(machine.root, 'root/owned'))).toBe(false);
  });

  test('is not run by root where others can change it', async () => {
    const program = join(machine.root, 'opt/bin/mirror-check');
    await chmod(program, 0o777);
    const { code, stderr } = await run('mirror-apply', '--backups');
    await chmod(program, 0o755);
    expect(code).toBe(3);
    expect(stderr.replaceAll('\n', ' ')).toContain(
      'sudo install -o root -g root -m 755 /opt/bin/mirror-check /usr/local/bin/mirror-check',
    );
  });

  test('is taken away whole', async () => {
    const { code, stderr } = await installer('--uninstall');
    expect(code, stderr).toBe(0);
    expect((await machine.run('ls', '/opt')).stdout.trim().split('\n')).toEqual(['dist', 'evil.cjs']);
  });
});
