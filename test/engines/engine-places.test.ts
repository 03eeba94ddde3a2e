import { chmod, copyFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Applied, BIN, mirrorApply } from './support/apply.ts';
import { engineOf } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** Engines in odd places: found by what runs, and never told to be down or absent because they are not where one looks first. */

const MIRROR = ['--no-probe', 'https://mirror.example'] as const;
const OWN_ADDRESS = '10.77.9.9';
const FLAGS = '--iptables=false --ip6tables=false --ip-forward=false --bridge=none';

let namespace: Namespace;
let machine: SystemdMachine;
beforeAll(async () => {
  const build = await engineOf('bookworm');
  if (build.kind !== 'engine') throw new Error(build.why);
  namespace = await createNamespace();
  await namespace.addAddress(OWN_ADDRESS);
  machine = await bootSystemd({ build, namespace, config: '{}' });
});
afterAll(async () => {
  await machine?.stop();
  await namespace?.stop();
});
beforeEach(async () => {
  await inside('systemctl', 'stop', 'docker.socket', 'docker.service');
  await rm(join(machine.root, 'etc/systemd/system/docker.service.d'), { recursive: true, force: true });
});

async function inside(...command: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await machine.run(...command);
  if (code !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  return stdout;
}

/** Starts docker.service with another command line and another daemon.json. */
async function serve(
  command: string,
  config: object,
  socket: 'socket' | 'no-socket' = 'no-socket',
): Promise<void> {
  const dropIn = join(machine.root, 'etc/systemd/system/docker.service.d/other.conf');
  await mkdir(dirname(dropIn), { recursive: true });
  await writeFile(dropIn, `[Unit]\nStartLimitBurst=0\n[Service]\nExecStart=\nExecStart=${command}\n`);
  await writeFile(join(machine.root, 'etc/docker/daemon.json'), JSON.stringify(config));
  await inside('systemctl', 'daemon-reload');
  if (socket === 'socket') await inside('systemctl', 'start', 'docker.socket');
  // The unit asks for its socket; where it is not wanted it goes again.
  await inside('systemctl', 'start', 'docker.service');
  if (socket === 'no-socket') await inside('rm', '-f', '/run/docker.sock');
}

async function asUser(
  groups: readonly string[],
  ...args: readonly string[]
): Promise<Pick<Applied, 'outcome' | 'stderr'>> {
  const id = ['setpriv', '--reuid', '65534', '--regid', '65534', ...groups];
  const { stdout, stderr } = await machine.run(...id, process.execPath, BIN, '--format', 'json', ...args);
  return { outcome: JSON.parse(stdout), stderr };
}

describe('an engine that listens elsewhere', () => {
  test('on another socket, by the hosts of its file: found there, and has it in force', async () => {
    await serve(`/usr/sbin/dockerd ${FLAGS}`, { hosts: ['unix:///run/other.sock'] });
    const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...MIRROR]);
    expect(code, stderr).toBe(0);
    expect(outcome).toMatchObject({
      result: 'done',
      engine: { running: true },
      inForce: { mirrors: ['https://mirror.example/'] },
    });
  });

  test('the same while systemd keeps the usual socket', async () => {
    await serve(`/usr/sbin/dockerd ${FLAGS}`, { hosts: ['unix:///run/other.sock'] }, 'socket');
    const { outcome, stderr } = await mirrorApply(machine, ['--dry-run', ...MIRROR]);
    expect(outcome, stderr).toMatchObject({ result: 'planned', engine: { running: true } });
    // The engine holds that socket, and never answers there: who names it, or another, is told where it does.
    for (const [name, reason] of [
      ['/run/docker.sock', 'timed-out'],
      ['/run/none.sock', 'listens-elsewhere'],
    ]) {
      const named = ['--dry-run', '--docker-host', `unix://${name}`, ...MIRROR];
      const told = (await mirrorApply(machine, named)).outcome;
      expect(told).toMatchObject({ result: 'refused', reason });
      expect(told.messages.join()).toMatch(/answers? at unix:\/\/\/run\/other\.sock/);
      expect(told.messages.join()).not.toContain('listens at');
    }
  });

  test('on tcp alone; and by the name of an address of this very machine', async () => {
    await serve(`/usr/sbin/dockerd ${FLAGS}`, { hosts: ['tcp://0.0.0.0:2375'] });
    const found = await mirrorApply(machine, ['--dry-run', ...MIRROR]);
    expect(found.outcome, found.stderr).toMatchObject({
      result: 'planned',
      engine: { running: true, install: 'rootful' },
    });
    const env = { DOCKER_HOST: `tcp://${OWN_ADDRESS}:2375` };
    const named = await mirrorApply(machine, ['--yes', ...MIRROR], env);
    expect(named.outcome, named.stderr).toMatchObject({
      result: 'done',
      inForce: { mirrors: ['https://mirror.example/'] },
    });
  });

  test('is not told to be down where somebody names another socket, nor to who cannot see it', async () => {
    await serve(`/usr/sbin/dockerd ${FLAGS}`, { hosts: ['unix:///run/other.sock'] });
    const named = await mirrorApply(machine, [
      '--dry-run',
      '--docker-host',
      'unix:///run/none.sock',
      ...MIRROR,
    ]);
    expect(named.outcome).toMatchObject({ result: 'refused', reason: 'listens-elsewhere', exitCode: 3 });
    expect(named.outcome.messages.join()).toMatch(
      /process \d+\).*unix:\/\/\/run\/none\.sock.*unix:\/\/\/run\/other\.sock/,
    );
    const user = await asUser(['--clear-groups'], '--dry-run', ...MIRROR);
    expect(user.outcome).toMatchObject({ result: 'refused', reason: 'listens-elsewhere' });
    expect(user.outcome.messages.join()).toContain('only root can see');
  });
});

