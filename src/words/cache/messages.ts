import type { CommandHelp } from '../frame/messages.ts';

export type CacheCommand = 'up' | 'status' | 'warm' | 'prune' | 'down';

export type CacheOption =
  | 'registry'
  | 'as'
  | 'upstream'
  | 'via'
  | 'listen'
  | 'data'
  | 'maxSize'
  | 'redis'
  | 'accountFile'
  | 'apply'
  | 'engine'
  | 'image'
  | 'compose'
  | 'at'
  | 'keepData'
  | 'here'
  | 'format'
  | 'dryRun'
  | 'yes'
  | 'noInput';

/** What `mirror-cache` says. What is quoted comes cleaned. */
export interface CacheMessages {
  readonly help: Omit<CommandHelp<CacheOption>, 'examples'> & {
    readonly images: string;
    readonly command: Readonly<Record<CacheCommand, string>>;
    /** Of options that mean another thing to a command. */
    readonly optionOf: Readonly<
      Partial<Record<CacheCommand, Readonly<Partial<Record<CacheOption, string>>>>>
    >;
    readonly examples: Readonly<Record<'all' | CacheCommand, CommandHelp<string>['examples']>>;
  };
  readonly usage: {
    readonly upstream: (value: string) => string;
    readonly via: (value: string) => string;
    /** The registry's program drops a path without a word. */
    readonly upstreamPath: (value: string) => string;
    readonly oneRegistry: (option: string) => string;
    readonly relayHub: string;
    readonly listen: (value: string) => string;
    readonly openAddress: (value: string) => string;
    readonly maxSize: (value: string) => string;
    readonly redis: (value: string) => string;
    readonly accountUpstream: string;
    readonly data: (value: string) => string;
    readonly systemdOnly: (option: string) => string;
    readonly noImages: string;
    readonly at: (value: string) => string;
    /** A cache elsewhere, and images of these registries. */
    readonly whoseIsAt: (registries: readonly string[]) => string;
    readonly imageRegistry: (image: string, registries: readonly string[]) => string;
    readonly notInstalled: (registry: string, installed: readonly string[]) => string;
  };
  /** Another process changes the caches right now. */
  readonly busy: (pid: number) => string;
  /** They are no longer what the plan was made of. */
  readonly changed: string;
  /** A cache whose configuration is not there, or does not say what ours says. */
  readonly unreadable: (registry: string, file: string) => string;
  readonly up: UpWords;
  readonly down: {
    readonly notInstalled: string;
    readonly plan: (registries: readonly string[], keepData: boolean, folder: string) => string;
    /** Of an engine that asks a cache: what goes from its list, and what stays there. */
    readonly engine: (
      engine: string,
      registry: string,
      file: string,
      own: readonly string[],
      rest: readonly string[],
    ) => string;
    /** Files of engines that name a cache all the same. */
    readonly stillNamed: (files: readonly string[]) => string;
    /** A configuration that is no longer of our form. */
    readonly edited: (file: string) => string;
    /** A cache's folder with a store that is not seen to be a cache's, or with something else ('': none) in it. */
    readonly notItsOwn: (folder: string, name: string) => string;
    /** Units without a cache. */
    readonly leftovers: (folder: string) => string;
    readonly gone: string;
    readonly kept: (folder: string) => string;
    /** What was fetched was to go, and could not be taken away. Folders as a shell takes them. */
    readonly dataLeft: (folders: readonly string[]) => string;
    readonly left: string;
  };
  readonly status: CacheStatusWords;
  readonly warm: {
    readonly there: (image: string) => string;
    readonly otherCache: (url: string, registry: string) => string;
    readonly fetched: (image: string, size: string) => string;
    readonly failed: (image: string, why: string) => string;
    readonly summary: (there: number, fetched: number, failed: number) => string;
    readonly noCache: (registry: string) => string;
    readonly silent: string;
    readonly stopped: string;
    readonly notAManifest: string;
    readonly unread: Readonly<Record<'not-an-image' | 'unset' | 'not-read' | 'no-services', string>>;
    readonly cutOff: (path: string) => string;
    /** It came through whole, and the cache does not have it. */
    readonly notKept: (path: string) => string;
    readonly status: (path: string, status: number) => string;
    readonly noMatch: (platform: string) => string;
  };
  readonly prune: {
    readonly under: (registry: string, used: string, most: string) => string;
    readonly evicted: (registry: string, repository: string, lastPulled: string) => string;
    readonly done: (registry: string, before: string, after: string, most: string) => string;
    /** Nothing was done: what would go, and how much would be left. */
    readonly wouldEvict: (registry: string, repository: string, lastPulled: string) => string;
    readonly wouldBe: (registry: string, before: string, after: string, most: string) => string;
    readonly noLog: (registry: string) => string;
    readonly failed: (registry: string, why: string) => string;
    readonly over: (registry: string, used: string, most: string) => string;
    readonly noBound: (registry: string) => string;
    readonly unreadable: (path: string) => string;
    readonly noStore: (folder: string) => string;
    /** Another user's folder. */
    readonly othersFolder: (path: string, uid: number) => string;
    readonly notACache: (folder: string) => string;
    readonly notFollowed: (path: string) => string;
    readonly noRedis: (address: string, why: string) => string;
    /** Nothing was taken away, so nothing had to be emptied. */
    readonly redisSilent: (address: string, why: string) => string;
  };
}

