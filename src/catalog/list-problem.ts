import { cleanText } from '../registry/untrusted-text.ts';
import { LIST } from './limits.ts';
import type { JsonExcess } from './lists/json-bounds.ts';
import type { MirrorUrlProblem } from './mirror-url-problem.ts';
import type { Path } from './positions.ts';

/** What is wrong at one place of a list. Texts of the list's come cleaned and without secrets. */
export type ListFault =
  | { readonly kind: 'bad-url'; readonly shown: string; readonly problem: MirrorUrlProblem }
  | { readonly kind: 'bad-template'; readonly shown: string }
  /** Not a host and a name behind it. */
  | { readonly kind: 'bad-prefix'; readonly shown: string }
  | { readonly kind: 'no-variable'; readonly shown: string }
  | { readonly kind: 'bad-variable'; readonly shown: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'wrong-type'; readonly expected: 'text' | 'whole-number' | 'object' | 'array' | 'date' }
  | { readonly kind: 'unknown-value'; readonly shown: string; readonly allowed: readonly string[] }
  /** Empty, too long, or with control characters. */
  | { readonly kind: 'bad-text'; readonly limit: number }
  | { readonly kind: 'bad-id'; readonly shown: string }
  | { readonly kind: 'duplicate-id'; readonly shown: string }
  | { readonly kind: 'bad-registry'; readonly shown: string }
  | { readonly kind: 'bad-upstream'; readonly shown: string }
  | { readonly kind: 'bad-image'; readonly shown: string }
  /** A field that means nothing here: a slip of the pen, or of a newer version. */
  | { readonly kind: 'unknown-field' }
  | { readonly kind: 'duplicate-key' }
  | { readonly kind: 'too-many-entries'; readonly limit: number }
  /** So many further problems are not listed one by one. */
  | { readonly kind: 'more-problems'; readonly count: number };

export interface ListProblem {
  readonly list: string;
  readonly line: number;
  /** `mirrors[3].urls["ghcr.io"]`; '' for a line of a plain list. */
  readonly field: string;
  readonly fault: ListFault;
}

/** The list as a whole says nothing: a usage error, where a bad entry is not. */
export type ListFailure =
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-large'; readonly limitBytes: number }
  /** A web page: the address of the page that shows the file, say, and not of the file. */
  | { readonly kind: 'web-page' }
  | { readonly kind: 'not-text' }
  /** `line` and `column` from 1. */
  | { readonly kind: 'syntax'; readonly line: number; readonly column: number }
  /** JSON, but no array of mirrors in it. */
  | { readonly kind: 'no-mirrors' }
  /** A text in which no address of a mirror stands. */
  | { readonly kind: 'no-addresses' }
  | JsonExcess
  | { readonly kind: 'newer-schema'; readonly version: number };

export function fieldName(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (step.length > LIST.nameChars || !/^[A-Za-z_$][\w$]*$/.test(step))
        return `[${JSON.stringify(cleanText(step, LIST.nameChars))}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}
