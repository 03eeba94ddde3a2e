import { parseRetryAfter } from '../registry/rate-limit.ts';
import type { Exchange, ResponseHead, TransportFailureCode } from '../registry/transport/types.ts';
import type { Trouble } from './types.ts';

/** What an answer's head makes of a question for a range. `endsAt`: where its body will end, by what it says; null: it does not say. */
export type Judged =
  | { readonly kind: 'body'; readonly total: number | null; readonly endsAt: number | null }
  /** The whole, though a part was asked for that does not begin at its beginning. */
  | { readonly kind: 'whole-instead' }
  /** Of another size than was told before: one of the two is wrong. */
  | { readonly kind: 'other-size'; readonly total: number }
  /** Nothing is where the part was to begin: what came is the whole, or more, and is had from there from the beginning. `total`: of the whole; null: it does not say. */
  | { readonly kind: 'past-end'; readonly total: number | null }
  | { readonly kind: 'trouble'; readonly trouble: Trouble; readonly retryAtMs: number | null };

/** Pure. RFC 9110 sections 14.4 and 15.3.7 for ranges. */
export function judgeHead(
  { status, headers }: ResponseHead,
  from: number,
  size: number | null,
  nowMs: number,
): Judged {
  const first = (name: string): string | null => headers[name]?.[0] ?? null;
  const trouble = (kind: Trouble): Judged => ({ kind: 'trouble', trouble: kind, retryAtMs: null });
  if (status === 404) return trouble('missing');
  if (status === 429 || status >= 500) {
    const retryAtMs = parseRetryAfter(first('retry-after'), nowMs);
    return { kind: 'trouble', trouble: status === 429 ? 'limited' : 'failed', retryAtMs };
  }
  if (status >= 400 && status !== 416) return trouble('refused');
  const coding = first('content-encoding') ?? 'identity';
  // A web page: a captive portal, or a name that was sold.
  if (coding !== 'identity' || /^text\/html\b/i.test(first('content-type') ?? '')) return trouble('not-it');
  if (status === 206) {
    const range = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(first('content-range') ?? '');
    const [start, end, total] = (range?.slice(1) ?? []).map(Number);
    if (start !== from || end === undefined || total === undefined) return trouble('not-it');
    if (size !== null && size !== total) return { kind: 'other-size', total };
    return { kind: 'body', total, endsAt: end + 1 };
  }
  if (status === 416) {
    const [, total = ''] = /^bytes \*\/(\d{1,15})$/.exec(first('content-range') ?? '') ?? [];
    if (from > 0 && total === '') return { kind: 'past-end', total: null };
    if (total === '' || Number(total) === size) return trouble('not-it');
    if (size !== null) return { kind: 'other-size', total: Number(total) };
    return Number(total) <= from ? { kind: 'past-end', total: Number(total) } : trouble('not-it');
  }
  if (status !== 200) return trouble('not-it');
  const length = /^\d{1,15}$/.test(first('content-length') ?? '') ? Number(first('content-length')) : null;
  if (length !== null && size !== null && length !== size) return { kind: 'other-size', total: length };
  return from > 0 ? { kind: 'whole-instead' } : { kind: 'body', total: length, endsAt: length };
}

/** What is wrong with a mirror that gave no answer to its end; null: it was us who stopped. */
export function troubleOf({ code, head }: Extract<Exchange, { kind: 'failure' }>): Trouble | null {
  if (code === 'aborted' || code === 'budget-spent') return null;
  return TROUBLES[code] ?? (head === null ? 'unreachable' : 'cut');
}

const TROUBLES: Readonly<Partial<Record<TransportFailureCode, Trouble>>> = {
  'response-timeout': 'silent',
  'connection-timeout': 'silent',
  stalled: 'stalled',
  oversized: 'not-it',
  'redirect-loop': 'not-it',
};
