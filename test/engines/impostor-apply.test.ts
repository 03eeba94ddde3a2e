import { chmod, chown, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { BIN, mirrorApply } from './support/apply.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { type SysvinitMachine, startSysvinit } from './support/sysvinit.ts';

/**
 * Local users who want root to run a program of theirs. Each attack was root's when the engine was found by what a process says of
 * itself. The machine has process, mount and network namespaces of its own, and its own /run.
 */

const MALLORY = 4711;
const MIRROR = ['--no-probe', 'https://mirror.example'] as const;

let namespace: Namespace;
let machine: SysvinitMachine;
/** The attacker's, with `bin/dockerd`, which leaves a mark when it runs. */
let folder: string;
let mark: string;
beforeAll(async () => {
  namespace = await createNamespace();
  machine = await startSysvinit(namespace, '{}');
  // An account with a password, which chsh asks for, in a copy of /etc that the machine alone has.
  const accounts = [
    'cp -a /etc /run/etc && for f in docker default/docker; do mount --bind /etc/$f /run/etc/$f; done && mount --rbind /run/etc /etc',
    `echo 'mallory:x:${MALLORY}:${MALLORY}::/tmp:/bin/bash' >>/etc/passwd`,
    'echo "mallory:$(openssl passwd -6 secret):19000:0:99999:7:::" >>/etc/shadow',
  ];
  for (const script of accounts) {
    const { code, stderr } = await machine.run('sh', '-c', script);
    if (code !== 0) throw new Error(stderr);
  }
});
afterAll(async () => {
  await machine?.stop();
  await namespace?.stop();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-attack-'));
  mark = join(folder, 'ran');
  await mkdir(join(folder, 'bin'));
  await writeFile(
    join(folder, 'bin/dockerd'),
    `#!/bin/sh\necho "$(id -u) $*" >>${mark}\necho 'Docker version 28.5.2, build 1'\n`,
  );
  await writeFile(join(folder, 'daemon.json'), '{"registry-mirrors": ["https://evil.example"]}\n');
  await chmod(join(folder, 'bin/dockerd'), 0o755);
  for (const path of ['', 'bin', 'bin/dockerd', 'daemon.json'])
    await chown(join(folder, path), MALLORY, MALLORY);
  await chmod(folder, 0o755);
});
afterEach(async () => {
  // chsh before who holds its lock: it would go on, and change the shell.
  await machine.run('sh', '-c', END);
  await machine.run('service', 'docker', 'stop');
  await rm(folder, { recursive: true, force: true });
});

const END = [
  'cd /proc; for pid in [0-9]*; do [ "$(readlink $pid/exe)" != /usr/bin/chsh ] || kill -KILL $pid; done',
  'for pid in $(cat /run/attackers); do kill -KILL $pid; done; rm -f /run/attackers /run/locked',
].join('\n');

/** Starts it in the background and waits until as many processes call themselves dockerd. */
async function attack(script: string, count: number): Promise<void> {
  await writeFile(join(folder, 'attack.sh'), script);
  await machine.run(
    'sh',
    '-c',
    `setsid sh ${join(folder, 'attack.sh')} >${join(folder, 'said')} 2>&1 </dev/null &`,
  );
  const seen = async (): Promise<number> => {
    const { stdout } = await machine.run('sh', '-c', 'cat /proc/[0-9]*/comm | grep -c "^dockerd$"');
    return Number(stdout);
  };
  try {
    await expect.poll(seen, { timeout: 20_000, interval: 200 }).toBeGreaterThanOrEqual(count);
  } catch (cause) {
    throw new Error(await readFile(join(folder, 'said'), 'utf8'), { cause });
  }
}

const said = (): Promise<string> => readFile(mark, 'utf8').catch(() => '');

/**
 * chsh(1) asks mallory for mallory's own password, is root in all four ids from then on, and waits for the lock of the password
 * file, which another of the same kind holds. Its name, its first argument and the value of an option are mallory's choice.
 */
function chsh(argument: string): string {
  const run = `exec -a ${folder}/bin/dockerd ${folder}/dockerd -s ${argument} -s /bin/sh mallory`;
  return [
    `ln -s /usr/bin/chsh ${folder}/dockerd`,
    `perl -e 'use Fcntl; open(F,">","/etc/.pwd.lock"); my $lock=pack("s s x4 l! l! i x4",F_WRLCK,0,0,0,0); fcntl(F,F_SETLKW,$lock) or die; open(G,">","/run/locked"); sleep 14' &`,
    'echo $! >>/run/attackers; until [ -e /run/locked ]; do sleep 0.1; done',
    'for n in 1 2 3; do',
    `  (echo secret | setpriv --reuid ${MALLORY} --regid ${MALLORY} --clear-groups bash -c "${run}") & echo $! >>/run/attackers`,
    'done; sleep 15',
  ].join('\n');
}

async function allRoot(): Promise<boolean> {
  const { stdout } = await machine.run(
    'sh',
    '-c',
    'for d in /proc/[0-9]*; do [ "$(cat $d/comm)" != dockerd ] || grep -H "^Uid" $d/status; done',
  );
  return /Uid:\t0\t0\t0\t0/.test(stdout);
}

test.each([
  ['a socket', '--host=unix:///var/run/docker.sock'],
  ['a file', () => `--config-file=${folder}/daemon.json`],
  ['a command', () => `'--pidfile=/x) ; touch ${folder}/ran ; ('`],
])(
  'chsh under the name of an engine, with %s among its arguments, and no engine',
  async (_name, argument) => {
    await attack(chsh(typeof argument === 'string' ? argument : argument()), 3);
    await expect.poll(allRoot, { timeout: 10_000 }).toBe(true);
    const { outcome, stdout, stderr } = await mirrorApply(machine, ['--dry-run', ...MIRROR]);
    expect(await said()).toBe('');
    expect(outcome, stderr).toMatchObject({
      result: 'planned',
      engine: {
        running: false,
        file: '/etc/docker/daemon.json',
        version: expect.stringMatching(/^20\.10/),
      },
    });
    expect(stdout + stderr).not.toContain('evil.example');
    expect(stdout + stderr).not.toContain(folder);
  },
);

test('the same beside an engine that runs: that one is asked, judges, and has it in force', async () => {
  await machine.run('service', 'docker', 'start');
  await expect.poll(async () => (await machine.docker('version')).code, { timeout: 30_000 }).toBe(0);
  await attack(chsh('--host=unix:///var/run/docker.sock'), 4);
  await expect.poll(allRoot, { timeout: 10_000 }).toBe(true);
  const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...MIRROR]);
  expect(await said()).toBe('');
  expect(code, stderr).toBe(0);
  expect(outcome.inForce).toEqual({ mirrors: ['https://mirror.example/'] });
  await mirrorApply(machine, ['--undo', '--yes']);
});

