import type { ENGINES } from '../clients/engines.ts';

export { DEFAULT_ENGINE, ENGINES } from '../clients/engines.ts';

import type { Hands } from '../change/hands.ts';
import type { Activation, Consent, PlannedFile, Stage } from '../change/types.ts';
import type { BackupSet } from '../host/backup-format.ts';
import type { FileFailure } from '../host/file-failure.ts';
import type { FileState } from '../host/file-state.ts';
import type { OpenFiles } from '../host/open-files.ts';
import type { Code, Verdict } from '../probe/codes.ts';
import type {
  ChoiceOptions,
  CommonFlaw,
  DroppedMirror,
  MirrorList,
  Named,
  NoFitMirror,
  OfferedMirror,
} from './choose/index.ts';

/** What is an engine's own in the shapes that all engines share. */
export interface Shapes {
  /** All that was seen of the engine and its files, looked at once. */
  readonly sighting: unknown;
  /** What a stage says of the settings in force, and the settings that the engine itself shows. */
  readonly expect: unknown;
  readonly shown: { readonly mirrors: readonly string[] };
  /** Why there is none to configure. */
  readonly absence: Named;
  /** What it alone finds wrong with a mirror. */
  readonly flaw: Named;
  readonly warning: Named;
  /** Why nothing is planned. */
  readonly reason: Named;
}

/**
 * A container engine whose mirrors can be configured. Everything that is known of it by name lives behind this: its files, its
 * services, what it shows, its words. change/ carries out what it plans.
 */
export interface Engine<E extends Shapes> {
  readonly name: EngineName;
  /** Whose images it pulls through mirrors. */
  readonly registries: 'docker.io' | 'any';
  /** Is it installed here, as far as a look at the machine tells? Asks and starts nothing. */
  isInstalled(asker: Asker): Promise<boolean>;
  /** Starts nothing, changes nothing. "I cannot see it" is not "it is not there". */
  find(options: FindOptions, asker: Asker): Promise<Found<E>>;
  facts(seen: E['sighting']): Facts;
  /** How mirrors are probed as this engine would reach them. */
  probing(seen: E['sighting'], wish: Wish): Probing;
  /** What would be refused whatever the mirrors: nobody has to wait for a survey to hear of it. Pure. */
  planEarly(seen: E['sighting'], wish: Wish, touchesMirrors: boolean): RefusalOf<E> | null;
  /** Does the engine itself refuse its file as it stands? Asked before any mirror is; an engine without such a judge has none. */
  judgeFile?(seen: E['sighting'], touchesMirrors: boolean): Promise<RefusalOf<E> | null>;
  /** Pure. */
  planApply(seen: E['sighting'], wish: Wish, candidates: readonly OfferedMirror[]): PlanOf<E> | RefusalOf<E>;
  /** An earlier change backwards, planned for the engine and the files of today. `runs`: what goes back with it, one by one, the newest first. */
  planUndo(
    seen: E['sighting'],
    set: BackupSet,
    wish: Pick<Wish, 'activate' | 'withPending' | 'unlessPending' | 'whole'>,
    runs: readonly BackupSet[],
  ): Promise<PlannedUndo<E> | FileFailure>;
  /** Which of its settings these stages change: kept with the backup, for an undo after somebody else's edits. Pure. */
  keysOf(seen: E['sighting'], stages: PlanOf<E>['stages']): readonly string[];
  /** Nothing is to be done: does the engine, which is up, show all that the plan is about? Pure. */
  inForce(seen: E['sighting'], plan: PlanOf<E>): boolean;
  /** What would be seen once these files, of another registry's plan, are written; absent: it makes no difference. Pure. */
  afterwards?(seen: E['sighting'], files: readonly PlannedFile[]): E['sighting'];
  hands(seen: E['sighting'], keys: readonly string[]): Hands<E['expect'], E['shown']>;
  words(lang: 'en' | 'zh'): Promise<EngineWords<E>>;
  /** What a person types to put the planned file in place, by the command that prints it; absent: it is written by us. Pure. */
  byHand?(seen: E['sighting']): (print: string) => readonly string[];
  /** Of an engine that another program configures: what a person puts in there for the chosen mirrors, a line each; absent, null: not known. Pure. */
  byOwner?(
    why: CommonAbsence | E['absence'],
    wish: Wish,
    candidates: readonly OfferedMirror[],
  ): readonly string[] | null;
  /** What may explain a pull that fails; absent: no more is known of it than `facts` and `probing` say. Pure. */
  examine?(seen: E['sighting']): Examination;
}

