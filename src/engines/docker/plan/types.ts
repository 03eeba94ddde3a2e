import type { Code, Verdict } from '../../../probe/codes.ts';
import type { DaemonJsonProblem, Finding, Proxies, Unrepairable } from '../daemon-json/index.ts';
import type { DockerdFlag } from '../flags.ts';
import type { HubLogin } from '../hub-login.ts';
import type { Located } from '../locate.ts';
import type { MirrorProblem } from '../mirror-rules.ts';
import type { NoProxyProblem } from '../no-proxy.ts';
import type { ProxyUrlProblem } from '../proxy-url.ts';
import type { EngineVersion } from '../version.ts';

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
}

/** What stands in a backup of daemon.json or of one of our service files, and what stands there today. */
export interface RestoredFile {
  readonly path: string;
  readonly role: PlannedFile['role'];
  /** null: there was no file. */
  readonly before: Uint8Array | null;
  readonly now: Uint8Array | null;
}

export interface UndoInput {
  readonly install: Located;
  readonly engine: EngineFacts;
  readonly service: ServiceFacts;
  readonly daemonJson: RestoredFile & {
    /** It is not what the apply left behind. */
    readonly editedSince: boolean;
    /** Which of our keys the apply changed (`changedKeys`). */
    readonly keys: readonly OurKey[];
  };
  readonly serviceFiles: readonly RestoredFile[];
  readonly activate: ApplyOptions['activate'];
  /**
   * `undo`: asked for, perhaps long after. `rollback`: the apply has just failed; the old bytes go back whatever they
   * are, and `liveBefore` is what the engine used, whatever they say.
   */
  readonly purpose:
    | { readonly kind: 'undo' }
    | { readonly kind: 'rollback'; readonly liveBefore: readonly string[] | null };
}

export type OurKey = 'registry-mirrors' | 'proxies';

export interface EngineFacts {
  readonly running: boolean;
  readonly version: EngineVersion | null;
  /** null: not known, since the engine is down. */
  readonly store: 'classic' | 'containerd' | null;
  readonly swarm: boolean;
  readonly liveRestore: boolean;
  readonly runningContainers: number;
  /** dockerd's command line in force (flags.ts:effectiveFlags). */
  readonly flags: readonly DockerdFlag[];
  /** `RegistryConfig.Mirrors`; null where the engine is down. */
  readonly mirrors: readonly string[] | null;
  /** `HTTPProxy`, `HTTPSProxy`, `NoProxy`, credentials masked by the engine; null where it is down. */
  readonly proxies: Proxies | null;
  /** `certs.d/docker.io/hosts.toml`, where there is one. */
  readonly hostsToml: { readonly path: string; readonly text: string } | null;
  /** The docker client's login at Docker Hub, of the account that pulls, and the file that tells of it. */
  readonly login: (HubLogin & { readonly path: string }) | null;
}

export interface ApplyCandidate {
  /** As it is written into the file. */
  readonly url: string;
  /** As it may be printed: the template of a personal address, never a user or password. */
  readonly displayUrl: string;
  readonly origin: 'catalogue' | 'list' | 'argument' | 'configured';
  /** null: not probed. */
  readonly verdict: Verdict | null;
  readonly code: Code | null;
  /** The digest of its image was held against a reference. */
  readonly confirmed: boolean;
  /** It was probed without a proxy in between. */
  readonly measuredDirectly: boolean;
}

export interface ApplyOptions {
  readonly top: number;
  readonly replace: boolean;
  readonly allowUnconfirmed: boolean;
  readonly allowInsecure: boolean;
  readonly mirrorsOff: boolean;
  readonly noProbe: boolean;
  /** A field that is absent stays; '' clears it. */
  readonly proxies: { readonly [field in keyof Proxies]?: string };
  readonly activate: 'auto' | 'reload' | 'restart' | 'none';
  readonly repair: boolean;
}

export interface Plan {
  readonly kind: 'plan';
  /** None: there is nothing to do. An undo may need two (undo.ts). Each is seen in force before the next begins. */
  readonly stages: readonly Stage[];
  /** null where the mirrors are not touched. */
  readonly mirrors: MirrorList | null;
  readonly warnings: readonly PlanWarning[];
  readonly consent: readonly Consent[];
}

export interface Stage {
  /** In the order in which they are written. None: only the activation is missing. */
  readonly files: readonly PlannedFile[];
  readonly activation: Activation;
  /** What the engine's API must show afterwards. */
  readonly expect: Expectation;
}

export interface PlannedFile {
  readonly path: string;
  readonly role: 'daemon-json' | 'proxy-drop-in' | 'proxy-environment';
  readonly before: Uint8Array | null;
  /** null: the file goes. */
  readonly after: Uint8Array | null;
  /** `keep`: the old file's, 0644 for a new one. `private`: 0600, since a password is in it. `restore`: the backup's. */
  readonly mode: 'keep' | 'private' | 'restore';
}

/** Absent: not looked at. Mirrors are normalised; proxies as the engine shows them, masked. */
export interface Expectation {
  readonly mirrors?: readonly string[];
  readonly proxies?: { readonly [field in keyof Proxies]?: string };
}

export type Activation =
  | { readonly kind: 'none'; readonly why: 'nothing-to-do' | 'engine-down' | 'asked' | 'not-needed' }
  | { readonly kind: 'reload' }
  | {
      readonly kind: 'restart';
      readonly why: RestartReason;
      /** A unit's drop-in changed: the service manager must read it first. */
      readonly daemonReload: boolean;
      readonly containers: RestartedContainers;
    }
  /** We may not or cannot do it. `command` null: dockerd was started by hand. */
  | { readonly kind: 'by-hand'; readonly command: string | null; readonly why: 'reload' | RestartReason };

