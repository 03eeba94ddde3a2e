import type { ActivationFailure } from '../../change/hands.ts';
import type { Mishap, NotWritten } from '../../change/transaction.ts';
import type { Activation } from '../../change/types.ts';
import type { StaysInForce } from '../../engines/engine.ts';
import type { AttributeLoss } from '../../host/attributes.ts';
import type { CodeSafety } from '../../host/own-code.ts';
import type { Code, Verdict } from '../../probe/codes.ts';
import type { CommandHelp, CopyForRoot } from '../frame/messages.ts';
import type { VerdictMessages } from '../verdict/messages.ts';

/** The options of `mirror-apply` beside the probing ones, by commander's names for them; `--no-…` ones by their own. */
export type ApplyOption =
  | 'top'
  | 'engine'
  | 'config'
  | 'dockerHost'
  | 'from'
  | 'maxAge'
  | 'report'
  | 'envProxy'
  | 'replace'
  | 'exact'
  | 'noProbe'
  | 'allowUnconfirmed'
  | 'allowInsecure'
  | 'httpProxy'
  | 'httpsProxy'
  | 'noProxy'
  | 'mirrorsOff'
  | 'activate'
  | 'withPending'
  | 'unlessPending'
  | 'repair'
  | 'verifyPull'
  | 'undo'
  | 'whole'
  | 'backups'
  | 'dryRun'
  | 'print'
  | 'yes'
  | 'noInput'
  | 'format';

/** What `mirror-apply` says. Every word of a stranger's comes cleaned, credentials masked. */
export interface ApplyMessages {
  readonly help: CommandHelp<ApplyOption | 'verbose'> & {
    /** The argument `[url...]`. */
    readonly urls: string;
  };
  readonly usage: ApplyUsage;
  readonly problem: ApplyProblemMessages;
  readonly plan: PlanMessages;
  readonly outcome: ApplyOutcomeMessages;
}

export interface ApplyUsage {
  readonly engine: (name: string, known: readonly string[]) => string;
  readonly onlyDockerHub: (engine: string, registry: string) => string;
  /** An id of a backup among the addresses. */
  readonly idBehindUndo: (id: string) => string;
  readonly together: (option: string, other: string) => string;
  /** Several registries were named. */
  readonly oneRegistry: (option: string) => string;
  readonly nothingGiven: (option: string) => string;
  readonly onlyWith: (option: string, other: string) => string;
}

/** What kept a file from being written. */
export type WriteFailure = Extract<Mishap, { kind: 'write' }>['failure'];

/** A folder on the way to a file, in which others can write. */
export type UnsafePlace = Extract<NotWritten, { kind: 'unsafe' }>;

/** Why nothing is done. */
export interface ApplyProblemMessages {
  /** Somebody beside root can change what root runs; `install`: the command that makes a copy which belongs to root. */
  readonly unsafeProgram: (
    what: Extract<CodeSafety, { kind: 'unsafe' | 'file-failure' }>,
    copy: CopyForRoot,
    releases: string,
  ) => string;
  /** The user who called sudo can. */
  readonly callersProgram: (path: string, copy: CopyForRoot, releases: string) => string;
  /** Several engines are installed, and none of them is Docker. */
  readonly noEngines: string;
  readonly whichEngine: (names: readonly string[]) => string;
  readonly notWritten: (why: NotWritten) => string;
  readonly noBackup: (id: string | null) => string;
  readonly badBackup: (id: string) => string;
  /** The run that it is of made the file. */
  readonly noFileInBackup: (id: string, path: string) => string;
  /** `--repair` went no further than the mirrors. */
  readonly notRepaired: (path: string) => string;
  /** What to do where no mirror is fit. `given`: addresses were. */
  readonly noFitNext: (given: boolean) => string;
  readonly noNetwork: string;
  readonly needsRoot: (command: string) => string;
  readonly passwordLeftOut: string;
  readonly consentMissing: string;
  readonly consentMissingForStop: (count: number) => string;
  /** `atStart`: nothing comes into force before the engine's next start. */
  readonly consentMissingForPending: (keys: readonly string[], atStart: boolean) => string;
  readonly declined: string;
}

/** `directory`: of the file itself. */
export type ForeignFile = Pick<UnsafePlace, 'directory' | 'reason' | 'uid' | 'gid' | 'mode'>;

