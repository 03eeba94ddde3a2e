import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from './apply.ts';
import { type Execution, execute } from './dockerd-execute.ts';
import type { Namespace } from './namespace.ts';

const SCRIPT = fileURLToPath(new URL('podman-machine.sh', import.meta.url));

/** Debian's podman with files and storage of its own; needs root. */
export interface PodmanMachine extends Place {
  /** /etc/containers, as seen from here. */
  readonly etc: string;
  readonly home: string;
  run(...command: readonly string[]): Promise<Execution>;
  stop(): Promise<void>;
}

/** `uid`: whose podman it is. */
export async function podmanMachine(
  namespace: Namespace,
  { uid = 0, docker = true }: { readonly uid?: number; readonly docker?: boolean } = {},
): Promise<PodmanMachine> {
  const folder = await mkdtemp(join(tmpdir(), 'mirror-check-podman-'));
  const runWith: Place['runWith'] = (env, ...command) => {
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const machine = `WITHOUT_DOCKER=${docker ? '' : 1}`;
    const inside = [
      'env',
      machine,
      'unshare',
      '--mount',
      '--propagation',
      'private',
      SCRIPT,
      folder,
      String(uid),
    ];
    return execute([...namespace.prefix, ...inside, 'env', ...variables, ...command]);
  };
  const machine = {
    etc: join(folder, 'etc'),
    home: join(folder, 'home'),
    runWith,
    run: (...command: readonly string[]) => runWith({}, ...command),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
  await machine.run('podman', 'info');
  return machine;
}
