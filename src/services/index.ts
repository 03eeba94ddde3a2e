import { isThere } from '../host/is-there.ts';
import { run, succeeded } from '../host/run.ts';
import { noManager } from './none.ts';
import { openrc } from './openrc.ts';
import { snap } from './snap.ts';
import { lookAtUnit, systemd } from './systemd.ts';
import { sysvinit } from './sysvinit.ts';
import type { Daemon, ServiceManager, ServiceManagerKind, ServiceName } from './types.ts';

export { isGone } from './is-gone.ts';
export { hasSystemd, lookAtUnit } from './systemd.ts';
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
  const none = noManager(engine, [`/etc/default/${name.script}`]);
  if (process.platform !== 'linux' || byHand) return none;
  for (const look of Object.values(LOOKS)) {
    const found = await look({ name, rootless, fromSnap: fromSnap && name.snap !== null, engine });
    if (found !== null) return found;
  }
  return none;
}

interface Asked {
  readonly name: ServiceName;
  readonly rootless: boolean;
  readonly fromSnap: boolean;
  readonly engine: Daemon;
}

type Look = (asked: Asked) => Promise<ServiceManager | null>;

/** How each is known to be the one that keeps an engine; asked in this order, and the first counts. */
const LOOKS: Readonly<Record<Exclude<ServiceManagerKind, 'none'>, Look>> = {
  systemd: async ({ name: { unit, socket }, rootless, fromSnap }) =>
    !rootless && !fromSnap && (await lookAtUnit(false, unit)) !== null
      ? systemd({ user: false, unit, socket })
      : null,
  snap: async ({ name, rootless, fromSnap, engine }) =>
    name.snap !== null && (fromSnap || (!rootless && (await lookAtUnit(false, name.snap.unit)) !== null))
      ? snap(name.snap, engine)
      : null,
  'systemd-user': async ({ name: { unit }, rootless }) =>
    rootless && (await lookAtUnit(true, unit)) !== null ? systemd({ user: true, unit, socket: null }) : null,
  openrc: async ({ name, rootless, engine }) =>
    !rootless && succeeded(await run('rc-service', ['--exists', name.script])) ? openrc(name, engine) : null,
  sysvinit: async ({ name, rootless, engine }) =>
    !rootless && (await isThere(`/etc/init.d/${name.script}`)) ? sysvinit(name, engine) : null,
};