export interface UpWords {
  /** A compose file follows. */
  readonly noSystemd: string;
  /** Nothing follows. */
  readonly systemdMissing: string;
  readonly applyNeedsSystemd: string;
  /** mirror-apply could not point it anywhere. */
  readonly engineMissing: (engine: string) => string;
  readonly already: (registries: readonly string[]) => string;
  /** Some of those that were asked for. */
  readonly stays: (registries: readonly string[]) => string;
  /** `--data` and `--max-size` are those of all caches. */
  readonly ofAll: (option: string) => string;
  readonly leftovers: string;
  readonly inUse: (path: string) => string;
  readonly systemFolder: (folder: string) => string;
  readonly redisFails: (address: string, why: string) => string;
  readonly noProgram: (path: string) => string;
  readonly noRelay: string;
  readonly loopback: (address: string) => string;
  /** The caches that are there have it, for another engine. */
  readonly loopbackThere: (address: string) => string;
  /** `word`: the same as a shell takes it. */
  readonly noData: (folder: string, word: string) => string;
  /** A registry's store, of which nothing says that it is a cache's. */
  readonly dataOfRegistry: (folder: string) => string;
  readonly dataUnreadable: (folder: string, why: string) => string;
  readonly dataInUse: (folder: string, name: string) => string;
  readonly notOurs: (address: string) => string;
  readonly portTaken: (address: string, registry: string) => string;
  readonly diskFull: (folder: string, free: string, wanted: string) => string;
  readonly account: (
    path: string,
    problem: 'unreadable' | 'others-read' | 'not-an-account',
    detail: string,
  ) => string;
  readonly accountExposed: string;
  readonly redisSlower: string;
  readonly plan: (
    caches: readonly { readonly registry: string; readonly url: string; readonly remote: string }[],
  ) => string;
  readonly planData: (folder: string, kept: readonly string[]) => string;
  readonly planFiles: (config: string, units: string) => string;
  /** Units that somebody edited, or another version wrote. */
  readonly planReplaced: (paths: readonly string[]) => string;
  /** In a container a loopback address is the container's own. */
  readonly composeRedis: (address: string) => string;
  readonly planBound: (most: string | null) => string;
  readonly planApply: (engine: string) => string;
  readonly question: string;
  /** A plan was shown and no more. */
  readonly dryRun: string;
  readonly waiting: string;
  readonly failed: Readonly<
    Record<
      | 'not-written'
      | 'not-started'
      | 'upstream-down'
      | 'upstream-silent'
      | 'not-reached'
      | 'no-manifest'
      // The same with an account, which the registry does not tell apart.
      | 'no-manifest-for-account',
      string
    >
  >;
  readonly ofRegistry: (registry: string) => string;
  readonly putBack: string;
  readonly notPutBack: string;
  readonly done: (registry: string, url: string) => string;
  readonly applyYourself: (commands: readonly string[]) => string;
  /** `bounds`: the commands that keep one; none where there are no such commands. */
  readonly compose: (bounds: readonly string[]) => string;
  /** What `status` and `warm` do not find by themselves. `commands`: that fetch images into each. */
  readonly composeElsewhere: (commands: readonly string[]) => string;
  readonly composeSecrets: (file: string, variables: readonly string[]) => string;
}

export interface CacheStatusWords {
  readonly none: string;
  readonly serving: (registry: string, url: string) => string;
  readonly notServing: Readonly<
    Record<
      'no-answer' | 'address-gone' | 'kept-fails' | 'disk-full' | 'upstream-silent',
      (cache: NotServingCache) => string
    >
  >;
  readonly upstream: Readonly<Record<'answers' | 'silent' | 'fails' | 'unasked', (remote: string) => string>>;
  readonly lastStored: (instant: string | null) => string;
  /** `mayLook`: is it root who asks? */
  readonly size: (used: string | null, most: string | null, free: string | null, mayLook: boolean) => string;
  readonly hits: (manifests: string, blobs: string) => string;
  readonly noLog: string;
  readonly quota: (remaining: number | null, limit: number) => string;
  readonly foreign: (paths: readonly string[]) => string;
  readonly diskLow: string;
  readonly redisSilent: (why: string) => string;
}

export interface NotServingCache {
  readonly registry: string;
  readonly url: string;
  /** Whose log it is. */
  readonly unit: string;
  /** The unit that puts its address there; null: it is not ours. */
  readonly addressUnit: string | null;
}