/** What is in force, and what the file would have in force: as plain data, for who explains a failing pull. null: not seen. */
export interface Examination {
  readonly version: string | null;
  readonly store: 'classic' | 'containerd' | null;
  readonly install: string;
  /** As the engine shows them, in their order. */
  readonly mirrors: readonly string[] | null;
  /** Its way out, as it shows it: users and passwords taken away. */
  readonly proxies: {
    readonly http: string | null;
    readonly https: string | null;
    readonly no: string | null;
  } | null;
  /** One of the proxies has a user or a password, which are nobody's here. */
  readonly proxyLogin: boolean;
  /** Where images lie. */
  readonly dataRoot: string | null;
  readonly file: ExaminedFile;
  /** A hosts.toml of Docker Hub. `takesOver`: it counts in place of the mirrors. */
  readonly hostsToml: { readonly path: string; readonly text: string; readonly takesOver: boolean } | null;
  /** Where CAs of single registries lie; null: out of reach. */
  readonly certsDir: string | null;
  /** Its own variables that name CAs, where its process may be looked at. */
  readonly trust: Readonly<Record<string, string>>;
  /** By its process; null: it may not be looked at. */
  readonly openFiles: OpenFiles | null;
  /** It was asked itself; else that it is down is its manager's word. */
  readonly asked: boolean;
  /** A reload has it read the file anew: what a user would type. null: nothing that we know of. */
  readonly reloadCommand: string | null;
  readonly restart: RestartCost;
  /** Where a layer lies while it is downloaded, and how such files' names begin; null: this store has no such files. */
  readonly downloads: { readonly folder: string; readonly prefix: string } | null;
}

/** What a user would type to restart the engine, and how many running containers that stops. */
export interface RestartCost {
  /** null: nothing that we know of. */
  readonly command: string | null;
  readonly stops: number;
}

export interface ExaminedFile {
  readonly path: string;
  readonly there: boolean;
  /** It cannot be read by this release. */
  readonly problem: { readonly code: string; readonly line: number; readonly column: number } | null;
  /** What keeps an engine from starting with it, or a reload from being taken: a key, a mirror. */
  readonly refused: string | null;
  /** null: it has none of them, or cannot be read. */
  readonly mirrors: readonly string[] | null;
  /** Since the engine started; null: not seen, or too near to it to tell. */
  readonly changedSince: boolean | null;
}

/** Where the mirrors of one registry stand for who pulls for a kubelet of this machine, and whether that is read. Plain data, for who explains a failing pull. */
export interface NodeFile {
  readonly engine: 'containerd' | 'k3s' | 'rke2';
  /** A hosts.toml of this registry, or a registries.yaml. */
  readonly path: string;
  /** `closed`: there, and not for this user. */
  readonly state: 'there' | 'absent' | 'closed';
  /** In their order; none where it cannot be read. `resolves`: it may say which image a tag is. */
  readonly hosts: readonly { readonly url: string; readonly resolves: boolean }[];
  /** The registry's own address, where the file names one, as it is written. */
  readonly server: string | null;
  /** null: it is read, as far as can be seen. */
  readonly unread: Unread | null;
  /** Files that name mirrors as well, and not for this engine. */
  readonly strays: readonly string[];
  /** What a user would type to have its configuration read anew. */
  readonly restartCommand: string;
  /** Where images lie. */
  readonly dataRoot: string;
}