describe('an engine that is started elsewhere than in /', () => {
  test('reads a relative --config-file there, as its unit or its process says', async () => {
    await inside('mkdir', '-p', '/opt/x');
    await inside('sh', '-c', 'echo {} > /opt/x/d.json');
    const dropIn = join(machine.root, 'etc/systemd/system/docker.service.d/folder.conf');
    const startIn = async (folder: string): Promise<void> => {
      await mkdir(dirname(dropIn), { recursive: true });
      await writeFile(dropIn, `[Service]\nWorkingDirectory=${folder}\n`);
      await inside('systemctl', 'daemon-reload');
    };
    await startIn('/opt/x');
    await serve(`/usr/sbin/dockerd -H unix:///run/docker.sock --config-file ./d.json ${FLAGS}`, {}, 'socket');
    const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...MIRROR]);
    expect(code, stderr).toBe(0);
    expect(outcome).toMatchObject({
      result: 'done',
      engine: { running: true, file: '/opt/x/d.json' },
      inForce: { mirrors: ['https://mirror.example/'] },
    });
    // Its next start is told elsewhere; the process runs where it began.
    await startIn('/opt/z');
    const up = await mirrorApply(machine, ['--dry-run', ...MIRROR]);
    expect(up.outcome.engine, up.stderr).toMatchObject({ running: true, file: '/opt/x/d.json' });
    await inside('systemctl', 'stop', 'docker.socket', 'docker.service');
    const down = await mirrorApply(machine, ['--dry-run', ...MIRROR]);
    expect(down.outcome.engine, down.stderr).toMatchObject({ running: false, file: '/opt/z/d.json' });
  });

  test('by hand beside a service that does not run: asked where it listens, and not told to be down', async () => {
    await inside('mkdir', '-p', '/opt/y');
    await inside('sh', '-c', 'echo {} > /opt/y/d.json');
    const engine =
      '/usr/sbin/dockerd -p /run/odd.pid --config-file d.json -H unix:///run/x.sock' +
      ` --data-root /var/lib/odd --exec-root /run/odd ${FLAGS}`;
    const unit = ['--unit=odd', '--property=Type=exec', '--property=WorkingDirectory=/opt/y'];
    await inside('systemd-run', ...unit, ...engine.split(' '));
    try {
      await expect.poll(async () => (await machine.run('test', '-S', '/run/x.sock')).code).toBe(0);
      const { outcome, stderr } = await mirrorApply(machine, ['--yes', ...MIRROR]);
      expect(outcome, stderr).toMatchObject({
        result: 'done',
        engine: { running: true, file: '/opt/y/d.json' },
        inForce: { mirrors: ['https://mirror.example/'] },
      });
      const named = ['--dry-run', '--docker-host', 'unix:///run/docker.sock', ...MIRROR];
      expect((await mirrorApply(machine, named)).outcome).toMatchObject({
        result: 'refused',
        reason: 'listens-elsewhere',
      });
      // Whoever asks at the usual socket gets the service's, which that starts.
      await inside('systemctl', 'start', 'docker.socket');
      expect((await mirrorApply(machine, ['--dry-run', ...MIRROR])).outcome.engine).toMatchObject({
        running: false,
        file: '/etc/docker/daemon.json',
      });
    } finally {
      await inside('systemctl', 'stop', 'odd.service');
    }
  });
});

