import type { NodeFile, RestartCost, Unread } from '../../engines/engine.ts';
import type { Code, Verdict } from '../../probe/codes.ts';
import type { ProxyTrouble } from '../../registry/transport/types.ts';
import type { CodeFacts } from '../verdict/messages.ts';
import type { SelfTold, Symptom } from './symptom.ts';

/** What a proxy did; `nameless`: its name does not exist. */
export type ProxyDid = ProxyTrouble['did'] | 'socks' | 'plain' | 'nameless';

/** What a host is to a pull. `other`: a registry that is not Docker Hub's. */
export type HostRole = 'registry' | 'token' | 'blob' | 'other';

/** How a host was not reached, or what was found in its place. Addresses as the system's resolver gave them; null: behind a proxy nobody knows. */
export type How =
  | { readonly kind: 'name-not-found'; readonly servers: readonly string[] }
  | { readonly kind: 'names-silent'; readonly servers: readonly string[] }
  | { readonly kind: 'names-broken'; readonly servers: readonly string[] }
  | { readonly kind: 'connect-timeout'; readonly address: string | null }
  | { readonly kind: 'refused'; readonly address: string | null }
  /** No way to an address of this family. */
  | { readonly kind: 'no-route'; readonly address: string | null; readonly family: 4 | 6 | null }
  /** The resolver makes addresses up (198.18.0.0/15), and what should carry the packets does not. */
  | { readonly kind: 'fake-ip'; readonly address: string | null }
  /** Connected, and then nothing. `other`: did a handshake for another name get an answer at the same address? null: not asked. */
  | { readonly kind: 'tls-silent'; readonly other: boolean | null }
  | { readonly kind: 'reset'; readonly other: boolean | null }
  | { readonly kind: 'closed'; readonly other: boolean | null }
  | { readonly kind: 'tls-failure' }
  | { readonly kind: 'plain-http' }
  | { readonly kind: 'wrong-certificate'; readonly address: string | null; readonly names: string }
  | { readonly kind: 'untrusted'; readonly issuer: string | null }
  /** `early`: it counts from later on; null: not seen which. */
  | { readonly kind: 'expired'; readonly early: boolean | null }
  | { readonly kind: 'silent' }
  | { readonly kind: 'server-error'; readonly status: number }
  | { readonly kind: 'denied'; readonly status: number }
  | { readonly kind: 'rate-limited' }
  /** A web page in the place of a registry. */
  | { readonly kind: 'portal' }
  | { readonly kind: 'garbled' };

/** A folder for CAs of one's own, and what makes them count. */
export interface CaStore {
  readonly folder: string;
  readonly command: string;
}

/** A mirror's fault, in the words that a report has for it. */
export interface MirrorFault {
  /** As it is configured, personal parts left out. */
  readonly mirror: string;
  readonly verdict: Verdict;
  readonly code: Code;
  readonly facts: CodeFacts;
}