/** Why its mirrors count for nothing. `config`: the file where that is decided. */
export type Unread =
  | {
      readonly why: 'no-config-path' | 'two-folders' | 'mirrors-inside' | 'changed-since';
      readonly config: string;
    }
  /** null: the whole of it. */
  | { readonly why: 'bad-file'; readonly line: number | null };

export type EngineName = (typeof ENGINES)[number];

/** Who asks, where. */
export interface Asker {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** null: Windows. */
  readonly uid: number | null;
}

export interface FindOptions {
  readonly dockerHost: string | null;
  /** `--config`: the file, where it is not the engine's own. */
  readonly config: string | null;
  /** Canonical name of the registry whose images are mirrored. */
  readonly registry: string;
  /** Its file alone is wanted, which may be for another machine: an engine that a person configures need not be here. */
  readonly printsOnly?: boolean;
}

export interface Sighted<Sighting> {
  readonly kind: 'seen';
  readonly seen: Sighting;
}

export type Found<E extends Shapes> = Sighted<E['sighting']> | CommonAbsence | FileFailure | E['absence'];

export type CommonAbsence =
  /** None runs, none is installed, and no file was named. `hidden`: but processes of others are hidden from who asks, so one may run. */
  { readonly kind: 'no-engine'; readonly hidden?: boolean };

/** What a report, and a change, need to know of an engine without knowing which. */
export interface Facts {
  readonly version: string | null;
  readonly store: 'classic' | 'containerd' | null;
  readonly install: string;
  readonly running: boolean;
  /** Its own file: locked while it changes, printed by `--print`, its backups beside it. */
  readonly file: FileState;
  /** What `--print` gives where there is no such file. */
  readonly emptyFile: string;
  /** It belongs to all users, and who asks is not root. */
  readonly needsRoot: boolean;
  /** What a person would type to bring it up again; null: nothing that we know of. */
  readonly startCommand: readonly string[] | null;
}

export interface Probing {
  /** Mirrors that its file has today, or would have once repaired. */
  readonly configured: readonly string[];
  /** Its own environment, where it has one: which CAs it was told of. */
  readonly environment: Readonly<Record<string, string>>;
  /** Its own way out once the plan is in force, as variables (HTTP_PROXY …); null: whatever the caller's shell has. May hold passwords. */
  readonly proxies: Readonly<Record<string, string>> | null;
  /** Where it looks for CAs of registries; null: out of reach. */
  readonly certsDir: string | null;
}

/** What the user wants done. */
export interface Wish extends ChoiceOptions {
  readonly noProbe: boolean;
  /** The engine's own proxies: a field that is absent stays; '' clears it. */
  readonly proxies: { readonly httpProxy?: string; readonly httpsProxy?: string; readonly noProxy?: string };
  readonly activate: 'auto' | 'reload' | 'restart' | 'none';
  /** Agrees to what others left in the file, though it takes containers away or the engine down. */
  readonly withPending: boolean;
  /** Wants nothing done where anything else would come into force along with it, grave or not. */
  readonly unlessPending: boolean;
  readonly repair: boolean;
  /** Of an undo: the file goes back as it was, whatever others have edited in it since. */
  readonly whole?: boolean;
}

export interface Plan<Expect, Flaw extends Named, Warning> {
  readonly kind: 'plan';
  /** None: there is nothing to do. An undo may need two. Each is seen in force before the next begins. */
  readonly stages: readonly Stage<Expect>[];
  /** null where the mirrors are not touched. */
  readonly mirrors: MirrorList<Flaw> | null;
  readonly warnings: readonly Warning[];
  /** What to know once it is in force. */
  readonly afterwards?: readonly Warning[];
  readonly consent: readonly Consent[];
}

export type PlanOf<E extends Shapes> = Plan<E['expect'], E['flaw'], E['warning']>;

