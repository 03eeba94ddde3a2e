import type { Exchange } from '../registry/transport/types.ts';
import { type Judged, troubleOf } from './judge-answer.ts';
import type { Part } from './pieces.ts';
import type { Trouble } from './types.ts';

/** What was wrong with a part, for the memory of its mirror; `trouble` null: nothing. */
export interface PartVerdict {
  readonly trouble: Trouble | null;
  readonly retryAtMs: number | null;
  /** A size of the whole that showed only when the body ended; null: none. */
  readonly shownSize: number | null;
}

/** On what became of its request. `answer`: what was made of the head; null: there was none to its end. `size`: of the whole, as far as it is known. Pure. */
export function verdictOn(
  part: Part,
  exchange: Exchange,
  answer: Judged | null,
  size: number | null,
): PartVerdict {
  if (exchange.kind === 'failure') return plain(part.at >= part.to ? null : troubleOf(exchange));
  return answer === null ? plain(null) : onAnswer(part, answer, size);
}

/** It came to its end. */
function onAnswer(part: Part, answer: Judged, size: number | null): PartVerdict {
  if (answer.kind === 'trouble') return { ...answer, shownSize: null };
  if (answer.kind === 'whole-instead') return plain(null);
  // It told the size of what had come by then; otherwise it gives nothing from there on.
  if (answer.kind === 'past-end')
    return plain(answer.total !== null && answer.total === size ? null : 'not-it');
  if (answer.total !== null && answer.total !== size) return plain('not-it');
  if (size === null && part.at === 0) return plain('not-it');
  const isShort = size !== null && part.at < part.to && !part.doubted;
  if (!isShort) return plain(null);
  if (answer.total !== null || part.from > 0) return plain('cut');
  // It came to its proper end, and so tells how long it is.
  return { ...plain('not-it'), shownSize: part.at };
}

export function plain(trouble: Trouble | null): PartVerdict {
  return { trouble, retryAtMs: null, shownSize: null };
}
