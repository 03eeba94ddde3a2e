import type { ENGINES } from '../clients/engines.ts';

export { DEFAULT_ENGINE, ENGINES } from '../clients/engines.ts';
export type * from './engine-words.ts';
export type * from './examination.ts';

import type { Hands } from '../change/hands.ts';
import type { Consent, PlannedFile, Stage } from '../change/types.ts';
import type { BackupSet } from '../host/backup-format.ts';
import type { FileFailure } from '../host/file-failure.ts';
import type { FileState } from '../host/file-state.ts';
import type { ChoiceOptions, MirrorList, Named, NoFitMirror, OfferedMirror } from './choose/index.ts';
import type { EngineWords } from './engine-words.ts';
import type { Examination } from './examination.ts';

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