/** Why a pull fails. The kind is the contract (docs/interface.md). */
export type Cause =
  | SelfTold
  | {
      readonly kind: 'bad-reference';
      readonly text: string;
      readonly problem: 'url' | 'upper-case' | 'marks' | 'other';
      readonly better: string | null;
    }
  | { readonly kind: 'restricted-by-administrator' }
  | { readonly kind: 'image-too-old'; readonly image: string | null }
  | {
      readonly kind: 'platform-missing';
      readonly image: string | null;
      readonly platform: string | null;
      readonly there: readonly string[];
      /** Who asked for a platform that is not this machine's: a variable of the shell, or an option. null: it is this machine's. */
      readonly askedBy: 'variable' | 'option' | null;
    }
  /** What a registry has under this name is an artifact of another kind: a chart, a signature. */
  | { readonly kind: 'not-an-image'; readonly image: string | null; readonly type: string | null }
  | { readonly kind: 'unpack-fails'; readonly reason: string }
  | { readonly kind: 'read-only'; readonly root: string | null }
  | { readonly kind: 'image-not-found'; readonly image: string | null }
  | { readonly kind: 'image-denied'; readonly image: string | null }
  | { readonly kind: 'no-engine' }
  | { readonly kind: 'engine-down'; readonly endpoint: string | null; readonly start: string | null }
  | { readonly kind: 'wrong-endpoint'; readonly endpoint: string; readonly variable: string | null }
  | { readonly kind: 'no-permission'; readonly endpoint: string | null }
  | { readonly kind: 'disk-full'; readonly root: string | null; readonly what: 'bytes' | 'inodes' }
  | { readonly kind: 'file-broken'; readonly path: string; readonly line: number; readonly column: number }
  | { readonly kind: 'file-refused'; readonly path: string; readonly what: string }
  | { readonly kind: 'file-not-in-force'; readonly path: string; readonly command: string | null }
  | {
      readonly kind: 'wrong-file';
      readonly edited: string;
      readonly read: string | null;
      readonly command: string | null;
    }
  | { readonly kind: 'hosts-toml-website'; readonly path: string }
  | { readonly kind: 'helper-missing'; readonly program: string; readonly path: string | null }
  | { readonly kind: 'helper-failed' }
  | { readonly kind: 'client-config-broken'; readonly path: string | null }
  /** `open`: the image was seen to be there for everybody. */
  | {
      readonly kind: 'stale-login';
      readonly path: string | null;
      readonly open: boolean;
      /** `docker.io`, or another's host. */
      readonly registry: string;
    }
  | { readonly kind: 'needs-terminal' }
  | { readonly kind: 'builder-ignores-mirrors'; readonly builder: string }
  | { readonly kind: 'build-keeps-mirrors'; readonly restart: RestartCost }
  /** Without a byte for so long; a pull of the same image is joined to it. */
  | { readonly kind: 'download-stands'; readonly minutes: number; readonly restart: RestartCost }
  | { readonly kind: 'build-token'; readonly host: string; readonly proxy: string | null }
  | { readonly kind: 'clock-wrong'; readonly aheadMs: number }
  /** `host`: the only one that it keeps from us; null: it does so with all. */
  | {
      readonly kind: 'proxy-fails';
      readonly host: string | null;
      readonly proxy: string;
      readonly did: ProxyDid;
      readonly status: number | null;
    }
  /** The engine has a proxy, and does not use it for this host. */
  | {
      readonly kind: 'proxy-passed-by';
      readonly proxy: string;
      readonly host: string;
      readonly why: 'http-alone' | 'no-proxy';
      readonly how: How;
    }
  | { readonly kind: 'shell-proxy-only'; readonly variable: string; readonly proxy: string }
  | { readonly kind: 'names-fail'; readonly host: string; readonly how: How }
  | { readonly kind: 'no-network' }
  | { readonly kind: 'no-route'; readonly host: string; readonly how: How }
  | { readonly kind: 'fake-ip'; readonly host: string; readonly how: How }
  | {
      readonly kind: 'hosts-file';
      readonly path: string;
      readonly line: number;
      readonly host: string;
      readonly address: string;
    }
  | { readonly kind: 'wrong-server'; readonly host: string; readonly how: How }
  /** `store`: where this system's own CAs are kept; null: not known, or not ours to say. */
  | {
      readonly kind: 'tls-inspected';
      readonly host: string;
      readonly how: How;
      readonly store: CaStore | null;
      readonly restart: RestartCost;
    }
  /** A registry of one's own: nobody can tell its own CA from one on the way. `folder`: where the engine looks for it; null: in the system's. */
  | {
      readonly kind: 'unknown-ca';
      readonly host: string;
      readonly how: How;
      readonly folder: string | null;
    }
  | { readonly kind: 'certificate-expired'; readonly host: string; readonly early: boolean | null }
  | { readonly kind: 'host-blocked'; readonly host: string; readonly role: HostRole; readonly how: How }
  | { readonly kind: 'host-fails'; readonly host: string; readonly role: HostRole; readonly how: How }
  | { readonly kind: 'hub-rate-limited'; readonly login: boolean }
  /** A network that a container engine made here has that host's address: what is sent there stays here. */
  | {
      readonly kind: 'bridge-covers';
      /** A mirror as it is configured, or a host. */
      readonly host: string;
      readonly address: string;
      readonly bridge: string;
      readonly network: string;
    }
  | { readonly kind: 'mirrors-fail'; readonly count: number; readonly hub: boolean }
  /** `restart`: with this store a pull that hangs ends with the engine alone; null: it ends with its client. */
  | {
      readonly kind: 'mirror-stops-pull';
      readonly mirror: string;
      readonly hangs: boolean;
      readonly restart: RestartCost | null;
    }
  | { readonly kind: 'mirrors-not-for-registry'; readonly registry: string; readonly how: How }
  /** The file of who pulls for a kubelet, or for ctr. `config`: where that is decided; `command`: has it read anew. */
  | {
      readonly kind: 'mirrors-not-read';
      readonly engine: NodeFile['engine'];
      readonly file: string;
      readonly config: string | null;
      readonly why: Unread['why'] | 'ctr';
      readonly line: number | null;
      readonly image: string;
      readonly command: string;
    }
  /** A hosts.toml without "resolve": its mirrors give content, and nobody says which a tag is. */
  | { readonly kind: 'mirrors-not-resolving'; readonly path: string; readonly mirror: string }
  | { readonly kind: 'plain-http-registry'; readonly host: string }
  | { readonly kind: 'transfer-cut'; readonly corrupt: boolean }
  /** The pull came through; a command that was run then did not. */
  | { readonly kind: 'build-command-fails'; readonly trouble: 'names' | 'network' | 'format' | 'other' }
  | { readonly kind: 'build-file-missing'; readonly path: string }
  | { readonly kind: 'client-release'; readonly side: 'old' | 'new'; readonly limit: string }
  | { readonly kind: 'short-name'; readonly name: string }
  | { readonly kind: 'certificate-without-names'; readonly host: string | null }
  | { readonly kind: 'containerd-down' }
  | { readonly kind: 'disk-quota' }
  | { readonly kind: 'content-trust' }
  | { readonly kind: 'account-unverified' }
  | { readonly kind: 'too-many-files' }
  | { readonly kind: 'folder-missing'; readonly path: string }
  /** The engine's process finds no CA at all. */
  | { readonly kind: 'no-authorities'; readonly restart: RestartCost };

