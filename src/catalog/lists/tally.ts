import { LIST } from '../limits.ts';
import type { MirrorUrlProblem } from '../mirror-url-problem.ts';

/** What was made of a text that is not a list of ours. */
export interface ListTally {
  readonly list: string;
  readonly taken: readonly { readonly line: number; readonly displayUrl: string }[];
  /** How many things that look like an address were not taken; the first of them one by one. */
  readonly passedOver: number;
  readonly first: readonly PassedOver[];
}

export interface PassedOver {
  readonly line: number;
  /** Cleaned and without secrets; '' for a line that was not looked at. */
  readonly shown: string;
  readonly why:
    | { readonly kind: 'bad-url'; readonly problem: MirrorUrlProblem }
    /** A page, a file or a project, by its path or its host. */
    | { readonly kind: 'page' }
    | { readonly kind: 'template' }
    | { readonly kind: 'too-many'; readonly limit: number }
    | { readonly kind: 'line-too-long'; readonly limit: number };
}

/** Counts all, keeps the first. */
export function openTally(list: string): {
  take(line: number, displayUrl: string): void;
  pass(passed: PassedOver): void;
  close(): ListTally;
} {
  const taken: { line: number; displayUrl: string }[] = [];
  const first: PassedOver[] = [];
  let passedOver = 0;
  return {
    take: (line, displayUrl) => taken.push({ line, displayUrl }),
    pass: (passed) => {
      passedOver += 1;
      if (first.length < LIST.problems) first.push(passed);
    },
    close: () => ({ list, taken, passedOver, first }),
  };
}
