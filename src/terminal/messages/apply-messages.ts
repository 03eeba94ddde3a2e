import type {
  Activation,
  DroppedMirror,
  FindingCode,
  MirrorProblem,
  NotLocated,
  PlanWarning,
  RefusalReason,
  Unfitness,
} from '../../engines/docker/index.ts';
import type { Sentences } from './sentence.ts';

/** The options that `mirror-apply` has beside the probing ones of `mirror-check`, by commander's names. */
export const APPLY_OPTIONS = [
  'from',
  'maxAge',
  'top',
  'engine',
  'config',
  'dockerHost',
  'replace',
  'noProbe',
  'allowUnconfirmed',
  'allowInsecure',
  'httpProxy',
  'httpsProxy',
  'noProxy',
  'envProxy',
  'mirrorsOff',
  'activate',
  'verifyPull',
  'repair',
  'undo',
  'backups',
  'dryRun',
  'print',
  'yes',
  'noInput',
  'format',
] as const;
export type ApplyOption = (typeof APPLY_OPTIONS)[number];

/** What `mirror-apply` says of a plan before anything is done. Paths and hosts come clean; secrets come masked. */
export interface ApplyMessages {
  readonly help: ApplyHelpMessages;
  readonly plan: PlanMessages;
  readonly warning: Sentences<PlanWarning>;
  readonly refusal: Sentences<RefusalReason>;
  /** Whose file it is, and what to do there. */
  readonly foreign: Readonly<Record<NotLocated['install'], (found: NotLocated) => string>>;
  readonly unfit: Sentences<Unfitness>;
  readonly dropped: Sentences<DroppedMirror['why']>;
  readonly mirrorProblem: Readonly<Record<MirrorProblem, string>>;
  readonly finding: Readonly<Record<FindingCode, (key: string) => string>>;
}

export interface ApplyHelpMessages {
  readonly description: string;
  readonly urls: string;
  readonly option: Readonly<Record<ApplyOption, string>>;
  readonly examples: readonly { readonly command: string; readonly does: string }[];
  readonly exit: readonly { readonly code: string; readonly means: string }[];
}

export interface PlanMessages {
  /** `version` null: not known. */
  readonly engine: (version: string | null, store: 'classic' | 'containerd' | null, path: string) => string;
  readonly engineDown: (path: string) => string;
  readonly nothingToDo: string;
  readonly mirrorsHead: string;
  readonly chosen: string;
  readonly kept: string;
  readonly dropped: string;
  readonly unfitHead: (count: number) => string;
  readonly noMirrors: string;
  /** More lines differ than a diff shows. */
  readonly diffTooLong: (path: string) => string;
  readonly activation: Sentences<Activation>;
  /** Two stages of an undo. */
  readonly throughEmptyList: string;
  readonly askApply: string;
  readonly askStopContainers: (count: number) => string;
  /** Exit 6. */
  readonly needsConsent: string;
  readonly needsRestartConsent: (count: number) => string;
  readonly dryRun: string;
  /** Shown without root; `command` is what to run. */
  readonly needsRoot: (path: string, command: string) => string;
}