test('neither its path among other mounts nor a line in the name of a socket keeps root from its engine', async () => {
  const server = [
    "const { createServer } = require('node:net'), fs = require('node:fs');",
    // A name that writes a line of its own into /proc/net/unix; each of its slashes is a folder's.
    "const line = 'x\\n0000000000000000: 00000002 00000000 00010000 0001 01 4242 /run/docker.sock';",
    `process.chdir('${folder}/bin'); fs.mkdirSync(line.slice(0, line.lastIndexOf('/')), { recursive: true });`,
    "const up = () => createServer().listen('/run/docker.sock', () => fs.writeFileSync('up', ''));",
    'createServer().listen(line, up); setTimeout(() => process.exit(), 60000);',
  ].join('\n');
  await writeFile(join(folder, 'server.cjs'), server);
  await symlink(process.execPath, join(folder, 'dockerd'));
  const mallory = `setpriv --reuid ${MALLORY} --regid ${MALLORY} --clear-groups`;
  await attack(
    `unshare --mount --propagation private sh -c 'mount -t tmpfs -o mode=777 none /run && exec ${mallory} ${folder}/dockerd ${folder}/server.cjs' & echo $! >>/run/attackers; sleep 60`,
    1,
  );
  await expect
    .poll(() => readFile(join(folder, 'bin/up'), 'utf8').catch(() => null), { timeout: 10_000 })
    .toBe('');
  const { stdout } = await machine.run('grep', '-c', '/run/docker.sock$', '/proc/net/unix');
  expect(Number(stdout)).toBe(2);

  const down = await mirrorApply(machine, ['--dry-run', ...MIRROR]);
  expect(down.outcome, down.stderr).toMatchObject({ result: 'planned', engine: { running: false } });
  // What an engine leaves behind that was killed: nobody listens there.
  await machine.run('perl', '-e', 'use Socket; socket(S, 1, 1, 0); bind(S, sockaddr_un("/run/docker.sock"))');
  const stale = await mirrorApply(machine, ['--dry-run', ...MIRROR]);
  expect(stale.outcome, stale.stderr).toMatchObject({ result: 'planned', engine: { running: false } });
  await machine.run('service', 'docker', 'start');
  await expect.poll(async () => (await machine.docker('version')).code, { timeout: 30_000 }).toBe(0);
  const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...MIRROR]);
  expect(code, stderr).toBe(0);
  expect(outcome.inForce).toEqual({ mirrors: ['https://mirror.example/'] });
  await mirrorApply(machine, ['--undo', '--yes']);
});