describe('an engine that lives among other files', () => {
  test('and listens at a socket of this machine: told as what it is, with its process', async () => {
    await serve(`/usr/sbin/dockerd -H fd:// ${FLAGS}`, {}, 'socket');
    const inner =
      'mkdir -p /srv/shared /run/inner && mount --bind /srv/shared /run/inner && exec /usr/sbin/dockerd' +
      ` -H unix:///run/inner/docker.sock --data-root /var/lib/inner --exec-root /run/inner-exec --pidfile /run/inner.pid ${FLAGS}`;
    const apart = [
      'unshare',
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      '--mount-proc',
      'sh',
      '-c',
      inner,
    ];
    await inside('systemd-run', '--unit=inner', '--property=Type=exec', ...apart);
    try {
      await expect
        .poll(async () => (await machine.run('test', '-S', '/srv/shared/docker.sock')).code)
        .toBe(0);
      const seen = await mirrorApply(machine, [
        '--dry-run',
        '--docker-host',
        'unix:///srv/shared/docker.sock',
        ...MIRROR,
      ]);
      expect(seen.outcome, seen.stderr).toMatchObject({ result: 'refused', reason: 'remote', exitCode: 3 });
      const [, pid] = /process (\d+), which lives among other files/.exec(seen.outcome.messages.join()) ?? [];
      expect((await inside('cat', `/proc/${pid}/comm`)).trim()).toBe('dockerd');
    } finally {
      await machine.run('systemctl', 'stop', 'inner.service');
    }
  });

  test('seen from a container that was handed its socket: it runs outside', async () => {
    await serve(`/usr/sbin/dockerd -H fd:// ${FLAGS}`, {}, 'socket');
    const apart = ['unshare', '--net', '--pid', '--fork', '--mount-proc', process.execPath, BIN];
    const { stdout } = await machine.run(...apart, '--format', 'json', '--dry-run', ...MIRROR);
    const outcome = JSON.parse(stdout);
    expect(outcome).toMatchObject({ result: 'refused', reason: 'remote', exitCode: 3 });
    expect(outcome.messages.join()).toMatch(/calls itself .*it runs outside this container/);
  });
});

