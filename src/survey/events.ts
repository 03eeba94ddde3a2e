import type { Code, Verdict } from '../probe/codes.ts';

/**
 * What happens in a survey, told as it happens, for whoever wants to show it. A mirror is named by its `Candidate.id`.
 * A mirror starts and finishes once in the first round; finalists start and finish a second time, up to two at once, and some of them before the last mirrors of the first round have finished. A survey that is stopped
 * still ends with `finished`.
 */
export type SurveyEvent =
  | { readonly kind: 'started'; readonly mirrors: number }
  | { readonly kind: 'mirror-started'; readonly id: string }
  /** The mirror's turn at the line has come: its layer is being downloaded. */
  | { readonly kind: 'downloading'; readonly id: string }
  | {
      readonly kind: 'mirror-finished';
      readonly id: string;
      readonly verdict: Verdict;
      readonly code: Code | null;
    }
  /** What the tag is held against has become known (`none`: there is nothing to hold it against). */
  | { readonly kind: 'reference'; readonly source: 'hub' | 'consensus' | 'given' | 'none' }
  /** These are measured again, in this order, as far as is known: told again where somebody comes to be among them. */
  | { readonly kind: 'finalists'; readonly ids: readonly string[] }
  /** The first places as they stand while the second round goes on, best first: they may change until its end. */
  | { readonly kind: 'leading'; readonly leaders: readonly Leader[] }
  | { readonly kind: 'finalist-started'; readonly id: string }
  | {
      readonly kind: 'finalist-finished';
      readonly id: string;
      readonly verdict: Verdict;
      readonly code: Code | null;
    }
  | { readonly kind: 'finished'; readonly aborted: boolean };

/** One that would be among the first now, with the pull time that is predicted for it so far. */
export interface Leader {
  readonly id: string;
  readonly pullSeconds: number;
}

export type SurveyListener = (event: SurveyEvent) => void;
