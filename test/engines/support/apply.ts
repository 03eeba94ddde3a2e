import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ApplyOutcome } from '../../../src/commands/apply-outcome.ts';
import type { Execution } from './dockerd-execute.ts';
import type { Namespace } from './namespace.ts';
import { type RealRegistry, startRegistry } from './registry.ts';
import { oci } from './registry-images.ts';
import { pushImage } from './registry-push.ts';

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
  /** The options that make the survey ask our own hub. */
  readonly probing: readonly string[];
  stop(): Promise<void>;
}

export async function startMirrors(namespace: Namespace): Promise<Mirrors> {
  const data = await mkdtemp(join(tmpdir(), 'mirror-check-content-'));
  const outside = await startRegistry({ data });
  await pushImage(outside, oci);
  await outside.stop();
  const start = async (address: string): Promise<RealRegistry> => {
    await namespace.addAddress(address);
    return await startRegistry({ namespace, address, data });
  };
  const hub = await start('10.77.1.1');
  const first = await start('10.77.1.2');
  const second = await start('10.77.1.3');
  return {
    hub,
    first,
    second,
    probing: ['--hub', hub.url, '--platform', 'linux/amd64', '--bytes', '1MiB'],
    stop: async () => {
      for (const registry of [hub, first, second]) await registry.stop();
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