export type CauseKind = Cause['kind'];

/** `windows/amd64`: of an engine that runs Windows' own containers, for which few images exist. */
export function isWindows(platform: string | null): boolean {
  return platform?.startsWith('windows/') === true;
}

/**
 * `proven`: it was seen on this machine, now, and no pull of this kind can come through. `likely`: what was seen fits it and nothing else that is known.
 * `possible`: it fits, and was not seen.
 */
export type Certainty = 'proven' | 'likely' | 'possible';

/** The looks, in their order. */
export const LOOKS = [
  'text',
  'engine',
  'files',
  'client',
  'clock',
  'proxy',
  'hosts',
  'image',
  'replay',
] as const;
export type LookName = (typeof LOOKS)[number];

/** Something that was seen, by which look. */
export type Evidence = { readonly look: LookName } & EvidenceFacts;

export type EvidenceFacts =
  | { readonly kind: 'said'; readonly symptom: Symptom; readonly host: string | null }
  | {
      readonly kind: 'engine';
      readonly version: string | null;
      readonly store: 'classic' | 'containerd' | null;
      readonly mirrors: number;
    }
  | { readonly kind: 'engine-silent'; readonly endpoint: string | null }
  | { readonly kind: 'engine-stopped' }
  | { readonly kind: 'socket-closed'; readonly endpoint: string | null }
  | {
      readonly kind: 'disk';
      readonly root: string;
      readonly freeBytes: number;
      readonly freeInodes: number | null;
    }
  | { readonly kind: 'file'; readonly path: string; readonly line: number; readonly column: number }
  | { readonly kind: 'file-says'; readonly path: string; readonly what: string }
  | {
      readonly kind: 'file-lists';
      readonly path: string;
      readonly file: readonly string[];
      readonly inForce: readonly string[];
    }
  | { readonly kind: 'bad-line'; readonly path: string; readonly line: number | null }
  | { readonly kind: 'names-hosts'; readonly path: string; readonly hosts: readonly string[] }
  | {
      readonly kind: 'hosts-line';
      readonly path: string;
      readonly line: number;
      readonly host: string;
      readonly address: string;
    }
  | { readonly kind: 'open-files'; readonly open: number; readonly limit: number }
  | { readonly kind: 'bridge'; readonly bridge: string; readonly network: string }
  | { readonly kind: 'not-on-path'; readonly program: string }
  | { readonly kind: 'login'; readonly path: string; readonly by: 'file' | 'helper' }
  | { readonly kind: 'empty-download'; readonly minutes: number }
  | { readonly kind: 'builder'; readonly builder: string; readonly driver: string }
  | { readonly kind: 'changed-since'; readonly path: string }
  | { readonly kind: 'clock'; readonly host: string; readonly aheadMs: number }
  | {
      readonly kind: 'proxy';
      readonly host: string | null;
      readonly proxy: string;
      readonly did: ProxyDid;
      readonly status: number | null;
    }
  | { readonly kind: 'shell-proxy'; readonly variable: string; readonly proxy: string }
  | { readonly kind: 'engine-proxy'; readonly proxy: string | null }
  | { readonly kind: 'addresses'; readonly host: string; readonly addresses: readonly string[] }
  | { readonly kind: 'host'; readonly host: string; readonly how: How }
  | { readonly kind: 'host-answers'; readonly host: string }
  | { readonly kind: 'mirror'; readonly fault: MirrorFault }
  | { readonly kind: 'mirror-works'; readonly mirror: string }
  | { readonly kind: 'no-mirrors' }
  | {
      readonly kind: 'platforms';
      readonly image: string;
      readonly host: string;
      readonly platforms: readonly string[];
    }
  | { readonly kind: 'not-an-image'; readonly image: string; readonly host: string }
  | { readonly kind: 'read-only'; readonly root: string }
  | { readonly kind: 'not-there'; readonly path: string }
  | { readonly kind: 'no-authorities' }
  | { readonly kind: 'platform-variable'; readonly value: string }
  | { readonly kind: 'unknown-there'; readonly image: string; readonly host: string; readonly status: number }
  | { readonly kind: 'open-to-all'; readonly image: string; readonly host: string };

