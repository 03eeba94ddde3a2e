import { perform, reloadBySignal, signalCommand } from './actions.ts';
import { systemd } from './systemd.ts';
import type { Daemon, ServiceManager, ServiceName } from './types.ts';

/** A daemon from the snap store: its unit is systemd's, but snapd is who starts and stops it, and the unit has no reload. */
export function snap(
  { name, unit: snapUnit }: NonNullable<ServiceName['snap']>,
  engine: Daemon,
): ServiceManager {
  const unit = systemd({ user: false, unit: snapUnit, socket: null });
  return {
    ...unit,
    kind: 'snap',
    traits: { restarts: true, readsDropIns: false, hasUnits: true },
    reload: () => reloadBySignal(engine),
    restart: () => perform(['snap', 'restart', name]),
    start: () => perform(['snap', 'start', name]),
    commands: {
      reload: signalCommand(engine),
      restart: ['snap', 'restart', name],
      start: ['snap', 'start', name],
    },
  };
}