export type RestartReason = 'proxies' | 'cannot-reload' | 'asked';

export interface RestartedContainers {
  readonly stop: number;
  /** Why they go on, or what would have let them. */
  readonly liveRestore: 'on' | 'would-help' | 'not-with-swarm' | 'none-run';
}

export interface MirrorList {
  readonly listed: readonly ListedMirror[];
  readonly dropped: readonly DroppedMirror[];
  /** Candidates that were passed over, best first; without those that were dropped. */
  readonly unfit: readonly UnfitMirror[];
}

export interface ListedMirror {
  readonly url: string;
  readonly displayUrl: string;
  /** `kept`: was configured before, and stands behind the chosen ones. */
  readonly as: 'chosen' | 'kept';
  readonly wasConfigured: boolean;
}

export interface DroppedMirror {
  readonly displayUrl: string;
  readonly why:
    | { readonly kind: 'replaced' | 'mirrors-off' }
    | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly code: Code | null }
    | { readonly kind: 'form'; readonly problem: MirrorProblem };
}

export interface UnfitMirror {
  readonly displayUrl: string;
  readonly why: Unfitness;
}

export type Unfitness =
  | { readonly kind: 'form'; readonly problem: MirrorProblem }
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly code: Code | null }
  /** Works with the other image store only, or the engine is down and its store is not known. */
  | { readonly kind: 'wrong-store' }
  /** `--allow-unconfirmed` takes it. */
  | { readonly kind: 'unconfirmed' }
  /** http to a public host: `--allow-insecure` takes it. */
  | { readonly kind: 'plain-http' }
  /** `--allow-insecure` takes it, where `insecure-registries` lists it. */
  | { readonly kind: 'untrusted-tls' }
  /** The engine would ask http mirrors by https. */
  | { readonly kind: 'http-forced' }
  /** It would switch the engine's TLS verification off for Docker Hub too: `--allow-insecure` takes it. */
  | { readonly kind: 'endangers-tls' };

export type PlanWarning =
  | {
      readonly kind: 'credentials';
      readonly login: HubLogin;
      readonly path: string;
      readonly hosts: readonly string[];
    }
  | { readonly kind: 'comments-dropped'; readonly count: number }
  | { readonly kind: 'mark-dropped' }
  | { readonly kind: 'finding'; readonly finding: Finding; readonly path: string }
  /** Engines 24.0.8 to 27 with the containerd store, and their `docker build`, ask `/v2/pre/…`. */
  | { readonly kind: 'path-after-v2'; readonly mirrors: readonly string[]; readonly scope: 'pull' | 'build' }
  /** `docker build` on 23 to 27 asks http mirrors by https. */
  | { readonly kind: 'http-forced-in-build'; readonly mirrors: readonly string[] }
  | { readonly kind: 'tls-weakened'; readonly mirrors: readonly string[]; readonly scope: 'pull' | 'build' }
  | { readonly kind: 'plain-http'; readonly mirrors: readonly string[] }
  | { readonly kind: 'loopback-of-rootless'; readonly mirrors: readonly string[] }
  /** On the classic store `docker build` alone obeys it. */
  | { readonly kind: 'hosts-toml-in-build'; readonly path: string }
  | { readonly kind: 'hosts-toml-stays'; readonly path: string }
  | { readonly kind: 'desktop-proxies' }
  | { readonly kind: 'no-proxy-extended'; readonly hosts: readonly string[] }
  /** The file holds a password from now on: only its owner may read it. */
  | { readonly kind: 'made-private'; readonly path: string }
  /** `--activate reload` leaves proxies for the next restart. */
  | { readonly kind: 'restart-pending' }
  | { readonly kind: 'unprobed'; readonly mirrors: readonly string[] }
  /** Undo: the file was edited since, so only our keys go back. */
  | { readonly kind: 'edited-since'; readonly path: string }
  /** Undo: today's engine would not start with the old file as it was, so only our keys go back. */
  | { readonly kind: 'old-file-unreadable'; readonly path: string };

/** What `--yes` alone does not give. */
export interface Consent {
  readonly kind: 'stop-containers';
  readonly count: number;
  /** By `--activate restart`. */
  readonly given: boolean;
}

export interface Refusal {
  readonly kind: 'refusal';
  readonly exitCode: 1 | 2 | 3;
  readonly reason: RefusalReason;
}

export type RefusalReason =
  | { readonly kind: 'no-fit-mirror'; readonly unfit: readonly UnfitMirror[] }
  | { readonly kind: 'hosts-toml'; readonly path: string }
  | { readonly kind: 'unreadable'; readonly path: string; readonly problem: DaemonJsonProblem }
  | { readonly kind: 'unrepairable'; readonly path: string; readonly code: Unrepairable['code'] }
  /** A key with which the engine does not start, and that is not ours to mend. */
  | { readonly kind: 'fatal-key'; readonly path: string; readonly finding: Finding }
  | { readonly kind: 'flag-conflict'; readonly path: string; readonly flags: readonly DockerdFlag[] }
  | { readonly kind: 'no-proxy-item'; readonly item: string; readonly problem: NoProxyProblem }
  | {
      readonly kind: 'proxy-url';
      readonly field: 'httpProxy' | 'httpsProxy';
      readonly problem: ProxyUrlProblem;
    }
  /** Before 23.0 proxies come from the service's environment, and no systemd is there to give it. */
  | { readonly kind: 'proxies-need-systemd' }
  /** Undo: what stood there keeps the engine of today from starting. */
  | {
      readonly kind: 'undo-not-for-this-engine';
      readonly path: string;
      readonly what: 'mirrors' | 'proxies';
    };
