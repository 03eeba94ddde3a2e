import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ApplyMachine, applyMachine, BIN, mirrorApply, slashed } from './support/apply.ts';
import { engineOf, SUITES } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** A reload or restart brings into force whatever others left in the file: all of it is known, and told, before. */

const builds = await Promise.all(SUITES.filter((suite) => suite !== 'trixie').map(engineOf));
const PLUGIN = fileURLToPath(new URL('support/authorization-plugin.mjs', import.meta.url));
const MIRROR = ['--no-probe', 'https://mirror.example'] as const;
const PROXY = ['--no-probe', '--http-proxy', 'http://127.0.0.1:1'] as const;

let namespace: Namespace;
beforeAll(async () => {
  namespace = await createNamespace();
});
afterAll(() => namespace?.stop());

describe.each(builds)('with the engine of $name', (build) => {
  if (build.kind === 'unavailable') {
    test.skip(`not available: ${build.why}`, () => {});
    return;
  }
  let machine: SystemdMachine;
  let engine: ApplyMachine;
  beforeAll(async () => {
    machine = await bootSystemd({ build, namespace, config: '{}' });
    engine = applyMachine(machine);
  });
  afterAll(() => machine?.stop());
  beforeEach(async () => {
    await engine.begin('{"debug": false}');
    // What was changed within a second of the start counts as changed since.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
  });

  test('a data-root that waits for the next start: no restart without --with-pending, not even with --yes', async () => {
    const moved = '{"debug": false, "data-root": "/var/lib/docker-new"}';
    await writeFile(engine.path, moved);
    const pid = await engine.pid();
    const { code, outcome, stderr } = await mirrorApply(machine, [
      '--yes',
      '--activate',
      'restart',
      ...PROXY,
    ]);
    expect(code, stderr).toBe(6);
    expect(outcome).toMatchObject({
      result: 'no-consent',
      plan: { warnings: expect.arrayContaining(['pending']) },
    });
    expect(outcome.messages.join()).toMatch(/data-root.*--with-pending/);
    expect([await engine.pid(), await readFile(engine.path, 'utf8')]).toEqual([pid, moved]);

    const agreed = await mirrorApply(machine, ['--yes', '--with-pending', ...PROXY]);
    expect(agreed.outcome, agreed.stderr).toMatchObject({ result: 'done' });
    expect(await engine.info()).toMatchObject({ DockerRootDir: '/var/lib/docker-new' });
  });

  test('what a run that fails brought into force, and stays: told, and how to take it back', async () => {
    await writeFile(engine.path, '{"debug": true, "data-root": "/var/lib/docker-new"}');
    const pull = ['--verify-pull', 'nobody/has-this:1'];
    const reload = await mirrorApply(machine, ['--yes', ...MIRROR, ...pull]);
    expect([reload.code, reload.outcome.result], reload.stderr).toEqual([4, 'rolled-back']);
    expect(reload.outcome.messages.join()).toMatch(/STAYS in force: debug\./);
    expect(reload.outcome.messages).not.toContain('The old state was put back and is in force.');
    const restart = await mirrorApply(machine, ['--yes', '--with-pending', ...PROXY, ...pull]);
    expect([restart.code, restart.outcome.result], restart.stderr).toEqual([4, 'rolled-back']);
    expect(restart.outcome.messages.join()).toMatch(
      /STAYS in force: data-root\. Images and containers .*systemctl restart docker/,
    );
    expect(await engine.info()).toMatchObject({ DockerRootDir: '/var/lib/docker-new', Debug: true });
  });

  test('mirrors alone: a reload leaves it waiting, and tells of what it does bring along', async () => {
    await writeFile(engine.path, '{"debug": true, "data-root": "/var/lib/docker-new"}');
    const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...MIRROR]);
    expect(code, stderr).toBe(0);
    expect(stderr.replace(/\s+/g, ' ')).toContain('is not used yet: debug.');
    expect(outcome.plan?.warnings).toContain('pending');
    expect(await engine.inForce()).toEqual(slashed('https://mirror.example'));
    expect(await engine.info()).toMatchObject({ DockerRootDir: '/var/lib/docker', Debug: true });
  });

  test('metrics-addr, which the engine does not show: told before a restart, and not once it listens there', async () => {
    await writeFile(engine.path, '{"debug": false, "metrics-addr": "127.0.0.1:9323"}');
    const first = await mirrorApply(machine, ['--yes', ...PROXY]);
    expect(first.outcome, first.stderr).toMatchObject({ result: 'done' });
    expect(first.stderr.replace(/\s+/g, ' ')).toContain('is not used yet: metrics-addr.');
    // The file is younger than the engine again.
    await writeFile(engine.path, `${await engine.text()}\n`);
    const then = await mirrorApply(machine, [
      '--dry-run',
      '--no-probe',
      '--https-proxy',
      'http://127.0.0.1:1',
    ]);
    expect(then.outcome.plan).toMatchObject({ activation: 'restart' });
    expect(then.stderr).not.toContain('not used yet');
  });

  test('a profile that is not there, which would end the engine: no restart without --with-pending', async () => {
    const edited = '{"debug": false, "seccomp-profile": "/nonexistent.json"}';
    await writeFile(engine.path, edited);
    const pid = await engine.pid();
    const { code, outcome, stderr } = await mirrorApply(machine, [
      '--yes',
      '--activate',
      'restart',
      ...PROXY,
    ]);
    expect(code, stderr).toBe(6);
    expect(outcome.messages.join()).toMatch(/seccomp-profile.*--with-pending/);
    expect([await engine.pid(), await readFile(engine.path, 'utf8')]).toEqual([pid, edited]);
  });

  test('what others left before our own runs still waits, and would end the engine', async () => {
    await writeFile(engine.path, '{"debug": false, "group": "nobody-has-this-one"}');
    const mirrors = await mirrorApply(machine, ['--yes', ...MIRROR]);
    expect(mirrors.code, mirrors.stderr).toBe(0);
    const [pid, left] = [await engine.pid(), await engine.text()];
    const { code, outcome, stderr } = await mirrorApply(machine, [
      '--yes',
      '--activate',
      'restart',
      ...PROXY,
    ]);
    expect(code, stderr).toBe(6);
    expect(outcome.messages.join()).toMatch(/group.*--with-pending/);
    expect([await engine.pid(), await engine.text()]).toEqual([pid, left]);
    // Of our own runs nothing is said, however many they are.
    await writeFile(engine.path, '{"group": "root"}');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await machine.run('systemctl', 'restart', 'docker.service');
    for (const name of ['a', 'b']) {
      const run = await mirrorApply(machine, [
        '--yes',
        '--unless-pending',
        '--no-probe',
        `https://${name}.cn`,
      ]);
      expect(run.code, run.stderr).toBe(0);
    }
    const dry = await mirrorApply(machine, ['--dry-run', ...PROXY]);
    expect(dry.outcome.plan?.warnings).not.toContain('pending-unseen');
  });

  test('a registry without TLS: a reload tells of it, and --unless-pending changes nothing', async () => {
    const edited = '{"debug": false, "insecure-registries": ["10.9.9.9/8"]}';
    await writeFile(engine.path, edited);
    const left = await mirrorApply(machine, ['--yes', '--unless-pending', ...MIRROR]);
    expect(left.code, left.stderr).toBe(6);
    expect(await readFile(engine.path, 'utf8')).toBe(edited);
    const { code, stderr } = await mirrorApply(machine, ['--yes', ...MIRROR]);
    expect(code, stderr).toBe(0);
    expect(stderr.replace(/\s+/g, ' ')).toContain('is not used yet: insecure-registries.');
    // In force, it is not told of again.
    await writeFile(engine.path, `${await engine.text()}\n`);
    const then = await mirrorApply(machine, ['--dry-run', '--no-probe', 'https://other.example']);
    expect(then.stderr).not.toContain('not used yet');
  });

  test('an undo leaves a mirror that somebody added since, in the file and in the engine', async () => {
    const applied = await mirrorApply(machine, ['--yes', ...MIRROR]);
    expect(applied.outcome, applied.stderr).toMatchObject({ result: 'done' });
    const edited = (await engine.text())?.replace(/\[\s*/, (open) => `${open}"https://mine.example", `) ?? '';
    await writeFile(engine.path, edited);
    const { outcome, stderr } = await mirrorApply(machine, ['--undo', '--yes']);
    expect(outcome, stderr).toMatchObject({
      result: 'done',
      plan: { warnings: ['edited-since', 'build-keeps-mirrors'] },
    });
    expect(JSON.parse((await engine.text()) ?? '')).toEqual({
      debug: false,
      'registry-mirrors': ['https://mine.example'],
    });
    expect(await engine.inForce()).toEqual(slashed('https://mine.example'));
  });

  test('with --whole the old file goes back, byte for byte', async () => {
    await mirrorApply(machine, ['--yes', ...MIRROR]);
    await writeFile(engine.path, (await engine.text())?.replace('false', 'true') ?? '');
    const { outcome, stderr } = await mirrorApply(machine, ['--undo', '--whole', '--yes']);
    expect(outcome, stderr).toMatchObject({
      result: 'done',
      plan: { warnings: expect.arrayContaining(['edits-dropped']) },
    });
    expect(await engine.text()).toBe('{"debug": false}');
    expect(await engine.inForce()).toEqual([]);
  });

  test('with --whole, what the old file takes away at the next start is told and asked for', async () => {
    await mirrorApply(machine, ['--yes', ...MIRROR]);
    const moved = '{"data-root": "/var/lib/docker-new"}';
    await writeFile(engine.path, moved);
    await machine.run('systemctl', 'restart', 'docker.service');
    for (const activate of [[], ['--activate', 'none'], ['--activate', 'restart']]) {
      const { code, outcome, stderr } = await mirrorApply(machine, [
        '--undo',
        '--whole',
        '--yes',
        ...activate,
      ]);
      expect(code, stderr).toBe(6);
      expect(outcome.plan?.warnings).toContain('pending');
      expect(outcome.messages.join()).toMatch(/data-root.*--with-pending/);
    }
    expect(await readFile(engine.path, 'utf8')).toBe(moved);
  });

  test.runIf(build.name === 'bookworm')(
    'what others changed in its unit, and our daemon-reload would bring along',
    async () => {
      const dropIn = '/etc/systemd/system/docker.service.d/90-other.conf';
      const file = join(machine.root, dropIn);
      const pid = await engine.pid();
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, '[Service]\nExecStartPre=/bin/false\n');
      try {
        const { code, outcome, stderr } = await mirrorApply(machine, [
          '--yes',
          '--activate',
          'restart',
          ...PROXY,
        ]);
        expect(code, stderr).toBe(6);
        expect(outcome.plan?.warnings).toContain('pending-units');
        expect(outcome.messages.join()).toMatch(/90-other\.conf.*--with-pending/);
      } finally {
        await rm(file);
      }
      expect(await engine.pid()).toBe(pid);
    },
  );

  test('--print tells of proxies where they stand, and of no password', async () => {
    const { stdout, stderr, code } = await machine.run(
      ...[process.execPath, BIN, '--print', '--no-probe', '--https-proxy', 'http://me:s3cret@10.77.0.1:3128'],
    );
    expect(code, stderr).toBe(0);
    const old = build.name === 'bookworm';
    expect(JSON.parse(stdout)).toEqual(
      old ? { debug: false } : { debug: false, proxies: { 'https-proxy': expect.any(String) } },
    );
    expect(stderr.includes('docker.service.d/mirror-check-proxy.conf')).toBe(old);
    expect(stderr.includes('sudo systemctl daemon-reload && sudo systemctl restart docker')).toBe(old);
    expect(stderr).not.toContain('s3cret');
  });

  test('a default runtime that the engine does not know: not even by a reload', async () => {
    const edited = '{"debug": false, "default-runtime": "nvidia"}';
    await writeFile(engine.path, edited);
    const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...MIRROR]);
    // 20.10 says so itself when it is asked about the file.
    const old = build.name === 'bookworm';
    expect(code, stderr).toBe(old ? 3 : 6);
    expect(outcome.messages.join()).toMatch(old ? /nvidia/ : /default-runtime.*--with-pending/);
    expect(await readFile(engine.path, 'utf8')).toBe(edited);
    if (old) return;

    const agreed = await mirrorApply(machine, ['--yes', '--with-pending', ...MIRROR]);
    expect(agreed.outcome, agreed.stderr).toMatchObject({
      result: 'rolled-back',
      reason: 'refused',
      exitCode: 4,
    });
    expect(agreed.outcome.messages.join()).toMatch(/others had left in .*daemon\.json: default-runtime\./);
    expect(await engine.inForce()).toEqual([]);
  });

  test.runIf(build.name !== 'bookworm')('an image store that the file no longer names', async () => {
    await engine.begin('{"features": {"containerd-snapshotter": true}}');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await writeFile(engine.path, '{}');
    const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...PROXY]);
    expect(code, stderr).toBe(6);
    expect(outcome.messages.join()).toContain('features');
  });

  test('a data-root among the options of its service', async () => {
    const options = join(machine.root, 'etc/default/docker');
    const before = await readFile(options, 'utf8');
    const pid = await engine.pid();
    try {
      await writeFile(options, `${before}\nDOCKER_OPTS="--data-root=/var/lib/docker-new"\n`);
      const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...PROXY]);
      expect(code, stderr).toBe(6);
      expect(outcome.messages.join()).toMatch(/--data-root.*--with-pending/);
    } finally {
      await writeFile(options, before);
    }
    expect(await engine.pid()).toBe(pid);
  });

  test('another file for the next start: neither is written unless it is named, and then its settings count', async () => {
    const options = join(machine.root, 'etc/default/docker');
    const before = await readFile(options, 'utf8');
    const other = join(machine.root, 'etc/other.json');
    const pid = await engine.pid();
    try {
      await writeFile(options, `${before}\nDOCKER_OPTS="--config-file=/etc/other.json"\n`);
      await writeFile(other, '{"data-root": "/var/lib/docker-new"}');
      for (const args of [
        ['--activate', 'restart', ...PROXY],
        [...MIRROR],
        ['--config', '/etc/other.json', ...MIRROR],
      ]) {
        const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...args]);
        expect([code, outcome.reason], stderr).toEqual([3, 'file-moves']);
        expect(outcome.messages.join()).toMatch(/daemon\.json.*\/etc\/other\.json/);
      }
      const named = await mirrorApply(machine, [
        ...['--yes', '--config', '/etc/other.json', '--activate', 'restart'],
        ...PROXY,
      ]);
      // Proxies of 20.10 stand in a file of the service beside it, which is the same for both.
      expect(named.code, named.stderr).toBe(6);
      expect(named.outcome.messages.join()).toMatch(/data-root.*--with-pending/);
    } finally {
      await writeFile(options, before);
      await rm(other, { force: true });
    }
    expect([await engine.pid(), await engine.text()]).toEqual([pid, '{"debug": false}']);
  });

  test('another release in the place of the program that runs: no restart without --with-pending', async () => {
    const pid = await engine.pid();
    const unit = await machine.run('systemctl', 'show', '-p', 'ExecStart', '--value', 'docker.service');
    const [, program = '', argv = ''] = /path=(\S+) ; argv\[\]=\S+ (.*?) ; ignore/.exec(unit.stdout) ?? [];
    const next = join(machine.root, 'opt/next/dockerd');
    const script = `#!/bin/sh\n[ "$1" = --version ] && { ${program} --version | sed 's/\\.[0-9]*\\([,+]\\)/.99\\1/'; exit; }\nexec ${program} "$@"\n`;
    const dropIn = join(machine.root, 'etc/systemd/system/docker.service.d/90-next.conf');
    for (const file of [next, dropIn]) await mkdir(dirname(file), { recursive: true });
    await writeFile(next, script, { mode: 0o755 });
    await writeFile(dropIn, `[Service]\nExecStart=\nExecStart=/opt/next/dockerd ${argv}\n`);
    try {
      await machine.run('systemctl', 'daemon-reload');
      const mirrors = await mirrorApply(machine, ['--yes', ...MIRROR]);
      expect(mirrors.outcome, mirrors.stderr).toMatchObject({ result: 'done' });
      const left = await engine.text();
      const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...PROXY]);
      expect(code, stderr).toBe(6);
      expect(outcome.messages.join()).toMatch(/dockerd.*--with-pending/);
      expect(stderr).toMatch(/ → \d+\.\d+\.99/);
      expect([await engine.pid(), await engine.text()]).toEqual([pid, left]);
    } finally {
      await rm(dirname(next), { recursive: true });
      await rm(dirname(dropIn), { recursive: true });
      await machine.run('systemctl', 'daemon-reload');
    }
  });

  test('a script of somebody’s own that starts the engine: while it is down, nothing is told or written as fact', async () => {
    const unit = await machine.run('systemctl', 'show', '-p', 'ExecStart', '--value', 'docker.service');
    const [, command = ''] = /argv\[\]=(.*?) ; ignore/.exec(unit.stdout) ?? [];
    const script = join(machine.root, 'opt/start-engine');
    const dropIn = join(machine.root, 'etc/systemd/system/docker.service.d/90-script.conf');
    await mkdir(dirname(dropIn), { recursive: true });
    await writeFile(
      script,
      `#!/bin/sh\nexec ${command.replaceAll('$', '\\$')} "$@"\n`.replace(' \\$DOCKER_OPTS', ''),
      { mode: 0o755 },
    );
    await writeFile(dropIn, '[Service]\nExecStart=\nExecStart=/opt/start-engine\n');
    try {
      await machine.run('systemctl', 'daemon-reload');
      await machine.run('systemctl', 'stop', 'docker.service', 'docker.socket');
      const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...MIRROR]);
      expect([code, outcome.reason], stderr).toEqual([3, 'start-unproven']);
      expect(outcome.messages.join()).toContain('/opt/start-engine');
      expect(await engine.text()).toBe('{"debug": false}');
    } finally {
      await rm(script);
      await rm(dirname(dropIn), { recursive: true });
      await machine.run('systemctl', 'daemon-reload');
      await machine.run('systemctl', 'start', 'docker.service');
    }
  });

  test('an API on loopback that the next start opens to the network', async () => {
    const options = join(machine.root, 'etc/default/docker');
    const before = await readFile(options, 'utf8');
    const listensAt = (host: string) =>
      writeFile(options, before.replace(/"\s*$/, ` -H tcp://${host}:2375"\n`));
    try {
      await listensAt('127.0.0.1');
      await machine.run('systemctl', 'restart', 'docker.service');
      const pid = await engine.pid();
      await listensAt('0.0.0.0');
      const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...PROXY]);
      expect(code, stderr).toBe(6);
      expect(outcome.messages.join()).toMatch(/--host.*--with-pending/);
      expect(stderr.replace(/\s+/g, ' ')).toContain('reachable at an address of the network');
      expect(await engine.pid()).toBe(pid);
    } finally {
      await writeFile(options, before);
      await machine.run('systemctl', 'restart', 'docker.service');
    }
  });

  test('a profile that was removed since the start, though the file is as it was', async () => {
    const profile = join(machine.root, 'etc/profile.json');
    await writeFile(profile, '{"defaultAction": "SCMP_ACT_ALLOW"}');
    await engine.begin('{"debug": false, "seccomp-profile": "/etc/profile.json"}');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await machine.run('systemctl', 'restart', 'docker.service');
    const pid = await engine.pid();
    await rm(profile);
    const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...PROXY]);
    expect(code, stderr).toBe(6);
    expect(outcome.messages.join()).toMatch(/seccomp-profile.*--with-pending/);
    expect(await engine.pid()).toBe(pid);
  });

  test('a plugin that decides who may do what: a reload without its key loses it', async () => {
    const socket = '/run/docker/plugins/lab.sock';
    await machine.run('systemd-run', '--unit=lab-plugin', process.execPath, PLUGIN, socket);
    try {
      await expect.poll(async () => (await machine.run('test', '-S', socket)).code).toBe(0);
      await engine.begin('{"authorization-plugins": ["lab"]}');
      expect(await engine.info()).toMatchObject({ Plugins: { Authorization: ['lab'] } });
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      const inPlace = await mirrorApply(machine, ['--yes', ...MIRROR]);
      expect(inPlace.outcome, inPlace.stderr).toMatchObject({ result: 'done' });
      expect(inPlace.outcome.plan?.warnings).not.toContain('pending');

      const text = (await engine.text()) ?? '';
      await writeFile(engine.path, text.replace('"authorization-plugins": ["lab"]', '"debug": false'));
      const off = await mirrorApply(machine, ['--yes', '--mirrors-off']);
      expect(off.code, off.stderr).toBe(6);
      expect(off.outcome.messages.join()).toMatch(/authorization-plugins.*--with-pending/);
      const before = (await machine.run('cat', `${socket}.log`)).stdout;
      expect(await engine.info()).toMatchObject({ Plugins: { Authorization: ['lab'] } });
      expect((await machine.run('cat', `${socket}.log`)).stdout).not.toBe(before);

      const agreed = await mirrorApply(machine, ['--yes', '--with-pending', '--mirrors-off']);
      expect(agreed.outcome, agreed.stderr).toMatchObject({ result: 'done' });
      // `/info` still names it, and nobody asks it any more.
      const asked = (await machine.run('cat', `${socket}.log`)).stdout;
      await engine.info();
      expect((await machine.run('cat', `${socket}.log`)).stdout).toBe(asked);
    } finally {
      await machine.run('systemctl', 'stop', 'lab-plugin.service');
    }
  });

  test('nothing waits: nothing is told', async () => {
    const { outcome, stderr } = await mirrorApply(machine, ['--yes', ...PROXY]);
    expect(outcome.plan?.warnings, stderr).not.toContain('pending');
    expect(outcome.result).toBe('done');
  });

  test('an undo brings it into force as well', async () => {
    await mirrorApply(machine, ['--yes', ...PROXY]);
    const text = (await engine.text()) ?? '';
    await writeFile(engine.path, text.replace('{', '{"data-root": "/var/lib/docker-new", '));
    const { code, outcome } = await mirrorApply(machine, ['--undo', '--yes']);
    expect(code).toBe(6);
    expect(outcome.messages.join()).toContain('data-root');
  });
});
