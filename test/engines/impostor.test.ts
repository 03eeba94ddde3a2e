import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, copyFile, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ENGINE_PROGRAMS } from '../../src/engines/docker/engine-process.ts';
import { findEngineService } from '../../src/engines/docker/engine-service.ts';
import { findProcesses } from '../../src/host/processes.ts';
import { type ProcessProof, type ProcessQuery, proveProcess } from '../../src/host/prove-process.ts';
import { proveProgram } from '../../src/host/prove-program.ts';

/** Anybody can run a program by the name of dockerd, with any arguments: root must not take its word, and not run it. */

const SOCKET = '/run/mirror-check-impostor.sock';
const STRANGER = { uid: 65_534, gid: 65_534 };
/** What root alone can write to, and what all can. */
let ours: string;
let theirs: string;
const running: ChildProcess[] = [];
beforeAll(async () => {
  ours = await mkdtemp('/var/lib/mirror-check-impostor-');
  theirs = await mkdtemp(join(tmpdir(), 'mirror-check-impostor-'));
  for (const folder of [ours, theirs]) await chmod(folder, 0o755);
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
});
afterAll(async () => {
  for (const folder of [ours, theirs]) await rm(folder, { recursive: true, force: true });
});

/** A program that waits, under this name. */
async function install(folder: string, name: string, mode = 0o755): Promise<string> {
  const program = join(folder, name);
  await rm(program, { force: true });
  await copyFile('/usr/bin/tail', program);
  await chmod(program, mode);
  return program;
}

interface Pretence {
  readonly argv0?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Words before it, such as `chroot /folder`. */
  readonly through?: readonly string[];
}

/** A file that is there in every root directory of these tests. */
const WAITS_FOR = '/usr/bin/env';

/** Runs it as an engine on our socket, and waits until it runs. */
async function pretend(program: string, { argv0, user, through = [] }: Pretence = {}): Promise<number> {
  const words = [...through, program, '-f', WAITS_FOR, '--', '-H', `unix://${SOCKET}`];
  const child = spawn(words[0] ?? '', words.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(argv0 === undefined ? {} : { argv0 }),
    ...user,
  });
  running.push(child);
  // It has no file of the last name, and says so once it runs.
  await once(child.stderr, 'data');
  return child.pid ?? 0;
}

const asRoot: ProcessQuery = { names: ENGINE_PROGRAMS, owner: 0 };
const why = (proof: ProcessProof): string => (proof.kind === 'proven' ? 'proven' : proof.why);

