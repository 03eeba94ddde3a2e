import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Execution, execute } from './dockerd-execute.ts';
import type { Docker } from './dockerd-image.ts';
import type { EngineBuild } from './fetch-engine.ts';
import { searchPath } from './fetch-engine.ts';
import type { Namespace } from './namespace.ts';

export interface SystemdSettings {
  readonly build: EngineBuild;
  readonly namespace: Namespace;
  /** The content of its first /etc/docker/daemon.json; null: there is none. */
  readonly config: string | null;
}

/** A machine with systemd as its process 1, Debian's docker.service, docker.socket and containerd.service, and this package. */
export interface SystemdMachine extends Docker {
  readonly build: EngineBuild;
  /** Its / as seen from here: `${root}/etc/docker/daemon.json`. */
  readonly root: string;
  /** Runs a command inside, as root, in a clean environment. */
  run(...command: readonly string[]): Promise<Execution>;
  /** With more in the environment, such as SUDO_UID. */
  runWith(env: Readonly<Record<string, string>>, ...command: readonly string[]): Promise<Execution>;
  stop(): Promise<void>;
}

/** Boots it and waits until docker.service is active. Throws with the console's text when it does not come up. */
export async function bootSystemd({ build, namespace, config }: SystemdSettings): Promise<SystemdMachine> {
  const name = `mc-${randomBytes(4).toString('hex')}`;
  // The copy of /etc is nobody else's business; the machine's own / has to be open to its own users.
  const folder = await mkdtemp(join(tmpdir(), 'mirror-check-systemd-'));
  const root = join(folder, 'root');
  await mkdir(root, { mode: 0o755 });
  const script = fileURLToPath(new URL('./systemd-boot.sh', import.meta.url));
  const visible = [PACKAGE, dirname(await realpath(process.execPath))].filter(
    (path) => !path.startsWith('/usr/'),
  );
  const boot = ['sh', script, root, namespace.name, build.root, name, ...visible];
  const nspawn = spawn('setpriv', ['--pdeathsig', 'TERM', ...boot], { stdio: ['ignore', 'pipe', 'pipe'] });
  let console = '';
  for (const stream of [nspawn.stdout, nspawn.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      console += text;
    });
  }
  const inside = (
    env: Readonly<Record<string, string>>,
    command: readonly string[],
    input?: Buffer,
  ): Promise<Execution> => enter(nspawn, build, env, command, input);
  const machine: SystemdMachine = {
    build,
    root,
    run: (...command) => inside({}, command),
    runWith: (env, ...command) => inside(env, command),
    docker: (...args) => inside({}, ['docker', ...args]),
    dockerWithInput: (input, ...args) => inside({}, ['docker', ...args], input),
    stop: () => stop(nspawn, folder, name),
  };
  try {
    await untilBooted(machine, nspawn);
    if (config !== null) {
      await writeFile(join(root, 'etc/docker/daemon.json'), config);
      await machine.run('systemctl', 'restart', 'docker.service');
    }
    return machine;
  } catch (error) {
    await machine.stop();
    throw new Error(`systemd did not come up:\n${console}`, { cause: error });
  }
}

const PACKAGE = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

async function untilBooted(machine: SystemdMachine, nspawn: ChildProcess): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (nspawn.exitCode !== null) throw new Error(`systemd-nspawn ended with ${nspawn.exitCode}`);
    if ((await leaderOf(nspawn)) !== null) {
      const { stdout } = await machine.run('systemctl', 'is-active', 'docker.service');
      if (stdout.trim() === 'active') {
        // nspawn leaves the controllers of version 1 read-only; containers have to be able to make cgroups in them.
        await machine.run('sh', '-c', WRITABLE_CGROUPS);
        return;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { stdout } = await machine.run('journalctl', '--no-pager', '--lines=40', '--output=cat');
  throw new Error(`docker.service is not active:\n${stdout}`);
}

const WRITABLE_CGROUPS =
  'for d in /sys/fs/cgroup/*; do mount -o remount,rw,bind $d; done 2>/dev/null; mount -o remount,rw /sys/fs/cgroup 2>/dev/null; true';

async function enter(
  nspawn: ChildProcess,
  build: EngineBuild,
  env: Readonly<Record<string, string>>,
  command: readonly string[],
  input?: Buffer,
): Promise<Execution> {
  const leader = await leaderOf(nspawn);
  if (leader === null) throw new Error('the machine is down');
  const settings = Object.entries({ PATH: searchPath(build), HOME: '/root', LANG: 'C.UTF-8', ...env });
  const namespaces = ['--mount', '--pid', '--net', '--uts', '--ipc', '--cgroup', '--root', '--wd'];
  const inside = ['nsenter', `--target=${leader}`, ...namespaces];
  const environment = ['env', '-i', ...settings.map(([key, value]) => `${key}=${value}`)];
  return await execute([...inside, ...environment, ...command], input === undefined ? {} : { input });
}

/** The pid, out here, of the machine's process 1. */
async function leaderOf({ pid }: ChildProcess): Promise<number | null> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const leader = Number(children.trim().split(' ')[0]);
  if (!(leader > 0)) return null;
  // Before it has become systemd it is a part of nspawn, with our own mounts.
  const name = await readFile(`/proc/${leader}/comm`, 'utf8').catch(() => '');
  return name.trim() === 'systemd' ? leader : null;
}

async function stop(nspawn: ChildProcess, folder: string, name: string): Promise<void> {
  if (nspawn.exitCode === null && nspawn.signalCode === null) {
    const ended = once(nspawn, 'exit');
    const leader = await leaderOf(nspawn);
    // Process 1 of a namespace takes all its processes along. Of nspawn alone the death would leave it running.
    if (leader === null) nspawn.kill('SIGKILL');
    else process.kill(leader, 'SIGKILL');
    await ended;
  }
  await removeCgroups(name);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function removeCgroups(name: string): Promise<void> {
  for (const hierarchy of ['/sys/fs/cgroup', '/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified']) {
    const group = join(hierarchy, name);
    if (existsSync(group)) await removeTree(group);
  }
}

/** Only directories can be removed from a cgroup, innermost first; a process that has just ended may hold one for a moment. */
async function removeTree(group: string): Promise<void> {
  for (const entry of await readdir(group, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeTree(join(group, entry.name));
  }
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      await rmdir(group);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
