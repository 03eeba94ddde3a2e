import type { Confinement } from '../../host/privileges.ts';
import type { ReferenceProblem } from '../../registry/reference.ts';

/** The options that say whom to ask and how, by commander's names for them; `--no-…` ones by their own. */
export type ProbeOption =
  | 'image'
  | 'platform'
  | 'for'
  | 'registry'
  | 'list'
  | 'all'
  | 'only'
  | 'skip'
  | 'reference'
  | 'hub'
  | 'previous'
  | 'noThroughput'
  | 'timeout'
  | 'deadline'
  | 'concurrency'
  | 'bytes'
  | 'finalists'
  | 'probeProxy'
  | 'noEnvProxy'
  | 'ca'
  | 'ip'
  | 'vantage'
  | 'demo';

/** What every command takes. */
export type CommonOption = 'lang' | 'color' | 'noColor' | 'quiet' | 'verbose' | 'version' | 'help';

/** Options that name something to be read, without their dashes; `env-file`: the file `.env` beside a compose file. */
export type SourceOption =
  | 'list'
  | 'reference'
  | 'previous'
  | 'ca'
  | 'from'
  | 'compose'
  | 'env-file'
  | 'images'
  | 'library'
  | 'auth-file';

/** Why it cannot be read or used. */
export type SourceReason =
  | 'unreadable'
  | 'unreachable'
  | 'login'
  | 'not-a-file'
  | 'too-large'
  | 'not-utf8'
  | 'not-a-report'
  | 'not-an-archive'
  | 'damaged-archive'
  | 'not-a-config'
  | 'not-compose'
  | 'not-env'
  | 'newer-schema'
  | 'dated-ahead'
  | 'too-old'
  | 'no-digest'
  | 'no-certificate'
  | 'damaged';

/** What all commands say: around their help, of options that they share, of wrong usage, and of what befalls any of them. What is quoted comes cleaned. */
export interface FrameMessages {
  readonly help: {
    /** The heads that commander puts over its parts. */
    readonly head: { readonly usage: string; readonly arguments: string; readonly options: string };
    /** Behind an option: its default, what it may be. */
    readonly defaultValue: (value: string) => string;
    readonly choices: (values: string) => string;
    readonly commandsHead: string;
    readonly examplesHead: string;
    readonly exitHead: string;
  };
  readonly option: Readonly<Record<ProbeOption | CommonOption, string>>;
  readonly usage: UsageMessages;
  readonly note: NoteMessages;
  readonly service: ServiceMessages;
}

/** The help of one command. `Option`: its own options, and shared ones of which it says something else. */
export interface CommandHelp<Option extends string> {
  readonly description: string;
  readonly option: Readonly<Record<Option, string>>;
  readonly examples: readonly Example[];
  readonly exit: readonly { readonly code: string; readonly means: string }[];
}

export interface Example {
  readonly command: string;
  readonly does: string;
}

/** Exit 2. One sentence each; `option` is as typed in help, `--timeout`. */
/** What an option of the library takes. */
export type WantedType =
  | 'text'
  | 'texts'
  | 'switch'
  | 'number'
  | 'count'
  | 'function'
  | 'signal'
  | 'lang'
  | 'object';

export interface UsageMessages {
  readonly unknownOption: (option: string, meant: string | null) => string;
  readonly emptyValue: (option: string) => string;
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
  /** What SSL_CERT_FILE or NODE_EXTRA_CA_CERTS names, and root does not read or cannot use. */
  readonly trust: (variable: string, path: string, reason: SourceReason, detail: string | null) => string;
  /** There is no loopback for the simulated mirrors; the system's code. */
  readonly demo: (code: string) => string;
  /** Anything else that commander objects to, in its own words. */
  readonly other: (text: string) => string;
  /** Of a program whose first argument says what to do: it was not said, or it is none of these. */
  readonly noCommand: (names: readonly string[]) => string;
  readonly unknownCommand: (name: string, names: readonly string[]) => string;
  readonly required: (option: string) => string;
  readonly extra: (argument: string) => string;
  readonly seeHelp: (command: string) => string;
  /** Of a call of the library: something else was given. */
  readonly type: (option: string, wanted: WantedType) => string;
  /** Of a call of the library: what it was given to render is no report; `detail`: where, in the schema's words. */
  readonly notAReport: (detail: string) => string;
}

export interface NoteMessages {
  readonly carriedOver: (count: number) => string;
  /** The process that talks to mirrors came to grief. `detail`: its last words, cleaned. */
  readonly childFailed: (code: string, detail: string | null) => string;
  /** Root cannot become somebody without privileges, so nothing was done. `code` says what would have been left. */
  readonly cannotDrop: (code: string) => string;
  /** The process that talks to mirrors has no privileges, but nothing of this kind keeps it from new ones. */
  readonly unconfined: (lacking: readonly Confinement[]) => string;
  /** After the first Ctrl-C. */
  readonly stopping: string;
  readonly cannotWrite: (target: string | null, code: string) => string;
  readonly crashed: (text: string, issues: string) => string;
  /** What the system refused a command: the whole line. */
  readonly systemFailure: (path: string, code: string) => string;
  /** What a code of the system means: `ENOSPC`. */
  readonly systemError: (code: string) => string;
}

/** What the commands that make services of themselves refuse alike. `releases`: where the packages are. */
export interface ServiceMessages {
  readonly needsRoot: string;
  /** Somebody other than root can change the program. */
  readonly unsafe: (path: string, copy: CopyForRoot, releases: string) => string;
  /** It is where no service may be started from. */
  readonly passing: (path: string, copy: CopyForRoot, releases: string) => string;
  /** Without our mark: neither overwritten nor removed. */
  readonly foreign: (paths: readonly string[]) => string;
  readonly noConsent: string;
}

/** How root comes by a copy of this program, and by a node, that nobody else can change. */
export interface CopyForRoot {
  /** null: by no command that is safe itself. */
  readonly install: string | null;
  /** Once somebody has looked at it: makes what is wrong root's own. null: it is nobody's to give, or other commands do. */
  readonly mend: string | null;
}