describe('a process', () => {
  test.each([...ENGINE_PROGRAMS])(
    "root's own %s is an engine; its first argument says nothing",
    async (name) => {
      const program = await install(ours, name);
      const pid = await pretend(program, { argv0: join(theirs, 'dockerd') });
      expect(await proveProcess(pid, asRoot)).toMatchObject({
        kind: 'proven',
        process: {
          identity: { pid },
          uid: 0,
          program,
          argv: [join(theirs, 'dockerd'), '-f', WAITS_FOR, '--', '-H', `unix://${SOCKET}`],
        },
      });
      expect((await findProcesses(asRoot)).proven.map(({ identity }) => identity.pid)).toContain(pid);
    },
  );

  test("a stranger's is none", async () => {
    const pid = await pretend(await install(ours, 'dockerd'), { user: STRANGER });
    expect(why(await proveProcess(pid, asRoot))).toBe('other-owner');
    const { daemon, answerer } = await findEngineService({ kind: 'unix', path: SOCKET }, {});
    expect(daemon?.identity.pid).not.toBe(pid);
    expect(answerer).toBe('elsewhere');
  });

  test("root's is none that runs another program through a link of that name", async () => {
    const link = join(theirs, 'dockerd');
    await symlink('/usr/bin/tail', link);
    const pid = await pretend(link);
    expect(await proveProcess(pid, asRoot)).toMatchObject({ why: 'other-program', program: '/usr/bin/tail' });
    await rm(link);
  });

  test('a set-uid program is none, whoever of its ids is root', async () => {
    const program = await install(ours, 'dockerd', 0o4755);
    expect(why(await proveProcess(await pretend(program, { user: STRANGER }), asRoot))).toBe('other-owner');
  });

  test.each([
    ['a folder that all can write to', async (folder: string) => await chmod(folder, 0o777)],
    ["a stranger's folder", async (folder: string) => await chown(folder, STRANGER.uid, 0)],
    [
      'a file that its group can write to',
      async (folder: string) => await chmod(join(folder, 'dockerd'), 0o775),
    ],
    ["a stranger's file", async (folder: string) => await chown(join(folder, 'dockerd'), STRANGER.uid, 0)],
  ])("root's is none that runs %s", async (_name, spoil) => {
    const folder = await mkdtemp(join(ours, 'spoilt-'));
    await chmod(folder, 0o755);
    const program = await install(folder, 'dockerd');
    await spoil(folder);
    expect(await proveProcess(await pretend(program), asRoot)).toMatchObject({
      why: 'unsafe',
      directory: expect.stringContaining(folder),
    });
    expect(await proveProgram(program, asRoot)).toMatchObject({ kind: 'unproven', why: 'unsafe' });
  });

  test("a container's is none, though it shares our processes", async () => {
    const root = await mkdtemp(join(ours, 'root-'));
    const set = `mkdir -p $0/usr $0/proc && mount --bind /usr $0/usr && mount -t proc proc $0/proc && for l in bin lib lib64; do ln -s usr/$l $0/$l; done`;
    await install(root, 'dockerd');
    const enter = [
      'unshare',
      '--mount',
      '--propagation',
      'private',
      'sh',
      '-c',
      `${set} && exec chroot $0 "$@"`,
      root,
    ];
    const pid = await pretend('/dockerd', { through: enter });
    expect(why(await proveProcess(pid, asRoot))).toBe('other-root');
    // What it runs is our own very file, bound into it.
    const program = await install(ours, 'dockerd');
    const bound = `touch $0/bound-dockerd && mount --bind ${program} $0/bound-dockerd`;
    await rm(join(root, 'bin'), { force: true });
    for (const link of ['lib', 'lib64']) await rm(join(root, link), { force: true });
    const again = [
      'unshare',
      '--mount',
      '--propagation',
      'private',
      'sh',
      '-c',
      `${set} && ${bound} && exec chroot $0 "$@"`,
      root,
    ];
    const other = await pretend('/bound-dockerd', { through: again });
    expect(why(await proveProcess(other, { ...asRoot, files: [program] }))).toBe('other-root');
  });

  test.each([
    ['user', ['unshare', '--user']],
    ['process', ['unshare', '--pid', '--fork', '--kill-child']],
  ])('one in another %s namespace is none', async (_name, through) => {
    const program = await install(ours, 'dockerd');
    await pretend(program, { through });
    const { unproven } = await findProcesses(asRoot);
    const mine = unproven.filter((one) => one.program === program);
    expect(mine.map((one) => one.why)).toEqual(['other-namespace']);
  });

  test("a container's is none, though it runs our very program in our very root directory", async () => {
    const program = await install(ours, 'dockerd');
    const pid = await pretend(program, { through: ['unshare', '--mount', '--propagation', 'private'] });
    expect(await proveProcess(pid, asRoot)).toMatchObject({ why: 'other-mounts', program });
    expect(await proveProcess(pid, { ...asRoot, files: [program] })).toMatchObject({ why: 'other-mounts' });
    // systemd gives a unit mounts of its own (PrivateTmp=, ProtectSystem=), and says itself which process is the unit's.
    expect(why(await proveProcess(pid, { ...asRoot, mainPid: true }))).toBe('proven');
  });

  test("a container's is no user's own engine either", async () => {
    const root = await mkdtemp(join(ours, 'root-'));
    await chmod(root, 0o755);
    await install(root, 'dockerd');
    const set = `mkdir -p $0/usr && mount --bind /usr $0/usr && for l in bin lib lib64; do ln -s usr/$l $0/$l; done`;
    const user = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
    const enter = `${set} && exec chroot $0 setpriv ${user.join(' ')} "$@"`;
    const through = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', enter, root];
    const pid = await pretend('/dockerd', { through });
    expect(why(await proveProcess(pid, { ...asRoot, owner: STRANGER.uid }))).toBe('other-root');
  });

  test('a program that was replaced while it runs: by the word of the service manager, and nothing of it is run', async () => {
    const program = await install(ours, 'dockerd');
    const pid = await pretend(program);
    await copyFile('/usr/bin/tail', `${program}.new`);
    await rename(`${program}.new`, program);
    expect(await proveProcess(pid, asRoot)).toMatchObject({
      why: 'replaced',
      program: `${program} (deleted)`,
    });
    expect(await proveProcess(pid, { ...asRoot, mainPid: true })).toMatchObject({
      kind: 'proven',
      process: { program: null },
    });
  });

  test('no such word makes an engine of what lay in a folder of others, or is called so', async () => {
    const folder = await mkdtemp(join(theirs, 'open-'));
    await chmod(folder, 0o777);
    const gone = await install(folder, 'dockerd');
    const pid = await pretend(gone);
    await rm(gone);
    expect(why(await proveProcess(pid, { ...asRoot, mainPid: true }))).toBe('unsafe');
    const named = await pretend(await install(ours, 'dockerd (deleted)'));
    expect(why(await proveProcess(named, { ...asRoot, mainPid: true }))).toBe('other-program');
  });

  test("a user's own engine is that user's alone", async () => {
    const folder = await mkdtemp(join(ours, 'user-'));
    await chown(folder, STRANGER.uid, STRANGER.gid);
    const program = await install(folder, 'dockerd');
    await chown(program, STRANGER.uid, STRANGER.gid);
    const pid = await pretend(program, { user: STRANGER });
    expect(why(await proveProcess(pid, asRoot))).toBe('other-owner');
    expect(await proveProcess(pid, { ...asRoot, owner: STRANGER.uid })).toMatchObject({
      kind: 'proven',
      process: { program },
    });
  });

  test('a snap has a root directory of its own: by the file, and by that alone', async () => {
    const root = await mkdtemp(join(ours, 'snap-'));
    const program = await install(ours, 'dockerd');
    const set = `mkdir -p $0/usr && mount --bind /usr $0/usr && for l in bin lib lib64; do ln -s usr/$l $0/$l; done && touch $0/dockerd && mount --bind ${program} $0/dockerd`;
    const through = [
      'unshare',
      '--mount',
      '--propagation',
      'private',
      'sh',
      '-c',
      `${set} && exec chroot $0 "$@"`,
      root,
    ];
    const pid = await pretend('/dockerd', { through });
    const snap = { ...asRoot, mainPid: true, files: [program], ownRoot: true };
    expect(await proveProcess(pid, snap)).toMatchObject({ kind: 'proven', process: { program } });
    const other = await install(await mkdtemp(join(ours, 'other-')), 'dockerd');
    expect(why(await proveProcess(pid, { ...snap, files: [other] }))).not.toBe('proven');
  });
});

describe('a program', () => {
  test("counts by root's link of that name, and not by its own place in a path that others can change", async () => {
    const real = await install(ours, 'moby-28');
    const link = join(ours, 'dockerd');
    await rm(link, { force: true });
    await symlink(real, link);
    expect(await proveProgram(link, asRoot)).toEqual({ kind: 'proven', path: real });
    expect(await proveProgram(real, asRoot)).toMatchObject({ why: 'other-name' });
    const open = await mkdtemp(join(theirs, 'open-'));
    await chmod(open, 0o777);
    await symlink(real, join(open, 'dockerd'));
    expect(await proveProgram(join(open, 'dockerd'), asRoot)).toMatchObject({ why: 'unsafe' });
    await rm(link);
    await mkdir(link);
    await writeFile(join(link, 'x'), '');
    expect(await proveProgram(link, asRoot)).toMatchObject({ why: 'missing' });
    await rm(link, { recursive: true });
  });
});
