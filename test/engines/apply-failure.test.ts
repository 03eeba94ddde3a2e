import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ApplyMachine,
  applyMachine,
  BIN,
  type Mirrors,
  mirrorApply,
  slashed,
  startMirrors,
} from './support/apply.ts';
import { importBusybox, runSleeper } from './support/dockerd-image.ts';
import { engineOf, SUITES } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** `mirror-apply` when things go wrong: every time the old state is in force again, and the exit code says so. */

const builds = await Promise.all(SUITES.map(engineOf));
let namespace: Namespace;
let mirrors: Mirrors;
beforeAll(async () => {
  namespace = await createNamespace();
  mirrors = await startMirrors(namespace);
});
afterAll(async () => {
  await mirrors?.stop();
  await namespace?.stop();
});

const OLD = '{"registry-mirrors": ["https://old.example"]}\n';

describe.each(builds)('with the engine of $name', (build) => {
  if (build.kind === 'unavailable') {
    test.skip(`not available: ${build.why}`, () => {});
    return;
  }
  let machine: SystemdMachine;
  let engine: ApplyMachine;
  beforeAll(async () => {
    machine = await bootSystemd({ build, namespace, config: null });
    engine = applyMachine(machine);
    await importBusybox(machine, 'busybox:lab');
  });
  afterAll(() => machine?.stop());

  const apply = (...args: readonly string[]): ReturnType<typeof mirrorApply> => mirrorApply(machine, args);
  const given = (...more: readonly string[]): readonly string[] => [
    '--yes',
    '--no-probe',
    mirrors.first.url,
    ...more,
  ];
  async function dropIn(text: string): Promise<void> {
    const directory = join(machine.root, 'etc/systemd/system/docker.service.d');
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'lab.conf'), `[Service]\n${text}\n`);
    await machine.run('systemctl', 'daemon-reload');
  }
  async function expectAsBefore(): Promise<void> {
    expect(await engine.text()).toBe(OLD);
    expect(await engine.inForce()).toEqual(slashed('https://old.example'));
    expect(await engine.isActive()).toBe('active');
    expect((await readdir(join(engine.path, '..'))).filter((name) => name.startsWith('.'))).toEqual([]);
    expect((await apply('--backups')).outcome.backups).toEqual([]);
  }

  test('a flag that says the same: named with file and line, nothing written', async () => {
    await engine.begin('{}');
    await writeFile(
      join(machine.root, 'etc/default/docker'),
      '# ours\nDOCKER_OPTS="--iptables=false --ip6tables=false --ip-forward=false --bridge=none --registry-mirror=https://flag.example"\n',
    );
    await machine.run('systemctl', 'restart', 'docker');
    const { code, outcome } = await apply(...given());
    await writeFile(
      join(machine.root, 'etc/default/docker'),
      'DOCKER_OPTS="--iptables=false --ip6tables=false --ip-forward=false --bridge=none"\n',
    );
    expect([code, outcome.reason]).toEqual([3, 'flag-conflict']);
    expect(outcome.messages.join('\n')).toContain('/etc/default/docker, line 2');
    expect(await engine.text()).toBe('{}');
  });

  test('a broken file: refused with its place; --repair mends it', async () => {
    await engine.begin('{}');
    await writeFile(engine.path, '{\n  // mine\n  "debug": true,\n}\n');
    const refused = await apply(...given());
    expect([refused.code, refused.outcome.reason]).toEqual([3, 'unreadable']);
    expect(refused.outcome.messages[0]).toContain('/etc/docker/daemon.json:2:3');
    expect(await engine.text()).toContain('// mine');
    const repaired = await apply(...given('--repair'));
    expect(repaired.code, repaired.stderr).toBe(0);
    expect(JSON.parse((await engine.text()) ?? '')).toEqual({
      debug: true,
      'registry-mirrors': [mirrors.first.url],
    });
    expect(await engine.inForce()).toEqual(slashed(mirrors.first.url));
  });

  test('a key with which dockerd does not start: its own check says so before anything else', async () => {
    await engine.begin(OLD);
    await writeFile(engine.path, OLD.replace('{', '{"no-such-key": 1, '));
    const text = await engine.text();
    for (const how of [[], ['--dry-run']]) {
      const { code, outcome } = await apply(...given(...how));
      expect([code, outcome.result, outcome.reason]).toEqual([3, 'refused', 'refused-file']);
      expect(outcome.messages[0]).toContain('/etc/docker/daemon.json:1');
      expect(outcome.messages.join('\n')).toContain('any configuration option: no-such-key');
      expect(outcome.messages.join('\n')).not.toContain('unable to configure');
    }
    expect(await engine.text()).toBe(text);
    expect(await engine.inForce()).toEqual(slashed('https://old.example'));
  });

  test('a reload that fails', async () => {
    await engine.begin(OLD);
    await dropIn('ExecReload=\nExecReload=/bin/false');
    const { code, outcome } = await apply(...given());
    expect([code, outcome.reason]).toEqual([4, 'action-failed']);
    await expectAsBefore();
  });

  test('a reload that says it is done and is not', async () => {
    await engine.begin(OLD);
    await dropIn('ExecReload=\nExecReload=/bin/true');
    const { code, outcome } = await apply(...given());
    expect([code, outcome.reason]).toEqual([4, 'not-shown']);
    await expectAsBefore();
  });

  test('an engine that does not come back with the new file', async () => {
    await engine.begin(OLD);
    await dropIn(
      `ExecStartPre=/bin/sh -c "! grep -q ${new URL(mirrors.first.url).hostname} /etc/docker/daemon.json"`,
    );
    const container = await runSleeper(machine, 'busybox:lab', '--restart=always');
    const { code, outcome } = await apply(...given('--activate', 'restart'));
    expect([code, outcome.result]).toEqual([4, 'rolled-back']);
    await expectAsBefore();
    await expect
      .poll(async () => (await machine.docker('ps', '--quiet', '--no-trunc')).stdout.trim())
      .toBe(container);
    await machine.docker('rm', '--force', container);
  });

  test('containers are stopped only for who says so', async () => {
    await engine.begin(OLD);
    const container = await runSleeper(machine, 'busybox:lab');
    const refused = await apply('--yes', '--no-probe', '--http-proxy', 'http://10.77.0.9:3128');
    expect([refused.code, refused.outcome.result]).toEqual([6, 'no-consent']);
    expect(refused.outcome.plan).toMatchObject({ activation: 'restart', containersStopped: 1 });
    expect((await machine.docker('ps', '--quiet', '--no-trunc')).stdout.trim()).toBe(container);
    await machine.docker('rm', '--force', container);
    await expectAsBefore();
  });

  test('without a yes and without anybody to ask', async () => {
    const { code, outcome } = await apply('--no-probe', mirrors.first.url);
    expect([code, outcome.result]).toEqual([6, 'no-consent']);
    await expectAsBefore();
  });

  test('a test pull that fails', async () => {
    const { code, outcome } = await apply(...given('--verify-pull', 'no/such-image:1'));
    expect([code, outcome.reason]).toEqual([4, 'pull']);
    await expectAsBefore();
  });

  test('several at once: one at a time, each in force or refused', async () => {
    await engine.begin(OLD);
    const runs = await Promise.all(
      [1, 2, 3, 4].map((n) => apply('--yes', '--no-probe', '--replace', `http://10.77.9.${n}`)),
    );
    const done = runs.filter(({ code }) => code === 0);
    expect(done.length).toBeGreaterThan(0);
    for (const { code, outcome } of runs) {
      if (code === 0) continue;
      expect([code, outcome.reason]).toEqual([3, expect.stringMatching(/^(?:held|changed-meanwhile)$/)]);
    }
    const text: { 'registry-mirrors': string[] } = JSON.parse((await engine.text()) ?? '');
    expect(await engine.inForce()).toEqual(slashed(...text['registry-mirrors']));
    expect(done.map(({ outcome }) => outcome.plan?.mirrors?.map(({ url }) => url))).toContainEqual(
      text['registry-mirrors'],
    );
  });

  test('killed at random instants: the file is old or new, the engine up, the next run makes it good', async () => {
    await engine.begin(OLD);
    const NEW = [mirrors.first.url];
    const startedAt = performance.now();
    await apply('--yes', '--no-probe', '--replace', 'http://10.77.9.1');
    const duration = (performance.now() - startedAt) / 1000;
    await apply('--yes', '--no-probe', '--replace', 'https://old.example');
    for (let round = 0; round < 12; round++) {
      // The first half loads code and looks.
      const seconds = duration * (0.5 + 0.6 * Math.random());
      const command = [process.execPath, BIN, '--yes', '--no-probe', '--replace', ...NEW].join(' ');
      await machine.run('sh', '-c', `timeout --signal=KILL ${seconds} ${command}; true`);
      const text = await engine.text();
      expect([OLD, `{"registry-mirrors": ["${NEW[0]}"]}\n`]).toContain(text);
      expect(await engine.isActive()).toBe('active');
      const again = await apply('--yes', '--no-probe', '--replace', ...NEW);
      expect(again.code, again.stderr).toBe(0);
      expect(await engine.inForce()).toEqual(slashed(...NEW));
      expect((await readdir(join(engine.path, '..'))).filter((name) => name.startsWith('.'))).toEqual([]);
      const back = await apply('--yes', '--no-probe', '--replace', 'https://old.example');
      expect(back.code, back.stderr).toBe(0);
      expect(await engine.text()).toBe(OLD);
    }
  });
});
