import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Execution } from './dockerd-execute.ts';

/** An engine's own client, wherever the engine runs. */
export interface Docker {
  docker(...args: readonly string[]): Promise<Execution>;
  dockerWithInput(input: Buffer, ...args: readonly string[]): Promise<Execution>;
}

/** Makes an image out of Debian's static busybox inside the engine: something real to run, without any registry. */
export async function importBusybox(engine: Docker, name: string): Promise<void> {
  const imported = await engine.dockerWithInput(await busyboxArchive(), 'import', '-', name);
  if (imported.code !== 0) throw new Error(imported.stderr);
}

/**
 * The same image in a registry, pushed by the engine: something that can be pulled through a mirror, and then run. The engine lets
 * a registry on 127.0.0.1 go without TLS; another has to be among its insecure-registries. `repository`: `library/hello`.
 */
export async function pushBusybox(engine: Docker, registryUrl: string, repository: string): Promise<void> {
  const name = `${new URL(registryUrl).host}/${repository}:latest`;
  await importBusybox(engine, name);
  for (const args of [
    ['push', name],
    ['image', 'rm', name],
  ]) {
    const done = await engine.docker(...args);
    if (done.code !== 0) throw new Error(done.stderr);
  }
}

async function busyboxArchive(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'mirror-check-busybox-'));
  const root = join(folder, 'root');
  try {
    await mkdir(join(root, 'bin'), { recursive: true });
    await copyFile('/bin/busybox', join(root, 'bin', 'busybox'));
    for (const applet of ['sh', 'sleep', 'cat', 'true']) await symlink('busybox', join(root, 'bin', applet));
    await promisify(execFile)('tar', ['-C', root, '-cf', join(folder, 'root.tar'), '.']);
    return await readFile(join(folder, 'root.tar'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Runs a container of it that does nothing until it is told to end; returns its id. It ends at once then: process 1 of a container
 * does not mind a SIGTERM, and each stop of the engine would wait for it.
 */
export async function runSleeper(
  engine: Docker,
  image: string,
  ...options: readonly string[]
): Promise<string> {
  const started = await engine.docker(
    ...['run', '--detach', '--network=none', '--stop-signal=KILL', ...options],
    ...[image, '/bin/sleep', '100000'],
  );
  if (started.code !== 0) throw new Error(started.stderr);
  return started.stdout.trim();
}
