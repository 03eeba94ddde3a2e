import type { MirrorUrlProblem } from './mirror-url-problem.ts';
import type { LocalText } from './types.ts';

export interface MeantElse {
  readonly kind: 'image' | 'option';
  readonly word: string;
}

/** What the command line asked for and cannot have. */
export type SelectionProblem =
  /** `meantId`: the word is an entry's id, which `--only` takes. */
  | {
      readonly kind: 'bad-url';
      readonly shown: string;
      readonly problem: MirrorUrlProblem;
      readonly origin: 'argument' | 'configured';
      readonly meantId: string | null;
      /** What else the word may be: an image to check the mirrors with, or a word for an option. */
      readonly meantElse?: MeantElse | null;
    }
  | { readonly kind: 'bad-registry-name'; readonly shown: string }
  | { readonly kind: 'unknown-registry'; readonly registry: string; readonly known: readonly string[] }
  | { readonly kind: 'no-probe-image'; readonly registry: string }
  /** `elsewhere`: registries for which an entry of this id exists. */
  | {
      readonly kind: 'unknown-word';
      readonly option: 'only' | 'skip';
      readonly word: string;
      readonly ids: readonly string[];
      readonly kinds: readonly string[];
      readonly access: readonly string[];
      readonly elsewhere: readonly string[];
    }
  | { readonly kind: 'nothing-selected' }
  /** The value never appears. */
  | { readonly kind: 'bad-personal-value'; readonly variable: string; readonly displayUrl: string }
  /** A given address is known to stand in for another registry than the one asked about. */
  | {
      readonly kind: 'other-registry';
      readonly displayUrl: string;
      readonly standsFor: string;
      readonly registry: string;
    };

/** Wrong usage (exit 2), or something to tell and go on. */
export function isUsageError(problem: SelectionProblem): boolean {
  switch (problem.kind) {
    case 'bad-url':
      return problem.origin === 'argument';
    case 'bad-registry-name':
    case 'unknown-registry':
    case 'no-probe-image':
    case 'unknown-word':
    case 'nothing-selected':
      return true;
    case 'bad-personal-value':
    case 'other-registry':
      return false;
    default:
      return problem satisfies never;
  }
}

export type LeftOutReason =
  | { readonly kind: 'retired'; readonly on: string; readonly reason: LocalText }
  | { readonly kind: 'campus' }
  | { readonly kind: 'login' }
  | { readonly kind: 'no-value'; readonly variable: string }
  | { readonly kind: 'bad-value'; readonly variable: string };

export interface LeftOut {
  readonly id: string;
  readonly displayUrl: string;
  readonly why: LeftOutReason;
}
