import type { CommandHelp } from '../frame/messages.ts';

export type RelayCommand = 'run' | 'install' | 'status' | 'uninstall';

/** The options of `mirror-relay` beside those that say whom to ask and how. */
export type RelayOption =
  | 'from'
  | 'listen'
  | 'allow'
  | 'spool'
  | 'maxSize'
  | 'resolve'
  | 'recheck'
  | 'registry'
  | 'proxy'
  | 'format'
  | 'dryRun'
  | 'yes'
  | 'noInput'
  | 'activate';

/** What `mirror-relay` says; what it logs while it runs is English, for journals. What is quoted comes cleaned. */
export interface RelayMessages {
  readonly help: Omit<CommandHelp<RelayOption>, 'examples'> & {
    readonly urls: string;
    /** What these mean where a service is made. */
    readonly installOption: Readonly<Record<'listen' | 'image', string>>;
    readonly command: Readonly<Record<RelayCommand, string>>;
    readonly examples: Readonly<Record<'all' | RelayCommand, CommandHelp<string>['examples']>>;
  };
  readonly usage: {
    readonly listen: (value: string) => string;
    readonly allow: (value: string) => string;
    readonly recheck: (value: string) => string;
    readonly maxSize: (value: string) => string;
    /** Addresses, or a report, say nothing of which registry they stand in for. */
    readonly oneRegistry: (option: string) => string;
    readonly asRoot: string;
  };
  readonly note: {
    /** `proxy`: without a password; null: they are asked directly. */
    readonly noMirror: (registry: string, proxy: string | null) => string;
    readonly spool: (path: string, why: string) => string;
    readonly spoolTaken: (path: string) => string;
    readonly listen: (address: string, why: string) => string;
    readonly notServing: (url: string, isInstalled: boolean) => string;
    readonly loopback: string;
  };
  readonly install: InstallWords;
  readonly status: StatusWords;
}

export interface InstallWords {
  readonly noSystemd: string;
  readonly already: string;
  readonly notInstalled: string;
  readonly plan: (service: string, socket: string, url: string, file: string) => string;
  /** Docker's own proxies would take this address. */
  readonly planNoProxy: (host: string) => string;
  readonly question: string;
  /** `--listen`. */
  readonly notOurs: (host: string) => string;
  /** `surveys`: nobody said which mirrors, so that they are surveyed first. */
  readonly waiting: (url: string, surveys: boolean) => string;
  readonly notServing: string;
  /** Behind `notServing`; `proxy`: without a password. */
  readonly throughProxy: (proxy: string) => string;
  readonly putBack: string;
  readonly notPutBack: string;
  readonly done: (url: string) => string;
  /** The same while Docker does not run. */
  readonly doneStopped: (url: string) => string;
  /** `--dry-run` of `uninstall`: these files, and what was kept. */
  readonly planGone: (files: readonly string[]) => string;
  readonly gone: string;
}

export interface StatusWords {
  readonly serving: (url: string, since: string) => string;
  readonly requests: (hits: number, misses: number, failed: number) => string;
  readonly bytes: (served: string, saved: string, fetched: string) => string;
  readonly spool: (used: string, most: string, entries: number) => string;
  /** `most`: what passes through memory at a time. */
  readonly full: (most: string) => string;
  readonly mirrors: string;
  readonly state: Readonly<Record<'fit' | 'resting' | 'barred', string>>;
  readonly until: (instant: string) => string;
  readonly trouble: Readonly<
    Record<
      | 'unreachable'
      | 'silent'
      | 'stalled'
      | 'cut'
      | 'missing'
      | 'refused'
      | 'limited'
      | 'failed'
      | 'not-it'
      | 'wrong-bytes',
      string
    >
  >;
  readonly stale: (tag: string, confirmed: string) => string;
}
