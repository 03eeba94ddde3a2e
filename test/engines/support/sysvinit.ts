import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Execution, execute } from './dockerd-execute.ts';
import type { Docker } from './dockerd-image.ts';
import type { Namespace } from './namespace.ts';

/** A machine whose services are kept by Debian's init scripts, with the system's own engine (20.10), which is not running yet. */
export interface SysvinitMachine extends Docker {
  /** Its /etc/docker, /run and /var/log as seen from here: `${folder}/etc-docker/daemon.json`, `${folder}/run`, `${folder}/log`. */
  readonly folder: string;
  run(...command: readonly string[]): Promise<Execution>;
  runWith(env: Readonly<Record<string, string>>, ...command: readonly string[]): Promise<Execution>;
  stop(): Promise<void>;
}

/** `config`: the content of its /etc/docker/daemon.json; null: there is none. */
export async function startSysvinit(namespace: Namespace, config: string | null): Promise<SysvinitMachine> {
  return await startMachine(namespace, config, 'sysvinit-machine.sh');
}

/** The same engine kept by OpenRC: a script of OpenRC's own kind, and its options in `${folder}/conf.d/docker`. `openrc`: Debian's packages, unpacked. */
export async function startOpenrc(
  namespace: Namespace,
  config: string | null,
  openrc: string,
): Promise<SysvinitMachine> {
  return await startMachine(namespace, config, 'openrc-machine.sh', openrc);
}

async function startMachine(
  namespace: Namespace,
  config: string | null,
  name: string,
  ...args: readonly string[]
): Promise<SysvinitMachine> {
  const folder = await mkdtemp(join(tmpdir(), 'mirror-check-sysvinit-'));
  const script = fileURLToPath(new URL(name, import.meta.url));
  const [enterNetwork = '', ...network] = namespace.prefix;
  const unshare = [
    '--mount',
    '--pid',
    '--fork',
    '--kill-child=KILL',
    '--mount-proc',
    '--propagation=private',
  ];
  const holder = spawn(
    enterNetwork,
    [...network, 'setpriv', '--pdeathsig', 'KILL', 'unshare', ...unshare, 'sh', script, folder, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  await Promise.race([once(holder.stdout, 'data'), failure(holder)]);
  if (config !== null) await writeFile(join(folder, 'etc-docker', 'daemon.json'), config);
  const children = await readFile(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8');
  const inside = ['nsenter', `--target=${children.trim()}`, '--mount', '--pid', '--net', '--wd=/'];
  const runWith = (
    env: Readonly<Record<string, string>>,
    command: readonly string[],
    input?: Buffer,
  ): Promise<Execution> => {
    const settings = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LANG: 'C.UTF-8', ...env };
    const environment = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
    return execute(
      [...inside, 'env', '-i', ...environment, ...command],
      input === undefined ? {} : { input },
    );
  };
  const docker = '/usr/bin/docker';
  return {
    folder,
    run: (...command) => runWith({}, command),
    runWith: (env, ...command) => runWith(env, command),
    docker: (...args) => runWith({}, [docker, ...args]),
    dockerWithInput: (input, ...args) => runWith({}, [docker, ...args], input),
    stop: async () => {
      const ended = once(holder, 'exit');
      await runWith({}, ['service', 'docker', 'stop']);
      // With process 1 all the others go, and with the last of them the mounts.
      process.kill(Number(children), 'SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function failure(holder: ChildProcessByStdio<null, Readable, Readable>): Promise<never> {
  let words = '';
  holder.stderr.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  await once(holder, 'exit');
  throw new Error(`the machine did not come up: ${words}`);
}
