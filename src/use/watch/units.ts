import { unitWord } from '../install/units.ts';
import { WATCH } from './limits.ts';

export interface WatchUnits {
  /** The program by its whole path, and its arguments. */
  readonly command: readonly string[];
  readonly everyHours: number;
  /** Between two looks: the service is given as much time more. */
  readonly againAfterSeconds: number;
  /** The file with what must not be seen by others; null: there is nothing such. */
  readonly secrets: string | null;
  readonly homepage: string;
}

/**
 * As root, since it writes the engine's file and has it read anew. In the machine's own mount namespace: from another the engine would look like one of a
 * container, so that nothing is here that would make one (ProtectSystem, PrivateTmp and their kin). Pure.
 */
export function watchService({ command, againAfterSeconds, secrets, homepage }: WatchUnits): string {
  return [
    '[Unit]',
    'Description=Look at the registry mirrors of the container engine',
    `Documentation=${homepage}`,
    'Wants=network-online.target',
    'After=network-online.target',
    '',
    '[Service]',
    'Type=oneshot',
    `ExecStart=${command.map(unitWord).join(' ')}`,
    ...(secrets === null ? [] : [`EnvironmentFile=${secrets}`]),
    'StateDirectory=mirror-watch',
    'StateDirectoryMode=0755',
    `TimeoutStartSec=${WATCH.runMinutes + Math.ceil(againAfterSeconds / 60)}min`,
    // Whoever waits for the machine goes first.
    'Nice=10',
    'IOSchedulingClass=idle',
    'MemoryMax=512M',
    'TasksMax=128',
    'NoNewPrivileges=yes',
    'LockPersonality=yes',
    'RestrictRealtime=yes',
    'SystemCallArchitectures=native',
    '',
  ].join('\n');
}

/** Pure. */
export function watchTimer({ everyHours, homepage }: WatchUnits): string {
  return [
    '[Unit]',
    'Description=When the registry mirrors are looked at',
    `Documentation=${homepage}`,
    '',
    '[Timer]',
    `OnActiveSec=${WATCH.afterBootMinutes}min`,
    `OnUnitInactiveSec=${everyHours}h`,
    `RandomizedDelaySec=${WATCH.spreadMinutes}min`,
    '',
    '[Install]',
    'WantedBy=timers.target',
    '',
  ].join('\n');
}