export interface PlanMessages {
  /** Somebody beside root can write to the file of root's engine. */
  readonly foreignFile: (file: ForeignFile) => string;
  /** Installed beside the one that is configured. */
  readonly otherEngines: (names: readonly string[]) => string;
  readonly file: (path: string) => string;
  readonly mirrorsHead: (engine: string) => string;
  readonly noMirrors: string;
  readonly keptMark: string;
  readonly newMark: string;
  readonly verdict: (word: Verdict, code: Code | null, mirror: string, words: VerdictMessages) => string;
  readonly moreUnfit: (count: number) => string;
  readonly effect: (activation: Activation) => string;
  /** With the blank that the language puts behind it. */
  readonly warningMark: string;
  /** Beside a line in which only the masked user or password changed. */
  readonly hiddenChange: string;
  readonly longDiff: (path: string) => string;
  readonly question: string;
  readonly stopQuestion: (count: number) => string;
  /** `inForce`: the engine is up and shows it. */
  readonly nothingToDo: (inForce: boolean) => string;
  readonly nothingToUndo: string;
  readonly dryRun: string;
  /** Before the commands of an engine whose file we never write. */
  readonly byHand: string;
  /** Before the lines for a configuration that another program keeps. */
  readonly byOwner: string;
  /** Of `--print`. */
  readonly printedPassword: (path: string) => string;
  /** Of `--print`: before the files that the printed one does nothing without. */
  readonly otherFiles: string;
  /** `secret`: only its owner may read it. `goes`: it is to be removed. */
  readonly otherFile: (path: string, what: 'secret' | 'plain' | 'goes') => string;
  /** Before the command that brings them into force. */
  readonly afterOtherFiles: string;
}

export interface ApplyOutcomeMessages {
  readonly step: {
    readonly writing: string;
    readonly activating: string;
    readonly pulling: string;
    readonly 'rolling-back': string;
  };
  readonly done: (activation: Activation) => string;
  /** It is done, and the engine goes on using these all the same. */
  readonly doneBut: (left: readonly string[]) => string;
  readonly shown: (mirrors: readonly string[]) => string;
  /** `undo`: the run was one itself, and the next undo without an id would not take it back. `options`: those that name the same file, each with a blank before it. */
  readonly backup: (id: string, undo: boolean, options: string) => string;
  readonly lost: (what: AttributeLoss) => string;
  /** `--verify-pull`, and the engine is down. */
  readonly notPulled: (image: string) => string;
  /** `by`: the mirror that gave it; null: not seen. */
  readonly pulled: (image: string, seconds: string, kept: boolean, by: string | null) => string;
  readonly mishap: (mishap: Mishap, engine: string) => string;
  readonly activationFailure: (failure: ActivationFailure) => string;
  readonly rolledBack: string;
  /** The same where something of others stays. */
  readonly ownRolledBack: string;
  /** `restart`: the command; null: nobody keeps the engine. */
  readonly staysInForce: (stays: StaysInForce, restart: string | null) => string;
  /** Containers that ran before. `hidden`: they are out of sight. */
  readonly stopped: (names: readonly string[], hidden: boolean) => string;
  /** Nobody had planned that: `folder` is where the engine looks for its images and containers now. */
  readonly dataElsewhere: (folder: string) => string;
  readonly unchanged: string;
  /** stdout did not take it; `reason` is the system's, in words. */
  readonly notPrinted: (reason: string) => string;
  /** Somebody else wrote to the file before it could be put back. `restored`: our keys in it went back. */
  readonly editedMeanwhile: (path: string, restored: boolean) => string;
  /** A refused reload took these up as well, which others had left in the file. */
  readonly refusedAlong: (path: string, keys: readonly string[]) => string;
  /** The old file was edited before this run, and the engine had not started with it yet. */
  readonly oldFileUntried: (path: string, keys: readonly string[]) => string;
  /** `filesBack`: they are as they were, and only the engine does not show it. */
  readonly notRolledBack: (backup: string | null, restart: string | null, filesBack: boolean) => string;
  readonly logHead: string;
  readonly backupsHead: string;
  readonly noBackups: string;
  /** Of a backup with several files: which one is printed. */
  readonly printedOf: (path: string, others: readonly string[]) => string;
  readonly backupLine: (
    id: string,
    when: string,
    reason: 'apply' | 'undo',
    files: readonly string[],
  ) => string;
  readonly unreadableBackup: (id: string) => string;
  readonly stopping: string;
}