export interface Refusal<Flaw extends Named, Reason extends Named> {
  readonly kind: 'refusal';
  readonly exitCode: 1 | 2 | 3;
  readonly reason: NoFitMirror<Flaw> | Reason;
}

export type RefusalOf<E extends Shapes> = Refusal<E['flaw'], E['reason']>;

export interface PlannedUndo<E extends Shapes> {
  readonly kind: 'undo';
  readonly plan: PlanOf<E> | RefusalOf<E>;
  readonly keys: readonly string[];
}

/** A probe's verdict in a sentence. */
export type VerdictSentence = (verdict: Verdict, code: Code | null, mirror: string) => string;

/** What is said of this engine and no other. Every word of a stranger's comes cleaned, credentials masked. */
export interface EngineWords<E extends Shapes> {
  /** Its name in a sentence. */
  readonly title: string;
  /** Which one it is, in one line. */
  readonly engine: (seen: E['sighting']) => string;
  readonly absence: (why: CommonAbsence | E['absence'], rerun: (as: RerunAs) => Rerun) => TellAbsence;
  readonly refusal: (reason: RefusalOf<E>['reason'], verdict: VerdictSentence) => readonly string[];
  readonly dropped: (
    mirror: string,
    why: DroppedMirror<E['flaw']>['why'],
    verdict: VerdictSentence,
  ) => string;
  readonly unfit: (mirror: string, why: CommonFlaw | E['flaw'], verdict: VerdictSentence) => string;
  readonly warning: (warning: E['warning']) => string;
  /** What stood in the old file before the change and the engine had not started with yet, keys and paths cleaned. */
  readonly untried?: (
    warnings: readonly E['warning'][],
  ) => readonly { readonly path: string; readonly keys: readonly string[] }[];
  /** What else of the file, left there by others, a reload took up that the engine refused: what its log names, or all. Cleaned; null: nothing. */
  readonly refusedAlong?: (
    warnings: readonly E['warning'][],
    log: readonly string[],
  ) => { readonly path: string; readonly keys: readonly string[] } | null;
  /**
   * What of others came into force by a change that was put back, and stays; keys and paths cleaned. `waiting`: keys that the engine does not use now; null: not seen, and then none is claimed
   * to be in force. `mayBe`: it does not show these. null: nothing.
   */
  readonly staysInForce?: (
    warnings: readonly E['warning'][],
    waiting: ReadonlySet<string> | null,
    told: 'reload' | 'restart',
  ) => StaysInForce | null;
  /** What a change of more than mirrors has brought into force, as the engine shows it; `alone`: of no mirrors; `left`: what was to go and is shown all the same. null: there was no more. */
  readonly moreInForce?: (
    shown: E['shown'],
    stages: readonly Stage<E['expect']>[],
  ) => { readonly sentence: string; readonly alone: boolean; readonly left: readonly string[] } | null;
  readonly containers: (activation: Extract<Activation, { kind: 'restart' }>) => string;
}

export interface StaysInForce {
  readonly path: string;
  readonly keys: readonly string[];
  /** Images and containers of before are out of sight by one of them. */
  readonly hidesData: boolean;
  readonly mayBe: readonly string[];
  readonly told: 'reload' | 'restart';
}

/** Who is to run the same again: the user of this account, or who called sudo, without it. */
export interface RerunAs {
  /** A name, or `#` and a uid as sudo(8) takes it; null: the user who called sudo, without it. */
  readonly user: { readonly name: string; readonly uid: number } | null;
  /** An option that this user's shell needs, unless it is given already. */
  readonly option: readonly [name: string, value: string];
}

/** The command line that does it as somebody else. */
export interface Rerun {
  readonly command: string;
  /** What has to be known of it: that a password was left out. */
  readonly notes: readonly string[];
}

export interface TellAbsence {
  /** `usage`: what the user wrote is wrong. */
  readonly kind: 'usage' | 'refused';
  /** For scripts. */
  readonly reason: string;
  readonly sentences: readonly string[];
}
