import type { ReferenceProblem } from '../../registry/reference.ts';

/** The options of `mirror-check`, by commander's names for them; `--no-…` ones by their own. */
export const CHECK_OPTIONS = [
  'image',
  'platform',
  'registry',
  'list',
  'all',
  'only',
  'skip',
  'reference',
  'hub',
  'previous',
  'noThroughput',
  'timeout',
  'deadline',
  'concurrency',
  'bytes',
  'finalists',
  'top',
  'probeProxy',
  'noEnvProxy',
  'ca',
  'ip',
  'vantage',
  'format',
  'output',
  'demo',
  'lang',
  'color',
  'noColor',
  'quiet',
  'verbose',
  'version',
  'help',
] as const;
export type CheckOption = (typeof CHECK_OPTIONS)[number];

/** Options that name something to be read, without their dashes. */
export type SourceOption = 'list' | 'reference' | 'previous' | 'ca' | 'from';

/** Why it cannot be read or used. */
export type SourceReason =
  | 'unreadable'
  | 'unreachable'
  | 'not-a-file'
  | 'too-large'
  | 'not-utf8'
  | 'not-a-report'
  | 'newer-schema'
  | 'dated-ahead'
  | 'too-old'
  | 'no-digest'
  | 'no-certificate'
  | 'damaged';

/** What `mirror-check` says besides its report: help on stdout, the rest on stderr. What is quoted comes cleaned. */
export interface CheckMessages {
  readonly help: HelpMessages;
  readonly usage: UsageMessages;
  readonly note: NoteMessages;
}

export interface HelpMessages {
  readonly description: string;
  /** The argument `[url...]`. */
  readonly urls: string;
  readonly option: Readonly<Record<CheckOption, string>>;
  /** The heads that commander puts over its parts. */
  readonly head: { readonly usage: string; readonly arguments: string; readonly options: string };
  /** Behind an option: its default, what it may be. */
  readonly defaultValue: (value: string) => string;
  readonly choices: (values: string) => string;
  readonly examplesHead: string;
  readonly examples: readonly { readonly command: string; readonly does: string }[];
  readonly exitHead: string;
  readonly exit: readonly { readonly code: string; readonly means: string }[];
}

/** Exit 2. One sentence each; `option` is as typed in help, `--timeout`. */
export interface UsageMessages {
  readonly unknownOption: (option: string, meant: string | null) => string;
  readonly missingValue: (option: string) => string;
  readonly conflict: (option: string, other: string) => string;
  readonly count: (option: string, value: string, least: number, most: number) => string;
  readonly seconds: (option: string, value: string) => string;
  readonly size: (option: string, value: string) => string;
  readonly oneOf: (option: string, value: string, allowed: readonly string[]) => string;
  readonly url: (option: string, value: string) => string;
  readonly platform: (value: string) => string;
  readonly registry: (value: string) => string;
  readonly vantage: (value: string) => string;
  readonly reference: (value: string) => string;
  readonly image: (value: string, problem: ReferenceProblem) => string;
  /** A proxy from `--probe-proxy` (null) or a variable; `shown` is without its password. */
  readonly proxy: (variable: string | null, reason: 'unparsable' | 'scheme', shown: string) => string;
  readonly source: (
    option: SourceOption,
    name: string,
    reason: SourceReason,
    detail: string | null,
  ) => string;
  /** Anything else that commander objects to, in its own words. */
  /** What SSL_CERT_FILE or NODE_EXTRA_CA_CERTS names, and root does not read or cannot use. */
  readonly trust: (variable: string, path: string, reason: SourceReason, detail: string | null) => string;
  readonly other: (text: string) => string;
  readonly seeHelp: (command: string) => string;
}

export interface NoteMessages {
  readonly carriedOver: (count: number) => string;
  readonly noNetwork: string;
  /** After the first Ctrl-C. */
  readonly stopping: string;
  readonly cannotWrite: (target: string | null, code: string) => string;
  readonly crashed: (text: string, issues: string) => string;
  /** What a code of the system means: `ENOSPC`. */
  readonly systemError: (code: string) => string;
}