/** Why the message speaks of something else than the cause. */
export type WhyOtherwise =
  | { readonly kind: 'classic-shows-hub'; readonly mirrors: number }
  | { readonly kind: 'containerd-shows-first'; readonly mirror: string }
  | { readonly kind: 'containerd-says-not-found'; readonly mirror: string }
  | { readonly kind: 'proxy-not-named' }
  | { readonly kind: 'client-fetches-token' }
  | { readonly kind: 'clock-blames-certificate' }
  | { readonly kind: 'denied-for-unknown' }
  | { readonly kind: 'says-nothing' };

/** What is worth knowing beside the cause. */
export type SideFinding =
  | { readonly kind: 'mirror-useless'; readonly fault: MirrorFault }
  | { readonly kind: 'hub-out-of-reach'; readonly host: string; readonly how: How }
  | { readonly kind: 'hub-quota-low'; readonly remaining: number; readonly limit: number }
  /** A text names it, and nobody is asked because of that. */
  | {
      readonly kind: 'registry-not-asked';
      readonly registry: string;
      readonly image: string | null;
    }
  | { readonly kind: 'disk-low'; readonly root: string; readonly freeBytes: number }
  | { readonly kind: 'cause'; readonly cause: Cause };

/** What was looked at and is in order. */
export type RuledOut =
  | 'reference'
  | 'engine'
  | 'file'
  | 'disk'
  | 'client-config'
  | 'clock'
  | 'proxy'
  | 'hub'
  | 'mirrors'
  /** They answer for tags; whether blobs come nobody asked. */
  | 'mirrors-but-blobs';
