import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ApplyOutcome } from '../../../src/commands/apply/outcome.ts';
import type { Execution } from './dockerd-execute.ts';
import type { Namespace } from './namespace.ts';
import { type RealRegistry, startRegistry } from './registry.ts';
import { oci } from './registry-images.ts';
import { pushImage } from './registry-push.ts';
import type { SystemdMachine } from './systemd.ts';

export const BIN: string = fileURLToPath(new URL('../../../bin/mirror-apply.js', import.meta.url));

/** Where commands run: a machine of the lab. */
export interface Place {
  runWith(env: Readonly<Record<string, string>>, ...command: readonly string[]): Promise<Execution>;
}

export interface Applied extends Execution {
  readonly outcome: ApplyOutcome;
}

/** Runs the built `mirror-apply` there with `--format json`. */
export async function mirrorApply(
  place: Place,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Applied> {
  const run = await place.runWith(env, process.execPath, BIN, '--format', 'json', ...args);
  try {
    // The contract says what it is.
    return { ...run, outcome: JSON.parse(run.stdout) as ApplyOutcome };
  } catch (cause) {
    throw new Error(`no outcome (${run.code}): ${run.stderr}${run.stdout}`, { cause });
  }
}

/** Real registries on addresses of a namespace, where engines check certificates and obey proxies; each holds `nginx:latest`. */
export interface Mirrors {
  readonly hub: RealRegistry;
  readonly first: RealRegistry;
  readonly second: RealRegistry;
  /** It wants a login: `MEMBER`. */
  readonly members: RealRegistry;
  /** The options that make the survey ask our own hub. */
  readonly probing: readonly string[];
  stop(): Promise<void>;
}

export const MEMBER = { user: 'alice', password: 'secret' } as const;

export async function startMirrors(namespace: Namespace): Promise<Mirrors> {
  const data = await mkdtemp(join(tmpdir(), 'mirror-check-content-'));
  const outside = await startRegistry({ data });
  await pushImage(outside, oci);
  await outside.stop();
  const start = async (
    address: string,
    settings: Parameters<typeof startRegistry>[0] = {},
  ): Promise<RealRegistry> => {
    await namespace.addAddress(address);
    return await startRegistry({ ...settings, namespace, address, data });
  };
  const hub = await start('10.77.1.1');
  const first = await start('10.77.1.2');
  const second = await start('10.77.1.3');
  const members = await start('10.77.1.4', { auth: { kind: 'htpasswd', ...MEMBER } });
  return {
    hub,
    first,
    second,
    members,
    probing: ['--hub', hub.url, '--platform', 'linux/amd64', '--bytes', '1MiB'],
    stop: async () => {
      for (const registry of [hub, first, second, members]) await registry.stop();
      await rm(data, { recursive: true });
    },
  };
}

/** How many requests of engines a registry has answered, and not of our own survey. */
export function pulls({ accessLog }: RealRegistry): number {
  return accessLog().filter(
    ({ userAgent, target }) => userAgent.startsWith('docker/') && target.includes('/manifests/'),
  ).length;
}

/** A systemd machine with what every test of an apply asks of it. */
export interface ApplyMachine {
  /** Of daemon.json, as seen from here. */
  readonly path: string;
  /** The engine as it is with this file, and no backup; null: no file. */
  begin(text: string | null): Promise<void>;
  text(): Promise<string | null>;
  /** The mirrors that the engine shows. */
  inForce(): Promise<readonly string[]>;
  info(): Promise<Readonly<Record<string, unknown>>>;
  pid(): Promise<string>;
  isActive(): Promise<string>;
}

export function applyMachine(machine: SystemdMachine): ApplyMachine {
  const path = join(machine.root, 'etc/docker/daemon.json');
  const info = async (): Promise<Readonly<Record<string, unknown>>> =>
    JSON.parse((await machine.docker('info', '--format', '{{json .}}')).stdout);
  return {
    path,
    info,
    async begin(text) {
      await machine.run(
        'sh',
        '-c',
        'chattr -i -R /etc/docker; umount /etc/docker/daemon.json; umount /etc/docker',
      );
      await rm(join(machine.root, 'etc/docker'), { recursive: true, force: true });
      await rm(join(machine.root, 'etc/systemd/system/docker.service.d'), { recursive: true, force: true });
      await machine.run('mkdir', '-m', '755', '/etc/docker');
      if (text !== null) await writeFile(path, text);
      await machine.run('systemctl', 'daemon-reload');
      await machine.run('systemctl', 'reset-failed', 'docker.service', 'docker.socket');
      const { code, stderr } = await machine.run('systemctl', 'restart', 'docker.service');
      if (code !== 0) throw new Error(stderr);
    },
    text: () => readFile(path, 'utf8').catch(() => null),
    async inForce() {
      const { RegistryConfig } = await info();
      const mirrors: unknown = Object(RegistryConfig)['Mirrors'];
      return Array.isArray(mirrors) ? mirrors : [];
    },
    pid: async () => (await machine.run('systemctl', 'show', '--property=MainPID', 'docker.service')).stdout,
    isActive: async () => (await machine.run('systemctl', 'is-active', 'docker.service')).stdout.trim(),
  };
}

export function slashed(...urls: readonly string[]): string[] {
  return urls.map((url) => `${url}/`);
}
