import { authority } from '../../../names/authority.ts';
import { SANDBOX } from '../../install/sandbox.ts';
import { unitWord } from '../../install/units.ts';
import type { RelayAddress } from './address.ts';

/** What the units are made of. */
export interface UnitOrder {
  /** The program by its whole path, and its arguments. */
  readonly command: readonly string[];
  readonly address: RelayAddress;
  readonly port: number;
  /** The engine's own way out: proxies, maybe with passwords. */
  readonly environment: Readonly<Record<string, string>>;
  readonly homepage: string;
  /** The backup of mirror-apply that has the engine as it was before; null: not yet. */
  readonly backup: string | null;
}

/**
 * The socket is there before Docker starts, and before its bridge is: FreeBind. Pure.
 * https://www.freedesktop.org/software/systemd/man/latest/systemd.socket.html
 */
export function socketUnit({ address, port }: UnitOrder): string {
  const [add, remove] = ['replace', 'delete'].map((verb) => `ip address ${verb} ${address.host}/32 dev lo`);
  return [
    '[Unit]',
    'Description=Where mirror-relay listens',
    '',
    '[Socket]',
    `ListenStream=${authority(address.host, port)}`,
    'FreeBind=yes',
    ...(address.own ? [`ExecStartPre=${IP}${add?.slice(2)}`, `ExecStopPost=-${IP}${remove?.slice(2)}`] : []),
    '',
    '[Install]',
    'WantedBy=sockets.target',
    '',
  ].join('\n');
}

const IP = '/bin/ip';

/** The way out, for root's eyes. */
export const SECRETS_FILE = '/etc/mirror-relay.env';

/** A user that lives as long as the service, a folder of its own, and nothing else of the machine. Pure. */
export function serviceUnit({ command, environment, homepage, backup }: UnitOrder): string {
  return [
    '[Unit]',
    'Description=Relay to the best registry mirrors',
    `Documentation=${homepage}`,
    'Requires=mirror-relay.socket',
    'After=mirror-relay.socket network.target',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    `ExecStart=${command.map(unitWord).join(' ')}`,
    ...(Object.keys(environment).length === 0 ? [] : [`EnvironmentFile=${SECRETS_FILE}`]),
    ...SERVICE_LINES,
    '',
    '[Install]',
    'Also=mirror-relay.socket',
    'WantedBy=multi-user.target',
    ...(backup === null ? [] : ['', '[X-Mirror-Relay]', `Backup=${backup}`]),
    '',
  ].join('\n');
}

/** What a unit of ours names as the backup; null: nothing. Pure. */
export function backupIn(unit: string): string | null {
  return /^Backup=([\w.-]{1,100})$/m.exec(unit)?.[1] ?? null;
}

/** `address:port` of a socket unit of ours; null: it is none. Pure. */
export function listenIn(unit: string): string | null {
  return /^ListenStream=(\S{1,100})$/m.exec(unit)?.[1] ?? null;
}

/** Young objects are few; what hangs on them is received bytes, which are to be let go of soon. Measured: 20 MiB less at the most, for a tenth more processor time. */
export const SERVICE_NODE_OPTIONS = '--max-semi-space-size=1';

const SERVICE_LINES: readonly string[] = [
  'SuccessExitStatus=143',
  `Environment=NODE_OPTIONS=${SERVICE_NODE_OPTIONS}`,
  'Restart=always',
  'RestartSec=2',
  'StateDirectory=mirror-relay',
  'StateDirectoryMode=0700',
  // The relay itself stays below 120 MiB; its surveys are processes of their own in the same group.
  'MemoryHigh=384M',
  'MemoryMax=512M',
  'TasksMax=128',
  ...SANDBOX,
];
