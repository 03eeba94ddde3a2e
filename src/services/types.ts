import type { ProvenProcess } from '../host/prove-process.ts';
import type { RunResult } from '../host/run.ts';

export const SERVICE_MANAGERS = ['systemd', 'systemd-user', 'sysvinit', 'openrc', 'snap', 'none'] as const;
export type ServiceManagerKind = (typeof SERVICE_MANAGERS)[number];

/**
 * - `activating`: on its way up, or between two attempts to come up.
 * - `failed`: its manager has given up on it, or its process is gone without having been stopped.
 */
export type ServiceStatus = 'active' | 'activating' | 'deactivating' | 'failed' | 'inactive' | 'unknown';

/**
 * - `not-up`: a reload was asked of an engine that is not past its start; the signal would end it.
 * - `unsupported`: this manager cannot do it.
 */
export type ServiceAction =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-up' }
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'failed'; readonly command: readonly string[]; readonly result: RunResult };

/** Where an engine's flags can come from, so that one that stands in the way can be named with file and line. */
export interface CommandLineSources {
  /** The command line as the manager has it, variables not expanded; null where only the files tell. */
  readonly execStart: string | null;
  /** Unit, drop-ins, environment files, in the order in which they count; those that can be read. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Where it starts the daemon: relative paths among the options begin there. null: not known. */
  readonly folder: string | null;
  /** Of systemd: what `reloadUnits` would bring into force beside our own. */
  readonly unread?: readonly string[];
  /** Names of what the manager gives every daemon that it starts, in no file of this one's; none: not known. */
  readonly inherited?: readonly string[];
}

/** What managers call a daemon. */
export interface ServiceName {
  readonly unit: string;
  /** The socket unit that starts it; null: none. */
  readonly socket: string | null;
  /** Of sysvinit and OpenRC; the files that it reads its options from are named after it. */
  readonly script: string;
  /** Where that script sends the daemon's own lines. */
  readonly logFile: string;
  /** As snapd has it; null: it is in no snap. */
  readonly snap: { readonly name: string; readonly unit: string } | null;
}

/** What a manager can do. */
export interface ServiceTraits {
  /** It keeps the daemon, and can start it again. */
  readonly restarts: boolean;
  /** It reads drop-ins of a unit that we may write. */
  readonly readsDropIns: boolean;
  /** The files that its command line comes from are units of systemd. */
  readonly hasUnits: boolean;
}

/** The service of the container engine, whoever keeps it. No method throws for what the machine does. */
export interface ServiceManager {
  readonly kind: ServiceManagerKind;
  readonly traits: ServiceTraits;
  /** Never touches the engine's socket: connecting to that of a stopped engine starts it, where the manager listens in its place. */
  status(): Promise<ServiceStatus>;
  /** Would a connection start an engine that is down? True where that is not to be seen. */
  startsOnConnection(): Promise<boolean>;
  /**
   * Asks the engine to read its file again. `done` says that it was asked and nothing more: a reload that the engine refuses
   * is told to its own log alone, and `systemctl reload` exits 0 all the same. Ask its API what is in force.
   * `status`: what `status()` has said a moment ago, where it was asked already.
   */
  reload(status?: ServiceStatus): Promise<ServiceAction>;
  /** `done` under sysvinit says only that a process was started; it may end at once over a bad file. */
  restart(): Promise<ServiceAction>;
  start(): Promise<ServiceAction>;
  /** Has the manager read its own files again, after one of them changed; `done` where it reads them each time. */
  reloadUnits(): Promise<ServiceAction>;
  /** Makes a service that failed too often startable again; `done` where the manager does not count. */
  resetFailed(): Promise<ServiceAction>;
  /** The engine's own last lines, at most 50, oldest first; as it wrote them, so clean them before they are shown. */
  recentLogLines(since: Date): Promise<readonly string[]>;
  commandLineSources(): Promise<CommandLineSources>;
  /** What a person would type, for messages; null: this manager cannot do it. */
  readonly commands: {
    readonly reload: readonly string[] | null;
    readonly restart: readonly string[] | null;
    readonly start: readonly string[] | null;
  };
}

/** What the managers without a safe reload of their own need, to send the signal themselves. */
export interface Daemon {
  /** For the command that a person would type. */
  readonly pidFile: string;
  /** Its process now, by proof; null: it is down, or cannot be proven. */
  readonly find: () => Promise<ProvenProcess | null>;
  /** Does the engine answer on its API? */
  readonly answers: () => Promise<boolean>;
}