test("an ordinary user's plan runs no program of an attacker's either, and names no file of theirs", async () => {
  await attack(chsh(`--config-file=${folder}/daemon.json`), 3);
  const { stdout, stderr } = await machine.run(
    ...['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'],
    ...[process.execPath, BIN, '--format', 'json', '--dry-run', ...MIRROR],
  );
  expect(await said()).toBe('');
  expect(stdout + stderr).not.toContain(folder);
  expect(JSON.parse(stdout)).toMatchObject({
    result: 'planned',
    engine: { file: '/etc/docker/daemon.json' },
  });
});

test('root of a container that shares our processes, named by a pid file that has outlived its engine', async () => {
  const root = join(folder, 'root');
  await mkdir(root);
  const script = [
    `cd ${root} && mkdir -p usr proc sbin2 && mount --bind /usr usr && for l in bin lib lib64; do ln -s usr/$l $l; done`,
    `cp /usr/bin/tail dockerd && cp ${folder}/bin/dockerd marker`,
    // Its first argument leads, seen from outside, to a program inside.
    'chroot . /bin/bash -c \'exec -a "/proc/$$/root/marker" /dockerd -f /usr/bin/env -- --host=unix:///var/run/docker.sock\' &',
    'echo $! >>/run/attackers; echo $! >/run/docker.pid; sleep 30',
  ].join('\n');
  await attack(script, 1);
  const { outcome, stderr } = await mirrorApply(machine, ['--dry-run', ...MIRROR]);
  expect(await said()).toBe('');
  expect(outcome, stderr).toMatchObject({ result: 'planned', engine: { running: false } });
  await machine.run('sh', '-c', `rm -f /run/docker.pid; umount ${root}/usr`);
});

test('an answer on a port of this machine that another user serves is believed by nobody', async () => {
  const server = `require('node:http').createServer((q, s) => (require('node:fs').writeFileSync('${folder}/asked', ''), s.end(JSON.stringify({ Version: '28.5.2', OperatingSystem: 'Debian', SecurityOptions: ['name=rootless'], DockerRootDir: '/var/snap/docker/x', RegistryConfig: { Mirrors: [] } })))).listen(2375, '127.0.0.1', () => { require('node:fs').writeFileSync('${folder}/up', ''); }); setTimeout(() => process.exit(), 30000)`;
  await writeFile(join(folder, 'server.cjs'), server);
  await symlink(process.execPath, join(folder, 'dockerd'));
  await attack(
    `setpriv --reuid ${MALLORY} --regid ${MALLORY} --clear-groups ${folder}/dockerd ${folder}/server.cjs & echo $! >>/run/attackers; sleep 30`,
    1,
  );
  await expect
    .poll(() => readFile(join(folder, 'up'), 'utf8').catch(() => null), { timeout: 10_000 })
    .toBe('');
  const args = ['--docker-host', 'tcp://127.0.0.1:2375', '--yes', ...MIRROR];
  const asRoot = await mirrorApply(machine, args);
  expect(asRoot.outcome).toMatchObject({ result: 'refused', reason: 'not-proven', exitCode: 3 });
  const asUser = await machine.run(
    ...['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'],
    ...[process.execPath, BIN, '--format', 'json', '--lang', 'zh', ...args],
  );
  expect(JSON.parse(asUser.stdout)).toMatchObject({ result: 'refused', reason: 'not-proven' });
  expect(asUser.stderr).toContain('无法证实它是引擎');
  // What nobody believes need not be read: it may be 60 MiB of JSON.
  expect(await readFile(join(folder, 'asked'), 'utf8').catch(() => null)).toBeNull();
});
