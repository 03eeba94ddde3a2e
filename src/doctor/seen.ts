import type { Reason, WalkStage } from '../clients/index.ts';
import type { Examination, NodeFile } from '../engines/engine.ts';
import type { BridgeNetwork } from '../host/bridges.ts';
import type { Code, Verdict } from '../probe/codes.ts';
import type { ImageReference, ReferenceProblem } from '../registry/reference.ts';
import type { ProxyTrouble } from '../registry/transport/types.ts';
import type { CaStore, HostRole, How } from '../words/doctor/cause.ts';
import type { Told, Untold } from '../words/doctor/symptom.ts';

/** What a look came to. "Not seen" is not "not there": who reads it has to tell the two apart. */
export type Look<Value> = { readonly kind: 'seen'; readonly value: Value } | NotSeen;

export interface NotSeen {
  readonly kind: 'not-seen';
  readonly why: NotSeenWhy;
}

/**
 * `not-needed`: the cause was proven before. `needs-root`: only root may look there. `nobody-there`: there is nothing to look at. `failed`: the look itself came
 * to grief. `not-here`: not on this system. `stopped`: the user ended the run. `names-closed`: names were asked
 * for by a process that may not read whom to ask.
 */
export type NotSeenWhy =
  | 'not-needed'
  | 'needs-root'
  | 'nobody-there'
  | 'failed'
  | 'not-here'
  | 'stopped'
  | 'names-closed';

/** What the user came with. */
export type Subject =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'image'; readonly image: ImageReference }
  | {
      readonly kind: 'bad-image';
      readonly text: string;
      /** `marks`: of another width, or invisible. */
      readonly problem: ReferenceProblem | { readonly kind: 'marks' };
      readonly better: string | null;
    }
  | { readonly kind: 'text'; readonly told: Told | Untold };

/** All that was looked at, once. */
export interface Seen {
  readonly subject: Subject;
  /** The image that the mirrors were asked for; null: a reference of another registry that nobody named. */
  readonly image: ImageReference;
  readonly platform: string;
  /** Docker's. */
  readonly engine: EngineSeen;
  /** Of a text that a kubelet or ctr passed on: where the mirrors of its engine stand; null: of another text, or there is none here. */
  readonly node: NodeFile | null;
  readonly machine: MachineSeen;
  readonly client: Look<ClientSeen>;
  readonly outside: Look<OutsideSeen>;
}

export type EngineSeen =
  | { readonly kind: 'engine'; readonly examined: Examination; readonly startCommand: string | null }
  | {
      readonly kind: 'down';
      readonly endpoint: string | null;
      readonly startCommand: string | null;
      readonly examined: Examination | null;
    }
  | { readonly kind: 'absent' }
  /** Another engine's text: Docker's has no part in it. */
  | { readonly kind: 'other' }
  | { readonly kind: 'not-permitted'; readonly endpoint: string | null }
  /** Another product's, whose file is not ours to read. */
  | {
      readonly kind: 'foreign';
      readonly install: string;
      readonly file: string | null;
      readonly command: string | null;
      /** Where it was looked for. */
      readonly endpoint: string;
      readonly variable: string | null;
      /** What stopped us on the way to another machine's; null: nothing, or nobody looked. */
      readonly how: How | null;
    }
  /** Nobody listens where the user's settings lead. */
  | { readonly kind: 'nobody-there'; readonly endpoint: string; readonly variable: string | null }
  | { readonly kind: 'unseen'; readonly reason: string };