describe('an engine under another name', () => {
  test('dockerd-current, and replaced by an upgrade while it runs', async () => {
    const program = join(machine.root, 'opt/docker/dockerd-current');
    await mkdir(dirname(program), { recursive: true });
    await copyFile('/usr/sbin/dockerd', program);
    await chmod(program, 0o755);
    await serve(`/opt/docker/dockerd-current -H fd:// ${FLAGS}`, {}, 'socket');
    const before = await mirrorApply(machine, ['--yes', ...MIRROR]);
    expect(before.outcome, before.stderr).toMatchObject({
      result: 'done',
      inForce: { mirrors: ['https://mirror.example/'] },
    });

    await copyFile('/usr/sbin/dockerd', `${program}.new`);
    await chmod(`${program}.new`, 0o755);
    await rename(`${program}.new`, program);
    const after = await mirrorApply(machine, ['--undo', '--yes']);
    expect(after.outcome, after.stderr).toMatchObject({
      result: 'done',
      engine: { running: true },
      inForce: { mirrors: [] },
    });
  });

  test('by a name that nobody knows, or in a folder of others: refused, with the reason', async () => {
    const program = join(machine.root, 'opt/docker/container-engine');
    await mkdir(dirname(program), { recursive: true });
    await copyFile('/usr/sbin/dockerd', program);
    await chmod(program, 0o755);
    await serve(`/opt/docker/container-engine -H fd:// ${FLAGS}`, {}, 'socket');
    const named = await mirrorApply(machine, ['--yes', ...MIRROR]);
    expect(named.outcome).toMatchObject({ result: 'refused', reason: 'not-proven' });
    expect(named.outcome.messages.join()).toContain('/opt/docker/container-engine');
    await rm(join(machine.root, 'opt/docker/dockerd'), { force: true });
    await rename(program, join(machine.root, 'opt/docker/dockerd'));
    await inside('systemctl', 'stop', 'docker.socket', 'docker.service');
    await chmod(join(machine.root, 'opt/docker'), 0o777);
    await serve(`/opt/docker/dockerd -H fd:// ${FLAGS}`, {}, 'socket');
    const open = await mirrorApply(machine, ['--yes', ...MIRROR]);
    expect(open.outcome).toMatchObject({ result: 'refused', reason: 'not-proven' });
    expect(open.outcome.messages.join()).toContain('others can write to /opt/docker');
    await rm(join(machine.root, 'opt/docker'), { recursive: true });
  });
});

describe('a user from whom processes of others are hidden', () => {
  test('is told of the engine that answers, and of none that it is not there', async () => {
    await serve(`/usr/sbin/dockerd -H fd:// ${FLAGS}`, {}, 'socket');
    await inside('mount', '-o', 'remount,hidepid=2', '/proc');
    try {
      const group = (await inside('getent', 'group', 'docker')).split(':')[2] ?? '';
      const seen = await asUser(['--groups', group], '--dry-run', ...MIRROR);
      expect(seen.outcome, seen.stderr).toMatchObject({
        result: 'planned',
        engine: { running: true, install: 'rootful' },
      });
      const closed = await asUser(['--clear-groups'], '--dry-run', ...MIRROR);
      expect(closed.outcome).toMatchObject({ result: 'refused', reason: 'not-permitted' });
    } finally {
      await inside('mount', '-o', 'remount,hidepid=0', '/proc');
    }
  });
});

describe('a snap', () => {
  test('is found where it is down, and where it runs', async () => {
    const unit = join(machine.root, 'etc/systemd/system/snap.docker.dockerd.service');
    const program = join(machine.root, 'snap/docker/1125/bin/dockerd');
    await mkdir(dirname(program), { recursive: true });
    await mkdir(join(machine.root, 'var/snap/docker/current/config'), { recursive: true });
    await symlink('1125', join(machine.root, 'snap/docker/current'));
    await copyFile('/usr/sbin/dockerd', program);
    await chmod(program, 0o755);
    await writeFile(join(machine.root, 'var/snap/docker/current/config/daemon.json'), '{}');
    const file = '/var/snap/docker/current/config/daemon.json';
    await writeFile(
      unit,
      `[Service]\nType=notify\nExecStart=/snap/docker/1125/bin/dockerd --config-file=${file} --data-root=/var/lib/snapped --exec-root=/run/snapped ${FLAGS}\n`,
    );
    await inside('systemctl', 'mask', '--runtime', 'docker.service', 'docker.socket');
    try {
      const down = await mirrorApply(machine, ['--dry-run', ...MIRROR]);
      expect(down.outcome, down.stderr).toMatchObject({
        result: 'planned',
        engine: { running: false, install: 'snap', file, version: expect.stringMatching(/^20\.10/) },
      });
      await inside('systemctl', 'start', 'snap.docker.dockerd.service');
      const up = await mirrorApply(machine, ['--yes', ...MIRROR]);
      expect(up.outcome, up.stderr).toMatchObject({
        result: 'done',
        engine: { running: true, install: 'snap', file },
        inForce: { mirrors: ['https://mirror.example/'] },
      });
    } finally {
      await machine.run('systemctl', 'stop', 'snap.docker.dockerd.service');
      await inside('systemctl', 'unmask', '--runtime', 'docker.service', 'docker.socket');
    }
  });
});
