import { isThere } from '../host/is-there.ts';
import { run, succeeded } from '../host/run.ts';
import { noManager } from './none.ts';
import { openrc } from './openrc.ts';
import { snap } from './snap.ts';
import { hasUnit, systemd } from './systemd.ts';
import { sysvinit } from './sysvinit.ts';
import type { Engine, ServiceManager } from './types.ts';

export type {
  CommandLineSources,
  Engine,
  ServiceAction,
  ServiceManager,
  ServiceManagerKind,
  ServiceStatus,
} from './types.ts';

export interface Installation {
  readonly rootless: boolean;
  readonly snap: boolean;
  /** The engine that is meant is not the one that the machine's service manager keeps. */
  readonly byHand?: boolean;
}

/** Who keeps the engine of this installation, asked without touching the engine. */
export async function findServiceManager(
  { rootless, snap: fromSnap, byHand = false }: Installation,
  engine: Engine,
): Promise<ServiceManager> {
  if (process.platform !== 'linux' || byHand) return noManager(engine);
  if (fromSnap) return snap(engine);
  if (rootless) {
    const known = await hasUnit(true, 'docker.service');
    return known ? systemd({ user: true, unit: 'docker.service', socket: null }) : noManager(engine);
  }
  if (await hasUnit(false, 'docker.service')) {
    return systemd({ user: false, unit: 'docker.service', socket: 'docker.socket' });
  }
  if (succeeded(await run('rc-service', ['--exists', 'docker']))) return openrc(engine);
  return (await isThere('/etc/init.d/docker')) ? sysvinit(engine) : noManager(engine);
}
