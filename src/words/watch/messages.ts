import type { CommandHelp } from '../frame/messages.ts';

export type WatchCommand = 'install' | 'run' | 'status' | 'uninstall';

/** The options of `mirror-watch` beside those that say whom to ask and how. */
export type WatchOption =
  | 'engine'
  | 'notify'
  | 'every'
  | 'full'
  | 'againAfter'
  | 'format'
  | 'dryRun'
  | 'yes'
  | 'noInput';

type AppliedWords =
  | { readonly kind: 'changed'; readonly before: readonly string[]; readonly after: readonly string[] }
  | { readonly kind: 'kept' }
  | { readonly kind: 'failed'; readonly exitCode: number };

/** What `mirror-watch` says. What is quoted comes cleaned. */
export interface WatchMessages {
  readonly help: Omit<CommandHelp<WatchOption>, 'examples'> & {
    readonly command: Readonly<Record<WatchCommand, string>>;
    readonly examples: Readonly<Record<'all' | WatchCommand, CommandHelp<string>['examples']>>;
  };
  readonly usage: {
    readonly engine: (value: string, known: readonly string[]) => string;
    readonly every: (value: string) => string;
    /** Of an address that is neither http nor https. */
    readonly notify: (scheme: string) => string;
  };
  readonly onlyLinux: string;
  readonly state: Readonly<Record<'works' | 'down' | 'unknown', string>>;
  readonly run: {
    readonly noEngine: (engine: string) => string;
    readonly idle: Readonly<Record<'down' | 'no-mirrors' | 'relay', string>>;
    readonly mirror: (url: string, state: string, code: string | null) => string;
    /** Of one that was taken out and is asked at each look. */
    readonly awaited: (url: string, state: string, code: string | null) => string;
    readonly rest: Readonly<Record<'well' | 'not-known' | 'no-network' | 'failed-lately', string>>;
    /** Of one that answers a look and failed when all were measured. */
    readonly unfit: (url: string) => string;
    /** Of an address in the engine's file that no survey takes. */
    readonly unasked: (url: string, file: string) => string;
    readonly apply: Readonly<Record<'down' | 'weekly' | 'back' | 'without', string>>;
    /** All could not be measured: as mirror-apply ended. */
    readonly notMeasured: (exitCode: number) => string;
    readonly waiting: (keys: string) => string;
    readonly busy: string;
    readonly applied: (applied: AppliedWords) => string;
    readonly notTold: (why: string) => string;
  };
  readonly install: {
    /** The line for cron comes after it. */
    readonly noSystemd: string;
    /** The line before it holds what others must not see. */
    readonly cronSecret: string;
    /** A user or a password in it is not shown. */
    readonly cronMasked: string;
    readonly cronOneLine: string;
    readonly cronGone: string;
    /** `--list -`. */
    readonly stdin: string;
    readonly plan: (service: string, timer: string, hours: number) => string;
    readonly secret: (path: string) => string;
    readonly question: string;
    readonly uninstallQuestion: string;
    readonly failed: (why: string) => string;
    readonly putBack: string;
    readonly notPutBack: string;
    readonly done: string;
    readonly notInstalled: string;
    readonly gone: string;
  };
  readonly status: {
    readonly notYet: string;
    readonly stopped: string;
    /** `how`: systemd's word for what came of the service's last run. */
    readonly unitFailed: (how: string) => string;
    readonly failed: (at: string, why: string) => string;
    readonly looked: (engine: string, at: string) => string;
    readonly full: (at: string) => string;
    readonly last: (at: string, what: string, came: 'changed' | 'kept' | 'failed') => string;
  };
}
