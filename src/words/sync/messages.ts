import type { RegistryFailureCode } from '../../registry/push/index.ts';
import type { CommandHelp } from '../frame/messages.ts';

export type SyncOption =
  | 'official'
  | 'library'
  | 'images'
  | 'compose'
  | 'tags'
  | 'platform'
  | 'mirror'
  | 'from'
  | 'noMirrors'
  | 'state'
  | 'authFile'
  | 'loginAt'
  | 'ca'
  | 'proxy'
  | 'verify'
  | 'prune'
  | 'dryRun'
  | 'yes'
  | 'noInput'
  | 'format';

/**
 * Why an image is not there; as `code` in the JSON. Beside what registries answer:
 *
 * - `no-such-image`: the source does not have it, or not for everybody. `no-platform`: it is not there for any platform that was asked for.
 * - `no-bytes`: neither mirrors nor the source gave what it names. `bad-manifest`: what the source names is none that can be copied.
 * - `partial-index`: the destination does not take an index of which children are missing. `no-deletion`: it deletes nothing. `no-room`: this disk is full.
 * - `foreign-layers`: the destination does not take a manifest whose layers lie elsewhere (`urls`).
 */
export type SyncReason =
  | RegistryFailureCode
  | 'no-such-image'
  | 'no-platform'
  | 'no-bytes'
  | 'bad-manifest'
  | 'partial-index'
  | 'foreign-layers'
  | 'no-deletion'
  | 'no-room';

/**
 * Why something of an input was not read; as `reason` in the JSON.
 *
 * - Of a compose file: `unset`, a variable without a value. `not-read`: not the name of an image, or what may name some and was not read (`include`).
 * - Of a file of the library: `unreadable`; `too-large`; `malformed`: it has lines that are none of its format, or no tags.
 * - Of a list of images: `empty`: it names none.
 */
export type UnreadReason = 'empty' | 'unset' | 'not-read' | 'unreadable' | 'too-large' | 'malformed';

/** Why --prune took nothing away: an input was read in part only; an image failed or was left; the run was ended; nobody agreed to it. */
export type PruneSkip = 'unread' | 'images' | 'no-consent';

/** Why a file has no login for the destination: no entry, one that is no login, or it cannot be taken for such a file. */
export type LoginLack = 'none' | 'undecodable' | 'broken' | 'unreadable';

/** What was the matter with a mirror, beside that it lacks something. */
export type MirrorTrouble =
  | 'unreachable'
  | 'silent'
  | 'stalled'
  | 'cut'
  | 'refused'
  | 'limited'
  | 'failed'
  | 'not-it'
  | 'wrong-bytes';

/** `api`: with the path of the protocol, `/v2/`, which belongs to no repository's name. */
export type DestinationProblem = 'unparsable' | 'login' | 'path' | 'hub' | 'api';

/** Whose doing it is. */
export type SyncPlace = 'source' | 'destination' | 'here';

export interface SyncTotals {
  readonly inSync: number;
  readonly copied: number;
  readonly wouldCopy: number;
  readonly failed: number;
  readonly left: number;
  readonly pruned: number;
}

/** What `mirror-sync` says. What is quoted comes cleaned. */
export interface SyncMessages {
  readonly help: CommandHelp<SyncOption> & { readonly argument: string };
  readonly usage: {
    readonly noDestination: string;
    readonly destination: (value: string, problem: DestinationProblem) => string;
    readonly tags: (value: string) => string;
    readonly tagsOfNothing: string;
    readonly loginAt: (value: string) => string;
    readonly foreignImage: (value: string) => string;
    readonly asRoot: string;
    readonly nothingWanted: (why: 'no-image' | 'no-tag', destination: string) => string;
    readonly listLine: (name: string, line: number, sentence: string) => string;
    readonly listLength: (name: string, most: number) => string;
    readonly notAState: (path: string, isTooLarge: boolean) => string;
    readonly otherDestination: (path: string, shown: string) => string;
  };
  readonly note: {
    /** As `catalog.compose`. */
    readonly compose: (taken: {
      readonly file: string;
      readonly images: readonly string[];
      readonly others: readonly string[];
      readonly unset: readonly string[];
      readonly unread: readonly string[];
      readonly override: string | null;
    }) => string;
    /** A file of the library that is not read: `name` as its image's. */
    readonly libraryFile: (name: string, reason: UnreadReason, detail: string | null) => string;
    /** A list of images; `-` is standard input. */
    /** Images of other registries whose names are those of tags that would be taken away. */
    readonly namesakes: (names: readonly string[], destination: string) => string;
    readonly emptyList: (name: string) => string;
    /** Nobody answers there, or does not know us; `why` as in `trouble`. */
    readonly noContact: (at: SyncPlace, code: SyncReason, why: string, destination: string) => string;
    readonly nothingBegun: string;
    /** Behind the sentence that a file or an address of the inputs cannot be fetched. */
    readonly noList: string;
    readonly helper: (helper: string, host: string) => string;
    /** Of a file of logins. `none`: of the one that was named. */
    readonly noLogin: (why: LoginLack, path: string, host: string) => string;
    readonly loginRefused: (path: string, host: string) => string;
    readonly mirrors: (urls: readonly string[]) => string;
    readonly busy: (pid: number, since: string) => string;
    readonly state: (path: string, why: string) => string;
    readonly checking: (done: number, of: number) => string;
    /** `number` counts from one. */
    readonly copying: (name: string, number: number, of: number) => string;
    readonly bytes: (way: 'sent' | 'received', bytes: string, total: string) => string;
  };
  readonly prune: {
    readonly list: (count: number, names: readonly string[], more: number) => string;
    readonly question: string;
    /** Manifests that no tag of ours is any more. */
    readonly listUntagged: (count: number) => string;
    readonly untagged: (count: number) => string;
    /** `wasAsked`: somebody said no. */
    readonly noConsent: (wasAsked: boolean) => string;
    readonly skipped: (why: Exclude<PruneSkip, 'no-consent'>) => string;
    readonly end: (name: string, end: 'deleted' | 'would-delete' | 'gone' | 'foreign' | 'shared') => string;
  };
  readonly image: {
    readonly copied: (name: string, sent: string, mounted: number) => string;
    readonly inSync: (name: string) => string;
    readonly wouldCopy: (name: string) => string;
    readonly left: (name: string) => string;
    readonly failed: (name: string, why: string) => string;
    /** Behind the line of an image: what others had put under these tags is written over. */
    readonly replaces: (tags: readonly string[]) => string;
    readonly moreTags: (count: number) => string;
  };
  readonly trouble: (at: SyncPlace, code: SyncReason, detail: string | null) => string;
  readonly summary: {
    readonly totals: (totals: SyncTotals, destination: string) => string;
    readonly traffic: (received: string, sent: string, mounted: number) => string;
    readonly quota: (spent: number, remaining: number | null, limit: number | null) => string;
    /** What a mirror did, so often, in place of giving what it was asked for. */
    readonly mirror: (url: string, trouble: MirrorTrouble, count: number) => string;
    /** What of the inputs was not read, each with where it stands. */
    readonly unread: (items: readonly string[]) => string;
    readonly stopped: string;
  };
}
