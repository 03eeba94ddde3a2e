import type {
  CommonFlaw,
  CommonWarning,
  DroppedMirror,
  MirrorList,
  NoFitMirror,
  UnfitMirror,
} from '../../choose/index.ts';
import type { Plan, Refusal } from '../../engine.ts';
import type { DaemonJsonProblem, Excerpt, FileFinding, Proxies, Unrepairable } from '../daemon-json/index.ts';
import type { DockerdFlag } from '../flags.ts';
import type { HubLogin } from '../hub-login.ts';
import type { EntrySlip, MirrorProblem } from '../mirror-rules.ts';
import type { NoProxyProblem } from '../no-proxy.ts';
import type { PendingKey } from '../pending.ts';
import type { ProxyUrlProblem } from '../proxy-url.ts';
import type { HiddenSetting } from './hidden-setting.ts';

export type DockerPlan = Plan<Expectation, DockerFlaw, PlanWarning>;
export type DockerRefusal = Refusal<DockerFlaw, DockerReason>;

export type FileRole = 'daemon-json' | 'proxy-drop-in' | 'proxy-environment' | 'init-file';

/** Absent: not looked at. Mirrors are normalised. */
export interface Expectation {
  readonly mirrors?: readonly string[];
  readonly proxies?: { readonly [field in keyof Proxies]?: ShownProxy };
}

/**
 * What the engine has to show of a proxy once it has started anew. How it prints one is its own affair: no text that it has not shown
 * itself is waited for.
 *
 * - `as-before`: this very text, which it has shown.
 * - `other`: not this any more, which it showed before.
 * - `cleared`: we set none any more; something else may. Not waited for, and told where it is shown all the same.
 * - `any`: what it showed may look like the new one; that it is another process than before has to do.
 *
 * `wanted`: what was set. One that shows another host or port than that has it from elsewhere, which is told.
 */
export type ShownProxy =
  | { readonly kind: 'as-before'; readonly text: string }
  | { readonly kind: 'other'; readonly than: string; readonly wanted: string }
  | { readonly kind: 'cleared' }
  | { readonly kind: 'any'; readonly wanted: string };

export type DockerMirrorList = MirrorList<DockerFlaw>;
export type DroppedDockerMirror = DroppedMirror<DockerFlaw>;
export type UnfitDockerMirror = UnfitMirror<DockerFlaw>;
export type Unfitness = CommonFlaw | DockerFlaw;

export type DockerFlaw =
  | { readonly kind: 'form'; readonly problem: MirrorProblem | EntrySlip }
  /** Works with the other image store only, or the engine is down and its store is not known. */
  | { readonly kind: 'wrong-store' }
  /** `--allow-insecure` takes it, where `insecure-registries` lists it. */
  | { readonly kind: 'untrusted-tls' }
  /** The engine would ask http mirrors by https. */
  | { readonly kind: 'http-forced' }
  /** It would switch the engine's TLS verification off for Docker Hub too: `--allow-insecure` takes it. */
  | { readonly kind: 'endangers-tls' };

export type PlanWarning =
  | CommonWarning
  | {
      readonly kind: 'credentials';
      readonly login: HubLogin;
      readonly path: string;
      readonly hosts: readonly string[];
    }
  | { readonly kind: 'comments-dropped'; readonly count: number }
  | { readonly kind: 'mark-dropped' }
  /** Options of an init system's file become settings of the engine's own. */
  | { readonly kind: 'options-moved'; readonly path: string; readonly to: string }
  /** Settings that others left in the file come into force too. */
  | {
      readonly kind: 'pending';
      readonly path: string;
      readonly keys: readonly PendingKey[];
      /** `start`: nothing now; the new file has them for the next one. */
      readonly by: 'reload' | 'restart' | 'start';
    }
  /** The file was changed since the engine started, and these it does not show: whether they are in force nobody can tell. */
  | {
      readonly kind: 'pending-unseen';
      readonly path: string;
      /** None: a key may be gone. */
      readonly keys: readonly PendingKey[];
      /** `start`: nothing now; the new file has them for the next one. */
      readonly by: 'reload' | 'restart' | 'start';
    }
  /** systemd reads its units anew for this change, and these others have changed since it last did. */
  | { readonly kind: 'pending-units'; readonly paths: readonly string[] }
  /** What stood among the mirrors and is no text goes, since the list is written anew. `entries`: as JSON, not cleaned. */
  | { readonly kind: 'odd-entries'; readonly path: string; readonly entries: readonly string[] }
  | { readonly kind: 'finding'; readonly finding: FileFinding; readonly path: string }
  /** Engines 24.0.8 to 27 with the containerd store, and their `docker build`, ask `/v2/pre/…`. */
  | { readonly kind: 'path-after-v2'; readonly mirrors: readonly string[]; readonly scope: 'pull' | 'build' }
  /** On 23 to 27 the containerd store, and `docker build`, ask http mirrors by https. */
  | { readonly kind: 'http-forced'; readonly mirrors: readonly string[]; readonly scope: 'pull' | 'build' }
  | { readonly kind: 'tls-weakened'; readonly mirrors: readonly string[]; readonly scope: 'pull' | 'build' }
  | { readonly kind: 'loopback-of-rootless'; readonly mirrors: readonly string[] }
  /** On the classic store `docker build` alone obeys it. */
  | { readonly kind: 'hosts-toml-in-build'; readonly path: string }
  | { readonly kind: 'hosts-toml-stays'; readonly path: string }
  | { readonly kind: 'desktop-proxies' }
  /** To be cleared, and in force from where we set none: the service's environment, a flag, or a file that has changed since the start. */
  | { readonly kind: 'proxy-not-ours'; readonly variables: readonly string[] }
  /** To be cleared, and set by the service's own environment beside us: the engine takes it from there then. */
  | { readonly kind: 'proxy-set-beside'; readonly variables: readonly string[] }
  | { readonly kind: 'no-proxy-extended'; readonly hosts: readonly string[] }
  /** The file holds a password from now on: only its owner may read it. */
  /** Whether it uses this very password is not known, and nothing else is to be done. */
  | { readonly kind: 'password-unseen' }
  | { readonly kind: 'made-private'; readonly path: string }
  /** After a reload `docker build` goes on with the old mirrors, of base images that it used in the last minutes or of all. */
  | { readonly kind: 'build-keeps-mirrors'; readonly until: 'minutes' | 'restart' }
  /** The client, not the engine, fetches the token of a build: what its shell should export, passwords masked. */
  | {
      readonly kind: 'build-token';
      readonly variables: readonly { readonly name: string; readonly value: string }[];
    }
  /** `--activate reload` leaves proxies for the next restart. */
  | { readonly kind: 'restart-pending' }
  /** Undo: the file was edited since, so only our keys go back. */
  | { readonly kind: 'edited-since'; readonly path: string }
  /** Undo: today's engine would not start with the old file as it was, so only our keys go back. */
  | { readonly kind: 'old-file-unreadable'; readonly path: string; readonly backup?: string }
  /** Undo of the whole file: what others edited since is lost, but for this run's own backup. */
  | { readonly kind: 'edits-dropped'; readonly path: string };

