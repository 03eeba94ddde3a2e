import { isThere } from '../host/is-there.ts';
import { run, succeeded } from '../host/run.ts';
import { noManager } from './none.ts';
import { openrc } from './openrc.ts';
import { snap } from './snap.ts';
import { lookAtUnit, systemd } from './systemd.ts';
import { sysvinit } from './sysvinit.ts';
import type { Daemon, ServiceManager, ServiceName } from './types.ts';

export { isGone } from './is-gone.ts';
export { lookAtUnit } from './systemd.ts';
export type { UnitState } from './systemd-properties.ts';
export type {
  CommandLineSources,
  Daemon,
  ServiceAction,
  ServiceManager,
  ServiceManagerKind,
  ServiceName,
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
  name: ServiceName,
  { rootless, snap: fromSnap, byHand = false }: Installation,
  engine: Daemon,
): Promise<ServiceManager> {
  const { unit, socket, script } = name;
  const none = (): ServiceManager => noManager(engine, [`/etc/default/${script}`]);
  if (process.platform !== 'linux' || byHand) return none();
  if (fromSnap && name.snap !== null) return snap(name.snap, engine);
  if (rootless) {
    const known = (await lookAtUnit(true, unit)) !== null;
    return known ? systemd({ user: true, unit, socket: null }) : none();
  }
  if ((await lookAtUnit(false, unit)) !== null) return systemd({ user: false, unit, socket });
  if (name.snap !== null && (await lookAtUnit(false, name.snap.unit)) !== null)
    return snap(name.snap, engine);
  if (succeeded(await run('rc-service', ['--exists', script]))) return openrc(name, engine);
  return (await isThere(`/etc/init.d/${script}`)) ? sysvinit(name, engine) : none();
}
