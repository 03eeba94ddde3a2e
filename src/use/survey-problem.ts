import type { ListFailure, SelectionProblem } from '../catalog/index.ts';
import type { Trust } from '../host/trust.ts';
import type { ReferenceProblem } from '../registry/reference.ts';
import type { SourceOption, SourceReason } from '../words/frame/messages.ts';

/** A file, URL or standard input that the user named and that cannot be read. */
export interface SourceProblem {
  readonly kind: 'source';
  readonly option: SourceOption;
  readonly name: string;
  readonly reason: SourceReason;
  /** The system's or the server's own word; cleaned. */
  readonly detail: string | null;
}

/** Why a survey did not start: wrong usage (exit 2). */
export type SurveyProblem =
  | SourceProblem
  /** A variable of the environment that names certificates. */
  | ({ readonly kind: 'trust' } & Omit<Extract<Trust, { kind: 'problem' }>, 'kind'>)
  | { readonly kind: 'list'; readonly name: string; readonly failure: ListFailure }
  | { readonly kind: 'selection'; readonly problem: SelectionProblem }
  | { readonly kind: 'image'; readonly text: string; readonly problem: ReferenceProblem }
  | {
      readonly kind: 'proxy';
      readonly variable: string | null;
      readonly reason: 'unparsable' | 'scheme';
      readonly shown: string;
    }
  /** The simulated mirrors need a loopback, and there is none. `code`: the system's, as ENETUNREACH. */
  | { readonly kind: 'demo'; readonly code: string };
