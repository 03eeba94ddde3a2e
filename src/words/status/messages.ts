import type { Access } from '../../catalog/types.ts';
import type { Phase, Verdict } from '../../probe/codes.ts';
import type { CommandHelp, Example } from '../frame/messages.ts';

/** The subcommands of `mirror-status`. */
export type StatusCommand = 'record' | 'build' | 'table' | 'next' | 'tell';

export type StatusOption =
  | 'data'
  | 'out'
  | 'baseUrl'
  | 'title'
  | 'settings'
  | 'readme'
  | 'columns'
  | 'only'
  | 'apart'
  | 'vantage'
  | 'throughputHours'
  | 'notify'
  | 'events'
  | 'lang'
  | 'quiet';

/** Why a report is not taken into a history. */
export type ReportProblem =
  | 'not-a-report'
  | 'newer-schema'
  | 'dated-ahead'
  | 'bad-date'
  | 'unsafe-vantage'
  | 'unsafe-id'
  | 'unreadable'
  | 'too-large'
  | 'not-utf8'
  | 'day-closed'
  | 'day-full'
  | 'demo-among-real'
  | 'real-among-demo'
  | 'other-registry';

/** Why a report, a folder or a file is not taken. */
export type StatusProblem =
  | ReportProblem
  | 'bad-settings'
  | 'not-events'
  | 'no-markers'
  | 'many-markers'
  | 'no-history'
  | 'no-vantage'
  | 'busy'
  | 'link';

/** The columns of the table, in Markdown and on the page. */
export type StatusColumn =
  | 'rank'
  | 'mirror'
  | 'verdict'
  | 'days'
  | 'day'
  | 'week'
  | 'month'
  | 'ttfbMedian'
  | 'ttfbP95'
  | 'speed'
  | 'pull'
  | 'fresh'
  | 'access'
  | 'lastUsable';

/** What a day's block shows; the reader tells them apart by shape as well. */
export type BlockKind = 'usable' | 'degraded' | 'left-out' | 'down' | 'unsafe' | 'unknown';

/** Everything that `mirror-status` says: on the command line, in its table, and on its page. */
export interface StatusMessages {
  readonly help: StatusHelp;
  readonly usage: {
    readonly baseUrl: (value: string) => string;
    readonly noReports: string;
    readonly noEvents: string;
    readonly hours: (value: string) => string;
    readonly someOf: (option: string, value: string, known: readonly string[]) => string;
  };
  readonly note: {
    readonly recorded: (name: string, vantage: string, day: string) => string;
    readonly known: (name: string, vantage: string, day: string) => string;
    readonly refused: (name: string, problem: StatusProblem, detail: string) => string;
    readonly repaired: (vantage: string, day: string, bytes: number) => string;
    readonly strangeLines: (vantage: string, day: string, lines: number) => string;
    readonly setAside: (vantage: string, days: string) => string;
    readonly notified: (events: number) => string;
    readonly notNotified: (reason: string) => string;
    readonly built: (folder: string, files: number) => string;
    readonly tableWritten: (file: string) => string;
    readonly tableSame: (file: string) => string;
  };
  readonly column: Readonly<Record<StatusColumn, string>>;
  /** What each column means; the page shows it, and the words on availability are those of the code that counts it. */
  readonly definition: Readonly<Record<StatusColumn, string>>;
  readonly availability: readonly string[];
  readonly table: TableMessages;
  readonly page: PageMessages;
  readonly feed: FeedMessages;
  readonly timeline: TimelineMessages;
  readonly badge: {
    readonly label: string;
    /** Of what is not of now: the word, and when it held. */
    readonly once: (word: string, at: string) => string;
    readonly unlisted: string;
    readonly uptimeLabel: string;
    readonly summaryLabel: string;
    readonly summary: (usable: number, total: number) => string;
  };
}

export interface StatusHelp extends Omit<CommandHelp<StatusOption>, 'examples'> {
  readonly command: Readonly<Record<StatusCommand, string>>;
  readonly argument: string;
  /** Of `tell`. */
  readonly eventsArgument: string;
  readonly examples: Readonly<Record<StatusCommand | 'all', readonly Example[]>>;
}

export interface TableMessages {
  readonly measured: (usable: number, total: number, vantage: string, at: string, version: string) => string;
  readonly demo: string;
  readonly withoutNetwork: (at: string) => string;
  readonly withoutNetworkYet: (at: string) => string;
  readonly silent: (at: string) => string;
  readonly smallBase: (share: string, counted: number, asked: number) => string;
  readonly apart: (count: number) => string;
  readonly fresh: Readonly<Record<'yes' | 'no' | 'unknown', string>>;
  readonly access: Readonly<Record<Access, string>>;
  /** Not within so many days: those that are known, at most those that are kept. */
  readonly never: (days: number) => string;
  readonly now: string;
  readonly none: string;
  readonly more: (count: number) => string;
}

