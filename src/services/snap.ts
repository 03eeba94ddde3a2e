import { perform, reloadBySignal, signalCommand } from './actions.ts';
import { systemd } from './systemd.ts';
import type { Engine, ServiceManager } from './types.ts';

export const SNAP_UNIT = 'snap.docker.dockerd.service';

/** Docker from the snap store: its unit is systemd's, but snapd is who starts and stops it, and the unit has no reload. */
export function snap(engine: Engine): ServiceManager {
  const unit = systemd({ user: false, unit: SNAP_UNIT, socket: null });
  return {
    ...unit,
    kind: 'snap',
    reload: () => reloadBySignal(engine),
    restart: () => perform(['snap', 'restart', 'docker']),
    start: () => perform(['snap', 'start', 'docker']),
    commands: {
      reload: signalCommand(engine),
      restart: ['snap', 'restart', 'docker'],
      start: ['snap', 'start', 'docker'],
    },
  };
}