/** Options that must not stand beside the file. */
export interface ConflictingFlags {
  /** Of the next start, and perhaps of the running process too. */
  readonly flags: readonly DockerdFlag[];
  /** Of the running process alone: its service no longer has them. */
  readonly gone: readonly DockerdFlag[];
}

export type FatalFinding = FileFinding & {
  readonly code: Extract<FileFinding['code'], 'wrong-case' | 'client-syntax' | 'wrong-type' | 'too-new'>;
};

export type RefusalReason = NoFitMirror<DockerFlaw> | DockerReason;

export type DockerReason =
  | { readonly kind: 'hosts-toml'; readonly path: string }
  /** What is written there comes into force by no reload and no restart. */
  | { readonly kind: 'other-file'; readonly path: string; readonly reads: string }
  /** `path`: what the process reads, and `next` its next start. */
  | { readonly kind: 'file-moves'; readonly path: string; readonly next: string }
  /** It has mirrors by options alone; `path`: where an init script of its time has those. */
  | { readonly kind: 'options-only'; readonly version: string; readonly path: string }
  | {
      readonly kind: 'unreadable';
      readonly path: string;
      readonly problem: DaemonJsonProblem;
      /** The place in it; null: it cannot be shown. */
      readonly excerpt: Excerpt | null;
      /** Of an undo. `backup`: its id, null where it is not known. `whole`: the file as it was before could go back as it is. */
      readonly undo?: { readonly backup: string | null; readonly whole: boolean };
    }
  | {
      readonly kind: 'unrepairable';
      readonly path: string;
      readonly code: Unrepairable['code'];
      readonly problem: DaemonJsonProblem;
      readonly excerpt: Excerpt | null;
    }
  /** The engine's own program refuses the file as it stood before us. `line`: where that stands; null: not found. `lines`: its words, not cleaned. */
  | {
      readonly kind: 'refused-file';
      readonly path: string;
      readonly line: number | null;
      readonly excerpt: Excerpt | null;
      readonly lines: readonly string[];
    }
  /** Undo: somebody edited the init system's file since. */
  | { readonly kind: 'options-edited'; readonly path: string }
  /** A key with which the engine does not start, and that is not ours to mend. */
  | { readonly kind: 'fatal-key'; readonly path: string; readonly finding: FatalFinding }
  | ({ readonly kind: 'flag-conflict'; readonly path: string } & ConflictingFlags)
  | { readonly kind: 'no-proxy-item'; readonly item: string; readonly problem: NoProxyProblem }
  | {
      readonly kind: 'proxy-url';
      readonly field: 'httpProxy' | 'httpsProxy';
      readonly problem: ProxyUrlProblem;
      /** Of `escape`: which one. */
      readonly character?: string | null;
    }
  /** Before 23.0 proxies come from the service's environment, and no systemd is there to give it. */
  /** `rootless`: nobody but its user starts it, and no init script. */
  | { readonly kind: 'proxies-need-systemd'; readonly rootless?: true }
  /** Before 23.0: something of the service's own undoes what our drop-in would set. */
  | ({ readonly kind: 'hidden-setting' } & HiddenSetting)
  /** Undo: what stood there keeps the engine of today from starting. */
  | {
      readonly kind: 'undo-not-for-this-engine';
      readonly path: string;
      /** `file`: all of it was asked for, and some of it is not ours. */
      readonly what: 'mirrors' | 'proxies' | 'file';
      /** The id under which it can be printed; null: not known. */
      readonly backup: string | null;
    };