export interface PageMessages {
  readonly title: string;
  readonly htmlLang: string;
  readonly skip: string;
  readonly otherLanguage: string;
  readonly headline: (usable: number, total: number) => string;
  /** Of what may not be called the state of now. */
  readonly headlineThen: (usable: number, total: number) => string;
  readonly headlineNone: (total: number) => string;
  readonly headlineDemo: string;
  readonly measured: (at: string, image: string, registry: string) => string;
  readonly tool: (version: string) => string;
  readonly interval: (time: string) => string;
  /** Between two halves the time of the newest run. */
  readonly stale: (at: string) => string;
  readonly vantage: string;
  readonly fromVantage: (name: string) => string;
  readonly vantageNote: string;
  readonly summary: string;
  readonly filter: {
    readonly label: string;
    readonly search: string;
    readonly verdict: string;
    readonly all: string;
    readonly sort: string;
    readonly shown: (shown: string, total: string) => string;
    readonly none: string;
  };
  readonly sortBy: (column: string) => string;
  readonly tableCaption: (vantage: string) => string;
  readonly details: (mirror: string) => string;
  /** Between two halves the time of the newest finding. */
  readonly checked: (at: string) => string;
  readonly withoutNetwork: (at: string) => string;
  readonly withoutNetworkYet: (at: string) => string;
  readonly unlisted: (at: string) => string;
  /** Of a mirror that somebody named, and that no list has had. */
  readonly neverListed: (at: string) => string;
  /** The parts of the sentence that says why a mirror stands where it does. */
  readonly why: {
    readonly pull: (image: string, time: string, at: string) => string;
    readonly runs: (up: number, counted: number) => string;
    readonly noRuns: string;
    readonly evening: (times: string) => string;
    readonly separator: string;
    readonly end: string;
  };
  readonly base: (counted: number, asked: number) => string;
  readonly best: string;
  readonly take: Readonly<Record<'address' | 'daemonJson' | 'pull' | 'containerd', string>>;
  readonly hours: (counts: string) => string;
  readonly hoursTitle: string;
  readonly useIt: string;
  readonly useItNote: (file: string) => string;
  readonly useItNone: string;
  readonly useItDemo: string;
  /** Some are usable, and none is one to recommend. */
  readonly useItOther: string;
  readonly useItRegistry: (registry: string) => string;
  /** What is known is too old. */
  readonly useItOld: string;
  readonly applyIt: string;
  readonly applyNote: string;
  readonly testIt: string;
  readonly testItNote: string;
  readonly copy: string;
  readonly copied: string;
  readonly copyFailed: string;
  readonly blocks: (counts: string) => string;
  readonly hourCount: (kind: BlockKind, hours: number) => string;
  readonly blockCount: (kind: BlockKind, days: number) => string;
  readonly block: Readonly<Record<BlockKind, string>>;
  readonly blockLegend: string;
  readonly blocksFromTo: (from: string, to: string) => string;
  readonly day: (day: string, verdict: string, availability: string) => string;
  readonly definitions: string;
  readonly availabilityTitle: string;
  readonly pages: string;
  readonly page: (number: number, of: number) => string;
  readonly back: string;
  readonly operator: string;
  readonly access: string;
  readonly address: string;
  readonly availability: string;
  readonly downSince: (at: string) => string;
  readonly downLong: (days: number) => string;
  readonly failedOnce: string;
  readonly notAsked: (at: string) => string;
  readonly latency: string;
  readonly latencyNote: string;
  readonly throughput: string;
  readonly throughputNote: string;
  readonly noData: string;
  readonly plotText: (what: string, low: string, high: string, days: number) => string;
  readonly changes: string;
  readonly changesNone: (days: number) => string;
  readonly change: (from: string, to: string) => string;
  readonly single: string;
  readonly failures: string;
  readonly failuresNone: (days: number) => string;
  readonly failureColumns: Readonly<Record<'phase' | 'code' | 'count' | 'last' | 'meaning', string>>;
  readonly phase: Readonly<Record<Phase, string>>;
  readonly months: string;
  readonly monthColumns: Readonly<Record<'month' | 'availability' | 'runs', string>>;
  readonly badges: string;
  readonly badgesNote: string;
  readonly figures: string;
  readonly data: string;
  readonly dataLinks: Readonly<Record<'latest' | 'history' | 'mirror' | 'feed' | 'prometheus', string>>;
  readonly built: (at: string) => string;
  readonly madeWith: string;
  readonly listSeparator: string;
  readonly verdictHelp: Readonly<Record<Verdict, string>>;
}

export interface FeedMessages {
  readonly title: (title: string) => string;
}

/** What happened, in one line that never changes. `since`: when it began. */
export interface TimelineMessages
  extends Readonly<
    Record<
      'down' | 'unsafe' | 'back' | 'backLong' | 'joined' | 'left',
      (mirror: string, vantage: string, since: string) => string
    >
  > {
  readonly title: string;
}
