import type { OfferedMirror } from '../../choose/index.ts';
import type { Wish } from '../../engine.ts';
import type { Proxies } from '../daemon-json/index.ts';
import type { DockerdFlag } from '../flags.ts';
import type { HubLogin } from '../hub-login.ts';
import type { Located } from '../locate.ts';
import type { NextStart } from '../next-start.ts';
import type { RunsWith } from '../pending.ts';
import type { TextFile } from '../unit-files.ts';
import type { EngineVersion } from '../version.ts';
import type { WantedFiles } from './next-start.ts';
import type { FileRole } from './types.ts';

/** Everything a plan is made of. Nothing is looked up on the way. */
export interface PlanInput {
  readonly install: Located;
  readonly engine: EngineFacts;
  readonly service: ServiceFacts;
  /** daemon.json as it stands; null where there is none. */
  readonly bytes: Uint8Array | null;
  /** Best first; configured mirrors are among them. Those that were not probed have no verdict. */
  readonly candidates: readonly ApplyCandidate[];
  /** The files of ours that carry proxies to engines before 23.0, as they stand. */
  readonly proxyFiles: { readonly dropIn: Uint8Array | null; readonly environment: Uint8Array | null };
  readonly options: ApplyOptions;
}

export interface ServiceFacts {
  /** Someone keeps the engine and can start it again; without, we can only make it reload. */
  readonly canRestart: boolean;
  /** It reads drop-ins: systemd, the system's or the user's. */
  readonly systemd: boolean;
  /** Unit, drop-ins and environment files, as far as they can be read. */
  readonly files?: readonly TextFile[];
  /** Files of its units that systemd has not read as they stand: a daemon-reload brings them into force. */
  readonly unread?: readonly string[];
}

/** What stands in a backup of daemon.json or of one of our service files, and what stands there today. */
export interface RestoredFile {
  readonly path: string;
  readonly role: FileRole;
  /** null: there was no file. */
  readonly before: Uint8Array | null;
  readonly now: Uint8Array | null;
  /** It is not what the apply left behind. */
  readonly editedSince: boolean;
}

/** What one run of ours made of daemon.json; null: there was, or is then, no file. */
export interface RunOnFile {
  readonly before: Uint8Array | null;
  readonly left: Uint8Array | null;
}

export interface UndoInput {
  readonly install: Located;
  readonly engine: EngineFacts;
  readonly service: ServiceFacts;
  readonly daemonJson: RestoredFile & {
    /** Which of our keys the apply changed (`changedKeys`). */
    readonly keys: readonly OurKey[];
    /** What each run that goes back made of it, the newest first. Absent: not known, and all mirrors and proxies of today are taken for ours. */
    readonly runs?: readonly RunOnFile[];
  };
  /** In the order in which the apply wrote them; they go back the other way round (proxies.ts:proxyServiceFiles). */
  readonly serviceFiles: readonly RestoredFile[];
  readonly activate: ApplyOptions['activate'];
  /** Of the old bytes; absent: as of today's. */
  readonly wanted?: WantedFiles;
  /**
   * `undo`: asked for, perhaps long after. `rollback`: the apply has just failed; the old bytes go back whatever they
   * are (but for an edit of somebody else's in between), and `liveBefore` is what the engine used, whatever they say.
   */
  readonly purpose:
    | {
        readonly kind: 'undo';
        readonly withPending: boolean;
        readonly unlessPending: boolean;
        /** The old bytes go back though somebody edited the file since. */
        readonly whole?: boolean;
        /** The backup's id, for who wants to see what is in it. */
        readonly backup?: string;
      }
    | {
        readonly kind: 'rollback';
        readonly liveBefore: readonly string[] | null;
        /** What it showed of its proxies; absent: not known. */
        readonly proxiesBefore?: Proxies;
      };
}

export type OurKey = 'registry-mirrors' | 'proxies';

export interface EngineFacts {
  readonly running: boolean;
  readonly version: EngineVersion | null;
  /** What it was built with, as `GET /version` has it: `go1.24.4`. null: not known, since the engine is down. */
  readonly goVersion: string | null;
  /** null: not known, since the engine is down. */
  readonly store: 'classic' | 'containerd' | null;
  readonly swarm: boolean;
  /** As the engine says; the next start may be without (activation.ts:restartedContainers). */
  readonly liveRestore: boolean;
  readonly runningContainers: number;
  /** dockerd's command line in force (flags.ts:effectiveFlags). */
  readonly flags: readonly DockerdFlag[];
  /** The daemon.json that the process reads; null: not known, or it is down. */
  readonly file: string | null;
  readonly next: NextStart;
  /** What else it shows of its settings; null: it is down, or not known. */
  readonly runs: RunsWith | null;
  /** `RegistryConfig.Mirrors`; null where the engine is down. */
  readonly mirrors: readonly string[] | null;
  /** `HTTPProxy`, `HTTPSProxy`, `NoProxy`, credentials masked by the engine; null where it is down. */
  readonly proxies: Proxies | null;
  /** What it was started with, passwords and all; absent, or a field of it: not known. */
  readonly startedProxies?: { readonly [field in keyof Proxies]?: string | null };
  /** `certs.d/docker.io/hosts.toml`, or that of `_default` where docker.io has no directory; null: there is none. */
  readonly hostsToml: { readonly path: string; readonly text: string } | null;
  /** The docker client's login at Docker Hub, of the account that pulls, and the file that tells of it. */
  readonly login: (HubLogin & { readonly path: string }) | null;
}

export type ApplyCandidate = OfferedMirror;
export type ApplyOptions = Wish;
