/** What a Range header asks for of `size` bytes: `from` up to, not including, `to`. */
export type AskedRange =
  | { readonly kind: 'all' }
  | { readonly kind: 'part'; readonly from: number; readonly to: number }
  | { readonly kind: 'beyond' };

/** One range of bytes, as engines send it; several at once, or another unit, may be answered with the whole (RFC 9110 section 14.2). Pure. */
export function askedRange(header: string | undefined, size: number): AskedRange {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (match === null || match[0] === 'bytes=-') return { kind: 'all' };
  const [, first = '', last = ''] = match;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  // Such a one is no range, and is not there (RFC 9110 section 14.1.1).
  if (first !== '' && last !== '' && Number(last) < from) return { kind: 'all' };
  const to = first === '' || last === '' ? size : Math.min(Number(last) + 1, size);
  return from < to ? { kind: 'part', from, to } : { kind: 'beyond' };
}
