import { SANDBOX } from '../install/sandbox.ts';
import { unitWord } from '../install/units.ts';
import { ADDRESS_UNIT, CONFIG_FOLDER, REGISTRY_PROGRAM, STATE_FOLDER } from './places.ts';

/** What the units of all caches are made of. */
export interface CacheUnits {
  /** `mirror-cache`, by its whole path. */
  readonly command: readonly string[];
  /** An address of the caches' own, to be put on the loopback device; null: they listen where this machine has one anyway. */
  readonly ownAddress: string | null;
  /** A folder of root's on another disk, in which all is kept; null: where systemd keeps such things. */
  readonly data: string | null;
  /** 0: no bound, no timer. */
  readonly maxBytes: number;
  readonly homepage: string;
  /** Engines that were pointed at the caches, and the backups of mirror-apply that have them as they were. */
  readonly applied: readonly AppliedTo[];
}

export interface AppliedTo {
  readonly engine: string;
  readonly backup: string;
  /** Whose mirrors these are: engines keep them in a file each. */
  readonly registry: string;
}

/** The template of all caches; `%i` is the registry. No start limit: a registry whose upstream is down at its start panics, and has to come back when the network does. Pure. */
export function serviceUnit({ ownAddress, data, homepage, applied }: CacheUnits): string {
  const before = ownAddress === null ? '' : ` ${ADDRESS_UNIT}`;
  return lines(
    '[Unit]',
    'Description=Pull-through cache of %i',
    `Documentation=${homepage}`,
    'Wants=network-online.target',
    `After=network-online.target${before}`,
    ...(ownAddress === null ? [] : [`Requires=${ADDRESS_UNIT}`]),
    ...(data === null ? [] : [`RequiresMountsFor=${STATE_FOLDER}`]),
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    `EnvironmentFile=-${CONFIG_FOLDER}/%i.env`,
    `ExecStart=${REGISTRY_PROGRAM} serve ${CONFIG_FOLDER}/%i.yml`,
    'Restart=always',
    'RestartSec=2',
    ...STATE,
    'TasksMax=512',
    'MemoryDenyWriteExecute=yes',
    ...SANDBOX,
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    ...applied.flatMap(({ engine, backup, registry }) => [
      '',
      '[X-Mirror-Cache]',
      `Applied=${engine} ${backup} ${registry}`,
    ]),
  );
}

/** One user for a cache and its prune, so that both may change what is kept. */
const STATE: readonly string[] = [
  'User=mirror-cache',
  'StateDirectory=mirror-cache/%i',
  'StateDirectoryMode=0700',
];

/** What a template of ours names as applied. Pure. */
export function appliedIn(unit: string): readonly AppliedTo[] {
  const all = unit.matchAll(/^Applied=([a-z0-9-]{1,30}) ([\w.-]{1,100})(?: ([a-z0-9.:-]{1,260}))?$/gm);
  return [...all].map(([, engine = '', backup = '', registry = 'docker.io']) => ({
    engine,
    backup,
    registry,
  }));
}

/** Puts a folder of another disk where systemd keeps state: it goes on giving each cache its own part, and to the cache's user alone. Pure. */
export function mountUnit(data: string): string {
  return lines(
    '[Unit]',
    'Description=What the pull-through caches keep',
    // Of a path systemd expands no variables: `$` stands for itself there.
    `RequiresMountsFor=${unitWord(data).replaceAll('$$', '$')}`,
    '',
    '[Mount]',
    `What=${data.replaceAll('%', '%%')}`,
    `Where=${STATE_FOLDER}`,
    'Type=none',
    'Options=bind',
  );
}

/** Of a mount unit of ours; null: it is none. Pure. */
export function dataIn(unit: string): string | null {
  return /^What=(\/.{0,4000})$/m.exec(unit)?.[1]?.replaceAll('%%', '%') ?? null;
}

/** Puts the address there before any cache starts. Pure. */
export function addressUnit(address: string): string {
  return lines(
    '[Unit]',
    'Description=Address of the pull-through caches',
    'Before=network.target',
    '',
    '[Service]',
    'Type=oneshot',
    'RemainAfterExit=yes',
    `ExecStart=/bin/ip address replace ${address}/32 dev lo`,
    // It may be lost already.
    `ExecStop=-/bin/ip address delete ${address}/32 dev lo`,
  );
}

/** Pure. */
export function addressIn(unit: string): string | null {
  return /^ExecStart=\/bin\/ip address replace ([0-9.]{7,15})\/32 dev lo$/m.exec(unit)?.[1] ?? null;
}

/** Looks every hour whether the bound is kept. It reads the journal, in which pulls are logged. Pure. */
export function pruneUnit({ command, maxBytes, homepage }: CacheUnits): string {
  const words = [...command, 'prune', '--registry', '%i', '--max-size', String(maxBytes), '--here'];
  return lines(
    '[Unit]',
    'Description=Keeps the pull-through cache of %i under its bound',
    `Documentation=${homepage}`,
    '',
    '[Service]',
    'Type=oneshot',
    // `%i` is a word of systemd's own and stays as it is.
    `ExecStart=${words.map((word) => (word === '%i' ? word : unitWord(word))).join(' ')}`,
    ...PRUNE_LINES,
  );
}

/** The same once, with what it says: systemd-run(1). Pure. */
export function pruneOnce(
  command: readonly string[],
  instance: string,
  args: readonly string[],
): readonly string[] {
  return [
    ...['--wait', '--pipe', '--collect', '--quiet', '--service-type=exec'],
    ...PRUNE_LINES.map((line) => `--property=${line.replaceAll('%i', instance)}`),
    ...['--', ...command, ...args],
  ];
}

const PRUNE_LINES: readonly string[] = [
  ...STATE,
  'SupplementaryGroups=systemd-journal',
  'Nice=10',
  'IOSchedulingClass=idle',
  'TasksMax=128',
  // The group of the journal is nobody in a user namespace of its own.
  ...SANDBOX.filter((line) => line !== 'PrivateUsers=yes'),
];

/** Pure. */
export function timerUnit(): string {
  return lines(
    '[Unit]',
    'Description=Looks every hour whether the pull-through cache of %i is under its bound',
    '',
    '[Timer]',
    'OnBootSec=10min',
    'OnUnitActiveSec=1h',
    'RandomizedDelaySec=5min',
    '',
    '[Install]',
    'WantedBy=timers.target',
  );
}

/** Of a prune unit of ours; null: it names none. Pure. */
export function boundIn(unit: string): number | null {
  const bytes = /^ExecStart=.{1,4000} --max-size (\d{1,16}) --here$/m.exec(unit)?.[1];
  return bytes === undefined ? null : Number(bytes);
}

function lines(...all: readonly string[]): string {
  return [...all, ''].join('\n');
}
