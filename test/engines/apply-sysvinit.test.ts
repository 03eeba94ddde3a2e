import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BIN, type Mirrors, mirrorApply, pulls, slashed, startMirrors } from './support/apply.ts';
import type { Execution } from './support/dockerd-execute.ts';
import { importBusybox, runSleeper } from './support/dockerd-image.ts';
import { openrcRoot } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { type SysvinitMachine, startOpenrc, startSysvinit } from './support/sysvinit.ts';

/** `mirror-apply` where Debian's own `service` keeps the engine (20.10), which knows no reload and whose restart exits 0 over a bad file. */

const openrc = await openrcRoot();
let namespace: Namespace;
let mirrors: Mirrors;
let machine: SysvinitMachine;
const OLD = '{"registry-mirrors": ["https://old.example"], "shutdown-timeout": 3}';
beforeAll(async () => {
  namespace = await createNamespace();
  mirrors = await startMirrors(namespace);
  machine = await startSysvinit(namespace, OLD);
  await machine.run('service', 'docker', 'start');
  await up();
  await importBusybox(machine, 'busybox:lab');
});
afterAll(async () => {
  await machine?.stop();
  await mirrors?.stop();
  await namespace?.stop();
});

const path = (at = machine): string => join(at.folder, 'etc-docker/daemon.json');
const pid = (): Promise<string> => readFile(join(machine.folder, 'run/docker.pid'), 'utf8');
async function up(at = machine): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 100) {
    if ((await at.docker('version')).code === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(await readFile(join(at.folder, 'log/docker.log'), 'utf8'));
}
const inForce = async (at = machine): Promise<unknown> =>
  JSON.parse((await at.docker('info', '--format', '{{json .RegistryConfig.Mirrors}}')).stdout);
const apply = (...args: readonly string[]): ReturnType<typeof mirrorApply> => mirrorApply(machine, args);

test('mirrors by a signal: same process, same container; pulled through; undone', async () => {
  const container = await runSleeper(machine, 'busybox:lab');
  const before = await pid();
  const { code, outcome, stderr } = await apply('--yes', ...mirrors.probing, mirrors.first.url);
  expect(code, stderr).toBe(0);
  expect(outcome.plan?.activation).toBe('reload');
  expect(await inForce()).toEqual(slashed(mirrors.first.url));
  expect(await pid()).toBe(before);
  expect((await machine.docker('ps', '--quiet', '--no-trunc')).stdout.trim()).toBe(container);
  const asked = pulls(mirrors.first);
  expect(await machine.docker('pull', '--quiet', 'nginx:latest')).toMatchObject({ code: 0 });
  expect(pulls(mirrors.first)).toBeGreaterThan(asked);
  const undone = await apply('--yes', '--undo');
  expect(undone.code, undone.stderr).toBe(0);
  expect(await inForce()).toEqual(slashed('https://old.example'));
  expect(await readFile(path(), 'utf8')).toBe(OLD);
  await machine.docker('rm', '--force', container);
});

test('a file that the engine does not read is refused before anything is asked or written', async () => {
  const other = ['--config', '/etc/docker/other.json', '--no-probe', mirrors.first.url];
  for (const option of ['--dry-run', '--yes']) {
    const { code, outcome, stderr } = await apply(option, ...other);
    expect([code, outcome.reason], stderr).toEqual([3, 'other-file']);
    expect(outcome.messages.join(' ')).toContain('/etc/docker/daemon.json');
  }
  expect(await machine.run('test', '-e', '/etc/docker/other.json')).toMatchObject({ code: 1 });
  // Its own, by whatever name.
  await machine.run('ln', '-s', '/etc/docker', '/run/same');
  const same = await apply('--dry-run', '--config', '/run/same/daemon.json', '--no-probe', mirrors.first.url);
  expect([same.code, same.outcome.plan?.activation], same.stderr).toEqual([0, 'reload']);
});

test('a restart, where it is asked for', async () => {
  const before = await pid();
  const args = ['--yes', '--no-probe', mirrors.first.url, '--activate', 'restart'];
  const { code, stderr } = await apply(...args);
  expect(code, stderr).toBe(0);
  expect(await pid()).not.toBe(before);
  expect((await inForce()) as string[]).toContain(`${mirrors.first.url}/`);
  expect((await apply('--yes', '--undo', '--activate', 'restart')).code).toBe(0);
  expect(await inForce()).toEqual(slashed('https://old.example'));
});

describe('what the engine has not started with yet', () => {
  const OTHER = 'unix:///run/other.sock';
  const restart = ['--yes', '--no-probe', 'https://new.example', '--activate', 'restart'] as const;
  const edit = (more: object): Promise<void> =>
    writeFile(path(), JSON.stringify({ ...JSON.parse(OLD), ...more }));

  afterAll(async () => {
    await writeFile(path(), OLD);
    await machine.run('service', 'docker', 'restart');
    await up();
  });

  test('a socket elsewhere: only with --with-pending, and then the engine is found there', async () => {
    await edit({ hosts: [OTHER] });
    const before = await pid();
    const refused = await apply(...restart);
    expect([refused.code, refused.outcome.messages.join()], refused.stderr).toEqual([
      6,
      expect.stringMatching(/hosts.*--with-pending/),
    ]);
    expect(await pid()).toBe(before);
    const { code, outcome, stderr } = await apply(...restart, '--with-pending');
    expect([code, outcome.result], stderr).toEqual([0, 'done']);
    const there = await machine.run(
      'docker',
      '--host',
      OTHER,
      'info',
      '--format',
      '{{json .RegistryConfig.Mirrors}}',
    );
    expect(there.stdout).toContain('https://new.example/');
    await writeFile(path(), OLD);
    await machine.run('service', 'docker', 'restart');
    await up();
  });

  test('a profile that is not there: agreed to, it ends the engine, and the old file is named as what may do so', async () => {
    await edit({ 'seccomp-profile': '/nonexistent.json' });
    expect((await apply(...restart)).code).toBe(6);
    const { code, outcome, stderr } = await apply(...restart, '--with-pending');
    expect(code, stderr).toBe(5);
    const told = outcome.messages.join(' ');
    expect(told).toMatch(/edited before this run.*seccomp-profile/);
    expect(told).toContain('/nonexistent.json');
  });
});

test('proxies of an engine before 23.0 want systemd: told, nothing written', async () => {
  const { code, outcome } = await apply('--yes', '--no-probe', '--http-proxy', 'http://10.77.0.9:3128');
  expect([code, outcome.reason]).toEqual([3, 'proxies-need-systemd']);
  expect(await readFile(path(), 'utf8')).toBe(OLD);
});

/** `file` in the machine's folder has the options. */
const SCRIPTS = [
  { keeper: 'sysvinit', file: 'default', restart: ['service', 'docker', 'restart'] },
  { keeper: 'openrc', file: 'conf.d/docker', restart: ['rc-service', 'docker', 'restart'] },
];

describe.each(SCRIPTS.filter(({ keeper }) => keeper !== 'openrc' || openrc !== null))(
  'mirrors among the options of a script of $keeper',
  ({ keeper, file, restart }) => {
    let at: SysvinitMachine;
    let usual: string;
    const PLAIN = '{"shutdown-timeout": 3}';
    const defaults = (): string => join(at.folder, file);
    const run = (...args: readonly string[]): ReturnType<typeof mirrorApply> =>
      mirrorApply(at, ['--yes', ...args]);
    const optioned = (): string =>
      usual.replace('--bridge=none', '--registry-mirror=https://flag.example --bridge=none');
    const restarted = async (options: string, config: string): Promise<void> => {
      await writeFile(defaults(), options);
      await writeFile(path(at), config);
      await at.run(...restart);
      await up(at);
    };
    beforeAll(async () => {
      at = keeper === 'openrc' ? await startOpenrc(namespace, PLAIN, openrc ?? '') : machine;
      usual = await readFile(defaults(), 'utf8');
      await restarted(optioned(), PLAIN);
      expect(await inForce(at)).toEqual(slashed('https://flag.example'));
    });
    afterAll(async () => {
      if (at === machine) await restarted(usual, OLD);
      else await at?.stop();
    });

    test('go into daemon.json by a restart, are in force there, and come back', async () => {
      const { code, outcome, stderr } = await run('--no-probe', mirrors.first.url);
      expect(code, stderr).toBe(0);
      expect(outcome.plan?.activation).toBe('restart');
      expect(outcome.plan?.warnings).toContain('options-moved');
      expect(await readFile(defaults(), 'utf8')).toBe(usual);
      expect(await inForce(at)).toEqual(slashed(mirrors.first.url, 'https://flag.example'));
      const asked = pulls(mirrors.first);
      expect(await at.docker('pull', '--quiet', 'nginx:latest')).toMatchObject({ code: 0 });
      expect(pulls(mirrors.first)).toBeGreaterThan(asked);
      // From now on a signal is enough.
      const again = await run('--no-probe', '--replace', mirrors.second.url);
      expect(again.outcome.plan?.activation).toBe('reload');
      const undone = await run('--undo', outcome.backup?.id ?? '');
      expect(undone.code, undone.stderr).toBe(0);
      expect(await readFile(defaults(), 'utf8')).toBe(optioned());
      expect(await readFile(path(at), 'utf8')).toBe(PLAIN);
      expect(await inForce(at)).toEqual(slashed('https://flag.example'));
    });

    test('and where a run was killed between its files and the restart, the next one takes it', async () => {
      await writeFile(defaults(), usual);
      await writeFile(path(at), '{"shutdown-timeout": 3, "registry-mirrors": ["https://half.example"]}');
      const { code, outcome, stderr } = await run('--no-probe', '--replace', mirrors.first.url);
      expect([code, outcome.plan?.activation], stderr).toEqual([0, 'restart']);
      expect(await inForce(at)).toEqual(slashed(mirrors.first.url));
      await restarted(optioned(), PLAIN);
    });

    test('a test pull that fails: both files and the mirrors are as they were', async () => {
      const args = ['--no-probe', mirrors.first.url, '--verify-pull', 'nobody/has-this'];
      const { code, outcome, stderr } = await run(...args);
      expect([code, outcome.result], stderr).toEqual([4, 'rolled-back']);
      expect(await readFile(defaults(), 'utf8')).toBe(optioned());
      expect(await readFile(path(at), 'utf8')).toBe(PLAIN);
      expect(await inForce(at)).toEqual(slashed('https://flag.example'));
    });
  },
);

test('an engine that ends over the new file, though "service docker restart" exits 0: put back, and up again', async () => {
  // The script reads this before each start: this engine now has a reason to stop at our mirror.
  const defaults = await machine.run('cat', '/etc/default/docker');
  const trap = `${defaults.stdout}\ngrep -q ${new URL(mirrors.first.url).hostname} /etc/docker/daemon.json && DOCKER_OPTS="$DOCKER_OPTS --no-such-flag"; true\n`;
  await writeFile(join(machine.folder, 'default'), trap);
  const { code, outcome, stderr } = await apply(
    ...['--yes', '--no-probe', '--replace', mirrors.first.url],
    ...['--activate', 'restart'],
  );
  await writeFile(join(machine.folder, 'default'), defaults.stdout);
  expect([code, outcome.result], stderr).toEqual([4, 'rolled-back']);
  expect(await readFile(path(), 'utf8')).toBe(OLD);
  expect(await inForce()).toEqual(slashed('https://old.example'));
});

describe('who may not ask "service" as root does', () => {
  const DOCTOR = BIN.replace('mirror-apply', 'mirror-doctor');
  // Debian's for a user: /usr/sbin, where service(8) is, stands not in it.
  const USERS_PATH = 'PATH=/usr/local/bin:/usr/bin:/bin';
  const asUser = async (program: string, ...args: readonly string[]): Promise<Execution> => {
    const { stdout: group } = await machine.run('stat', '--format=%g', '/run/docker.sock');
    const id = ['setpriv', '--reuid', '65534', '--regid', '65534', '--groups', group.trim()];
    return await machine.run(
      ...id,
      'env',
      USERS_PATH,
      'HOME=/nonexistent',
      process.execPath,
      program,
      ...args,
    );
  };
  const isRunning = async (): Promise<unknown> => {
    const planned = await asUser(BIN, '--format', 'json', '--dry-run', '--no-probe', mirrors.first.url);
    return JSON.parse(planned.stdout).engine?.running;
  };
  const causes = (run: Execution): string => run.stdout;

  test('a member of the group docker is told that the engine runs', async () => {
    expect(await isRunning()).toBe(true);
    expect(causes(await asUser(DOCTOR, '--format', 'json', '--quiet'))).not.toContain('engine-down');
  });

  describe('an engine that somebody started by hand beside the init script', () => {
    beforeAll(async () => {
      await machine.run('service', 'docker', 'stop');
      const flags = '--iptables=false --ip6tables=false --ip-forward=false --bridge=none';
      await machine.run('sh', '-c', `setsid dockerd ${flags} >/var/log/by-hand.log 2>&1 &`);
      await up();
      expect(await machine.run('service', 'docker', 'status')).not.toMatchObject({ code: 0 });
    });

    test('is not called down, by root or by a user', async () => {
      const doctor = [process.execPath, DOCTOR, '--format', 'json', '--quiet'];
      expect(causes(await machine.run(...doctor))).not.toContain('engine-down');
      expect(causes(await asUser(DOCTOR, '--format', 'json', '--quiet'))).not.toContain('engine-down');
      expect(await isRunning()).toBe(true);
    });

    test('has the mirrors in force by a signal, and stays the process that it is', async () => {
      const before = await pid();
      const { code, outcome, stderr } = await apply('--yes', '--no-probe', '--replace', mirrors.first.url);
      expect([code, outcome.result, outcome.plan?.activation], stderr).toEqual([0, 'done', 'reload']);
      expect(await inForce()).toEqual(slashed(mirrors.first.url));
      expect(await pid()).toBe(before);
      const undone = await apply('--yes', '--undo');
      expect(undone.code, undone.stderr).toBe(0);
      expect(await inForce()).toEqual(slashed('https://old.example'));
    });

    test('is never restarted by a service that did not start it', async () => {
      const before = await pid();
      const { outcome } = await apply('--yes', '--no-probe', mirrors.first.url, '--activate', 'restart');
      expect(outcome.plan?.activation).toBe('by-hand');
      expect(await pid()).toBe(before);
    });
  });
});