export interface MachineSeen {
  /** Where images lie, are unpacked or are downloaded to: the worst of them; null: not known, or not to be seen. */
  readonly disk: {
    readonly root: string;
    readonly readOnly: boolean;
    readonly freeBytes: number;
    readonly freeInodes: number | null;
  } | null;
  /** Lines of the hosts file that name one of the hosts of a pull. */
  readonly hostsLines: readonly {
    readonly path: string;
    readonly line: number;
    readonly host: string;
    readonly address: string;
  }[];
  /** Where this system keeps CAs of one's own; null: not known. */
  readonly caStore: CaStore | null;
  /** As resolv.conf lists them. */
  readonly nameServers: readonly string[];
  /** Only root, as who we run, may read resolv.conf: the process that asks strangers is not root, and resolves no names. */
  readonly namesClosed: boolean;
  /** Address families that this machine has outside itself. */
  readonly families: readonly (4 | 6)[];
  /** Is there an IPv4 route to everywhere in the main table? null: not to be seen on this system. */
  readonly defaultRoute: boolean | null;
  /** Networks that container engines made here: whoever has an address of theirs elsewhere cannot be reached. */
  readonly bridges: readonly BridgeNetwork[];
  /** Files that configure no engine here, though users edit them. */
  readonly strayFiles: readonly string[];
  /** Milliseconds for which a download of the engine's has had no byte; null: there is none such, or it cannot be seen. */
  readonly waitingMs: number | null;
  /** The folder for the engine's downloads, where it is gone; null: it is there, or cannot be seen. */
  readonly missingFolder: string | null;
  /** Does the engine's process find any CA? null: not seen. */
  readonly authorities: boolean | null;
}

export interface ClientSeen {
  /** The client's config.json; null: there is none. */
  readonly path: string | null;
  readonly broken: boolean;
  /** `docker-credential-…` that it names and that is not on the PATH; null: none. */
  readonly missingHelper: string | null;
  /** A login at Docker Hub: where it is kept. */
  readonly hubLogin: 'file' | 'helper' | null;
  /** DOCKER_DEFAULT_PLATFORM of the shell; null: it has none. */
  readonly platform: string | null;
  /** The shell's proxy for https, without its password; null: none. */
  readonly shellProxy: { readonly variable: string; readonly proxy: string } | null;
  /** The buildx builder in use; null: the engine's own. */
  readonly builder: {
    readonly name: string;
    readonly driver: string;
    readonly mirrors: boolean | null;
  } | null;
}

/** What came of asking the network, in a process that has no privileges. */
export interface OutsideSeen {
  readonly hosts: readonly HostSeen[];
  /** The configured mirrors, in the order in which they are used, and the registry itself last. */
  readonly endpoints: readonly EndpointSeen[];
}

export interface HostSeen {
  readonly host: string;
  readonly role: HostRole;
  readonly addresses: readonly string[];
  /** It was asked without a proxy. */
  readonly isDirect: boolean;
  /** null: it answers. */
  readonly how: How | null;
  /** What the proxy did in its place; null: there is none, or it let us through. */
  readonly proxy: ProxyTrouble | null;
  /** The proxy was not reached since its name does not exist. */
  readonly isProxyNameless: boolean;
  /** Milliseconds by which its clock is ahead of ours; null: it did not say. */
  readonly aheadMs: number | null;
}

export interface EndpointSeen {
  /** As configured. */
  readonly url: string;
  readonly isUpstream: boolean;
  readonly outcome: EndpointOutcome;
  /** The Hub's own count, where it tells. */
  readonly quota: {
    readonly limit: number;
    readonly remaining: number | null;
    readonly windowSeconds: number | null;
    readonly countedBy: string | null;
  } | null;
  readonly aheadMs: number | null;
}

export type EndpointOutcome =
  /** As far as it was asked: up to `stage`. */
  { readonly kind: 'serves'; readonly stage: WalkStage } | FailedEndpoint;

/** A blob was asked for there, and came. */
export function hasBlobs({ outcome }: EndpointSeen): boolean {
  return outcome.kind === 'serves' && (outcome.stage === 'config' || outcome.stage === 'layer');
}

export interface FailedEndpoint {
  readonly kind: 'fails';
  readonly reason: Reason;
  readonly stage: WalkStage;
  readonly status: number | null;
  readonly verdict: Verdict;
  readonly code: Code;
  /** Who failed: a token realm, a blob's redirect target, else the endpoint itself. */
  readonly host: string;
  readonly proxyDid: ProxyTrouble['did'] | null;
  /** It led to an address in our own network, where a stranger's word does not take us: an engine would have gone on. */
  readonly isOurs: boolean;
  /** That the image is there for, where it is not for the one asked for. */
  readonly platforms: readonly string[];
}
