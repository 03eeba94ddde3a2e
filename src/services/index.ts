import { isThere } from '../host/is-there.ts';
import { run, succeeded } from '../host/run.ts';
import { noManager } from './none.ts';
import { openrc } from './openrc.ts';
import { SNAP_UNIT, snap } from './snap.ts';
import { lookAtUnit, systemd } from './systemd.ts';
import { sysvinit } from './sysvinit.ts';
import type { Engine, ServiceManager } from './types.ts';

export { SNAP_UNIT } from './snap.ts';
export { lookAtUnit } from './systemd.ts';
export type { UnitState } from './systemd-properties.ts';
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
    const known = (await lookAtUnit(true, 'docker.service')) !== null;
    return known ? systemd({ user: true, unit: 'docker.service', socket: null }) : noManager(engine);
  }
  if ((await lookAtUnit(false, 'docker.service')) !== null) {
    return systemd({ user: false, unit: 'docker.service', socket: 'docker.socket' });
  }
  if ((await lookAtUnit(false, SNAP_UNIT)) !== null) return snap(engine);
  if (succeeded(await run('rc-service', ['--exists', 'docker']))) return openrc(engine);
  return (await isThere('/etc/init.d/docker')) ? sysvinit(engine) : noManager(engine);
}
