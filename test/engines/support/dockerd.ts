import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execute } from './dockerd-execute.ts';
import type { Docker } from './dockerd-image.ts';
import { type EngineBuild, programOf, searchPath } from './fetch-engine.ts';
import type { Namespace } from './namespace.ts';

export interface DockerdSettings {
  readonly build: EngineBuild;
  readonly namespace: Pick<Namespace, 'prefix'>;
  /** Which image store; `containerd` is the caller's to switch on in the file, by `CONTAINERD_STORE`. */
  readonly store: 'classic' | 'containerd';
  /** The content of its daemon.json; null: there is none. */
  readonly config: string | null;
  readonly flags?: readonly string[];
  /** Names that it resolves: address by name. */
  readonly hosts?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** What daemon.json says for the containerd image store, in versions where it is not the default. */
export const CONTAINERD_STORE = { features: { 'containerd-snapshotter': true } } as const;

/** A real dockerd with its own containerd, no service manager above it, in a network of its own. */
export interface Dockerd extends Docker {
  readonly build: EngineBuild;
  readonly pid: number;
  /** The words before a command that runs where its files are what they are to it: it has mounts of its own, and a network. */
  readonly prefix: readonly string[];
  readonly socket: string;
  readonly pidFile: string;
  readonly configPath: string;
  /** All its flags, as given. */
  readonly flags: readonly string[];
  /** `docker info`, parsed. */
  info(): Promise<Record<string, unknown>>;
  log(): string;
  /** The process has ended by itself. */
  hasEnded(): boolean;
  stop(): Promise<void>;
}

/** Starts it and waits until it answers. Throws with its log when it ends instead. */
export async function startDockerd(settings: DockerdSettings): Promise<Dockerd> {
  // Not in the temporary folder: others can write there, and the product would refuse to, as root.
  const folder = await mkdtemp('/var/lib/mirror-check-dockerd-');
  const path = (name: string): string => join(folder, name);
  await mkdir(path('etc'));
  if (settings.config !== null) await writeFile(path('etc/daemon.json'), settings.config);
  await writeFile(path('hosts'), hostsFile(settings.hosts ?? {}));
  const flags = [
    `--config-file=${path('etc/daemon.json')}`,
    `--data-root=${path('data')}`,
    `--exec-root=${path('exec')}`,
    `--pidfile=${path('docker.pid')}`,
    `--host=unix://${path('docker.sock')}`,
    '--group=root',
    `--storage-driver=${settings.store === 'classic' ? 'vfs' : 'native'}`,
    '--iptables=false',
    '--ip6tables=false',
    '--bridge=none',
    ...(settings.flags ?? []),
  ];
  // dockerd refuses a --config-file that is not there; where there is none it has to be the default one that is missing.
  const absent =
    settings.config === null ? [`mkdir -p /etc/docker && mount --bind ${path('etc')} /etc/docker`] : [];
  const setUp = [`mount --bind ${path('hosts')} /etc/hosts`, ...absent, 'exec "$@"'].join(' && ');
  const child = spawn(
    'nsenter',
    [
      ...settings.namespace.prefix.slice(1),
      ...['unshare', '--mount', '--propagation', 'private', 'sh', '-c', setUp, 'sh'],
      ...['setpriv', '--pdeathsig', 'TERM', programOf(settings.build, 'usr/sbin/dockerd')],
      ...(settings.config === null ? flags.slice(1) : flags),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: searchPath(settings.build), HOME: folder, ...settings.env },
    },
  );
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  const client = [programOf(settings.build, 'usr/bin/docker'), '--host', `unix://${path('docker.sock')}`];
  const dockerd: Dockerd = {
    build: settings.build,
    pid: child.pid ?? 0,
    prefix: ['nsenter', `--target=${child.pid ?? 0}`, '--mount', '--net', '--wd=/'],
    socket: path('docker.sock'),
    pidFile: path('docker.pid'),
    configPath: path('etc/daemon.json'),
    flags,
    docker: (...args) => execute([...client, ...args]),
    dockerWithInput: (input, ...args) => execute([...client, ...args], { input }),
    info: async () => JSON.parse((await execute([...client, 'info', '--format', '{{json .}}'])).stdout),
    log: () => log,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    stop: async () => {
      await end(child);
      await endWhatMentions(folder);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  try {
    await untilItAnswers(dockerd);
    return dockerd;
  } catch (error) {
    await dockerd.stop();
    throw error;
  }
}

async function untilItAnswers(dockerd: Dockerd): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if ((await dockerd.docker('version')).code === 0) return;
    if (dockerd.hasEnded()) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`dockerd ${dockerd.build.version} did not come up:\n${dockerd.log()}`);
}

function hostsFile(hosts: Readonly<Record<string, string>>): string {
  const lines = Object.entries(hosts).map(([name, address]) => `${address} ${name}`);
  return ['127.0.0.1 localhost', '::1 localhost', ...lines, ''].join('\n');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(timer);
}

/** Shims outlive an engine that was killed, or one with live-restore; each has our folder on its command line. */
async function endWhatMentions(folder: string): Promise<void> {
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const cmdline = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (!cmdline.includes(folder)) continue;
    try {
      process.kill(Number(name), 'SIGKILL');
    } catch {
      // It ended between the look and the signal.
    }
  }
}
