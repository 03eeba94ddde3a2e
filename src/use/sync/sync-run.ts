import type {
  ByteMeter,
  PlacedTag,
  SyncEvent,
  SyncReport,
  SyncTrouble,
  UnreadItem,
} from '../../sync/index.ts';
import type { PruneSkip } from '../../words/sync/messages.ts';
import type { ComposeNote } from '../compose.ts';
import type { FailedErrand } from '../outside.ts';
import type { RunHost } from '../run-host.ts';
import type { SourceProblem, SurveyProblem } from '../survey-problem.ts';
import type { LoginFound } from './credentials.ts';
import type { GatheredImages } from './gather-images.ts';
import type { OpenedState } from './open-state.ts';

export interface SyncHost extends RunHost {
  readonly home: string;
  readonly onSync: (event: SyncEvent) => void;
  readonly meter: ByteMeter;
  /** What is told before anything is done. */
  readonly onFound: (found: SyncNote) => void;
  /** May these be taken away, and so many manifests that no tag of ours is any more? */
  readonly mayPrune: (tags: readonly PlacedTag[], untagged: number) => Promise<boolean>;
}

export type SyncNote =
  | { readonly kind: 'compose'; readonly note: ComposeNote }
  /** The login is kept by a program, which is not asked. */
  | { readonly kind: 'helper'; readonly helper: string }
  | ({ readonly kind: 'no-login' } & LoginFound['lacks'][number])
  /** The destination was sent the login of this file. */
  | { readonly kind: 'login-refused'; readonly path: string }
  | { readonly kind: 'mirrors'; readonly urls: readonly string[] }
  | { readonly kind: 'library-file'; readonly item: UnreadItem }
  | { readonly kind: 'namesakes'; readonly names: readonly string[]; readonly destination: string }
  | { readonly kind: 'empty-list'; readonly name: string }
  /** So that nothing is taken away. */
  | { readonly kind: 'prune-skipped'; readonly why: Exclude<PruneSkip, 'no-consent'> };

export type SyncRun =
  | FailedErrand
  | {
      readonly kind: 'refused';
      readonly problems: readonly (SurveyProblem | GatheredImages['problems'][number] | NothingWanted)[];
    }
  | Exclude<OpenedState, { kind: 'state' }>
  | { readonly kind: 'system'; readonly what: 'spool'; readonly path: string; readonly code: string }
  /** Nobody answers, or does not know us, so that nothing was begun. */
  | {
      readonly kind: 'no-contact';
      readonly trouble: SyncTrouble;
      /** The file whose login was sent and refused; null: that is not the matter. */
      readonly refused: string | null;
    }
  /** What names the images cannot be fetched now. */
  | { readonly kind: 'no-list'; readonly problem: SourceProblem }
  /** By the user, before anything was begun. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'done'; readonly report: SyncReport };

/** `no-tag`: of the library, no tag matches the patterns and platforms. */
export interface NothingWanted {
  readonly kind: 'nothing-wanted';
  readonly why: 'no-image' | 'no-tag';
}
