import { isRecord, parseJson } from '../../host/parse-json.ts';
import type { DaemonJsonDocument } from './daemon-json/index.ts';
import type { DockerdFlag } from './flags.ts';
import type { NextStart } from './next-start.ts';
import type { PendingRow } from './pending-row.ts';
import { PENDING_ROWS } from './pending-rows.ts';
import type { EngineVersion } from './version.ts';

/** What a running engine shows of the settings that daemon.json also has: `GET /info`, and how it was started. */
export interface RunsWith {
  /** `DockerRootDir`: with links resolved, and a folder of its own below where users are remapped. */
  readonly rootDir: string;
  readonly driver: string;
  readonly store: 'classic' | 'containerd';
  /** It takes containerd's image store without being told, where no data of the classic one lies there. */
  readonly containerdByDefault: boolean;
  /** Storage drivers of the classic store that have data in `rootDir`, `vfs` not among them; null: not seen. */
  readonly priorDrivers: readonly string[] | null;
  /** The one that it takes where none has any; null: not known. */
  readonly freshDriver: string | null;
  readonly remapped: boolean;
  /**
   * Where the subordinate ids of the user that its next start takes for `userns-remap` begin, by /etc/subuid and /etc/subgid. None: the user
   * has none, and the engine does not start. null: it is told no user, `default`, or one that these files do not know.
   */
  readonly wantedRemap: { readonly uids: readonly number[]; readonly gids: readonly number[] } | null;
  readonly defaultRuntime: string | null;
  readonly liveRestore: boolean;
  readonly debug: boolean;
  readonly labels: readonly string[];
  readonly logDriver: string | null;
  readonly authorization: readonly string[];
  /** Registries and blocks whose TLS it does not verify, loopback of its own not among them. */
  readonly insecureRegistries: readonly string[];
  /** `path`: null for one of containerd's shims. */
  readonly runtimes: readonly { readonly name: string; readonly path: string | null }[];
  readonly cgroupDriver: string | null;
  readonly noNewPrivileges: boolean;
  /** A name of its own, or a file; null: it uses none. */
  readonly seccompProfile: string | null;
  /** `base size` of each. */
  readonly addressPools: readonly string[];
  /** The file that its next start takes for `seccomp-profile`. `none`: it is told of no file, or nobody may look. */
  readonly wantedSeccomp: 'there' | 'missing' | 'none';
  /** Paths of the sockets on which it serves its API; null: not seen. */
  readonly sockets: readonly string[] | null;
  /** The folder of its sockets for its own use; null: not seen. */
  readonly execRoot: string | null;
  /** TCP ports that it listens on, and those of others beside it; null: not seen. */
  readonly ports: { readonly own: readonly number[]; readonly others: readonly number[] } | null;
  /** The addresses of its own ports, `0.0.0.0` and `::` for all; null: not seen. */
  readonly addresses: readonly { readonly host: string; readonly port: number }[] | null;
  /** Where it would have both without being told; null: not known. */
  readonly defaults: { readonly dataRoot: string; readonly execRoot: string } | null;
  /** The `data-root` of its next start, an option's or daemon.json's, with links resolved; null: it is told none. */
  readonly wantedRoot: string | null;
  /** Was the file changed since the engine started? What an engine has started with is in force. null: not known. */
  readonly fileChangedSince: boolean | null;
  /** The same, where it is said aloud: null where the two times are too near to each other to tell. */
  readonly fileSurelyChanged: boolean | null;
  /** The file is as our own last run left it. */
  readonly leftByUs: boolean;
  /** It is, and has in it what others changed before our runs and after the engine started: a restart brings that into force all the same. */
  readonly othersWait: boolean;
}

/** A setting that the engine does not use yet, and that a reload or restart brings into force. */
export interface PendingKey {
  /** As the file spells it; an option with its dashes, a variable of the service's environment in capitals. */
  readonly key: string;
  /**
   * `data`: images and containers are out of sight then. `down`: the engine may end. `moves`: it listens elsewhere. `trust`: it verifies
   * less. `opens`: its API is reachable from more than this machine, or from elsewhere in the network. `access`: fewer plugins decide who may do what.
   * `release`: another release of the engine starts. `other`: none of these.
   */
  /** Its values, each by its name, where the key alone tells too little; passwords and all. */
  readonly values?: readonly string[];
  readonly effect: 'data' | 'down' | 'moves' | 'opens' | 'access' | 'trust' | 'release' | 'other';
}

/** dockerd's options, of the process that runs and of its next start. */
export interface CommandLines {
  readonly flags: readonly DockerdFlag[];
  readonly next: Pick<NextStart, 'flags'>;
}

/**
 * All but our own keys (plan/own-pending.ts) that would come into force along with a change. What the engine shows of itself is held against the file and the
 * options of its next start: a key that is gone counts as well, since the engine goes back to its default. Of a key that it does not
 * show nothing is said.
 */
