import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { criVersion } from '../../../src/engines/containerd/cri.ts';
import type { Place } from './apply.ts';
import { execute } from './dockerd-execute.ts';
import type { EngineBuild } from './fetch-engine.ts';
import type { Namespace } from './namespace.ts';

/** A real containerd with its CRI plugin, state and folder of hosts.toml of its own; needs root. */
export interface ContainerdMachine extends Place {
  readonly config: string;
  /** Where it looks for hosts.toml. */
  readonly certs: string;
  readonly socket: string;
  log(): string;
  stop(): Promise<void>;
}

/** `registry`: what stands in its registry table; the folder's name is put in for `CERTS`. */
export async function startContainerd(
  namespace: Namespace,
  registry: string,
  build: Pick<EngineBuild, 'root'> = { root: '/' },
): Promise<ContainerdMachine> {
  // Not in /tmp, where root writes no configuration: others could redirect it.
  const folder = await mkdtemp('/var/lib/mirror-check-containerd-');
  const [config, certs, socket] = [
    join(folder, 'config.toml'),
    join(folder, 'certs.d'),
    join(folder, 'sock'),
  ];
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  await writeFile(
    config,
    [
      'version = 2',
      `root = "${folder}/root"`,
      `state = "${folder}/state"`,
      `[grpc]\n  address = "${socket}"`,
      `[${cri}.containerd]\n  snapshotter = "native"`,
      `[${cri}.registry]\n${registry.replaceAll('CERTS', certs)}`,
    ].join('\n'),
  );
  const [program = '', ...args] = [
    ...namespace.prefix,
    join(build.root, 'usr/bin/containerd'),
    '--config',
    config,
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (log += text));
  await answering(child, socket, () => log);
  return {
    config,
    certs,
    socket,
    log: () => log,
    runWith: (env, ...command) => {
      const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
      return execute([...namespace.prefix, 'env', ...variables, ...command]);
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answering(child: ChildProcess, socket: string, log: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if ((await criVersion(socket)).kind === 'answer') return;
    if (child.exitCode !== null) throw new Error(`containerd ended with ${child.exitCode}:\n${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`containerd does not answer:\n${log()}`);
}