export function pendingKeys(
  document: DaemonJsonDocument,
  runs: RunsWith | null,
  { flags, next: start }: CommandLines,
  by: 'reload' | 'restart',
): readonly PendingKey[] {
  if (runs === null) return [];
  const file = settingsOf(document);
  const next = { by, file, flags, next: start };
  return PENDING_ROWS.flatMap((row): readonly PendingKey[] => {
    if (by === 'reload' && !row.reloads) return [];
    const [before, told] = [textsOf(flags, row), textsOf(start.flags, row)];
    const sameOptions = before.join('\0') === told.join('\0');
    // What it has started with is in force, unless that names something outside, which may be another today. A reload reads no options.
    if (told.length > 0 && by === 'reload') return [];
    const isOld = sameOptions && (told.length > 0 || runs.fileChangedSince === false);
    if (isOld && row.pointsElsewhere !== true) return [];
    const inFile = row.keys.find((key) => Object.hasOwn(file, key));
    const option = `--${row.options[0]}`;
    // dockerd does not start with both.
    if (told.length > 0 && inFile !== undefined) return [{ key: option, effect: 'down' }];
    const value = told.length > 0 ? row.ofOptions(told) : inFile && file[inFile];
    const effect = row.effect(value, runs, next);
    const key = told.length > 0 || (!sameOptions && inFile === undefined) ? option : (inFile ?? row.keys[0]);
    return effect === null ? [] : [{ key, effect }];
  });
}

/** Its program was replaced, or its service names another: a restart starts another release. */
export function pendingRelease(
  version: EngineVersion | null,
  { version: next, script }: Pick<NextStart, 'version' | 'script'>,
): readonly PendingKey[] {
  if (version === null || next === null || script !== null) return [];
  const { major, minor, patch } = next;
  const isSame = version.major === major && version.minor === minor && version.patch === patch;
  return isSame ? [] : [{ key: 'dockerd', values: [`${version.text} → ${next.text}`], effect: 'release' }];
}

/**
 * Edits whose effect nobody can tell before: the engine does not show these keys, and the file was changed since it started. `down`: with a
 * value that does not fit it does not start. null: there are none. At a restart a key that is gone counts too, which is not seen at all.
 */
export function unseenEdits(
  document: DaemonJsonDocument,
  runs: RunsWith | null,
  by: 'reload' | 'restart',
): readonly PendingKey[] | null {
  if (runs === null || runs.fileChangedSince !== true || isOurs(runs, by)) return null;
  const unseen = Object.entries(settingsOf(document)).flatMap(([key, value]) => {
    const isUnseen = by === 'reload' ? UNSEEN_RELOADS.has(key) : !SEEN.has(key);
    return isUnseen || (key === 'features' && hasUnseenFeature(value)) ? [key] : [];
  });
  if (by === 'reload' && unseen.length === 0) return null;
  return unseen.map((key) => ({ key, effect: MAY_END.has(key) ? 'down' : 'other' }));
}

/** All that waits in the file is of our own runs. What a reload reads, our last one has brought into force. */
export function isOurs(
  { leftByUs, othersWait }: Pick<RunsWith, 'leftByUs' | 'othersWait'>,
  by: 'reload' | 'restart',
): boolean {
  return leftByUs && (by === 'reload' || !othersWait);
}

/** `/info` shows the image store alone (moby daemon/reload.go: reloadFeatures takes all of them). */
function hasUnseenFeature(features: unknown): boolean {
  return isRecord(features) && Object.keys(features).some((name) => name !== 'containerd-snapshotter');
}

/** Our own are held against what the engine shows of them. */
const SEEN: ReadonlySet<string> = new Set([
  ...PENDING_ROWS.flatMap(({ keys }) => keys),
  'registry-mirrors',
  'proxies',
]);

/** What a reload reads and `/info` does not have (moby daemon/reload.go). */
const UNSEEN_RELOADS: ReadonlySet<string> = new Set([
  'allow-nondistributable-artifacts',
  'max-concurrent-downloads',
  'max-concurrent-uploads',
  'max-download-attempts',
  'network-diagnostic-port',
  'shutdown-timeout',
]);

/** Does a reload read this key of the file? */
export function isReloaded(key: string): boolean {
  const row = PENDING_ROWS.find(({ keys }) => keys.includes(key));
  return row?.reloads ?? (key === 'registry-mirrors' || UNSEEN_RELOADS.has(key));
}

/** Read at the start alone, past `dockerd --validate`, and fatal there where they do not fit the machine (moby cmd/dockerd, daemon). */
const MAY_END: ReadonlySet<string> = new Set([
  'bip',
  'bridge',
  'builder',
  'containerd',
  'cpu-rt-period',
  'cpu-rt-runtime',
  'default-gateway',
  'default-gateway-v6',
  'default-network-opts',
  'firewall-backend',
  'fixed-cidr',
  'fixed-cidr-v6',
  'group',
  'icc',
  'ip',
  'ip6tables',
  'iptables',
  'ipv6',
  'log-opts',
  'node-generic-resources',
  'oom-score-adjust',
  'pidfile',
  'rootless',
  'storage-opts',
  'tls',
  'tlscacert',
  'tlscert',
  'tlskey',
  'tlsverify',
  'userland-proxy',
  'userland-proxy-path',
]);

function textsOf(flags: readonly DockerdFlag[], { options }: PendingRow): readonly string[] {
  return flags.flatMap(({ name, value }) => (options.includes(name) ? [value ?? 'true'] : []));
}

/** Nothing of no file, or a blank one. */
export function settingsOf({ text }: DaemonJsonDocument): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  return isRecord(value) ? value : {};
}
