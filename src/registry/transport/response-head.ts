import type { ResponseHead } from './types.ts';

/**
 * undici's raw header list (name, value, name, value …) as a record by lower-case name, in order, nothing folded. Without
 * a prototype: a header called `__proto__` or `constructor` is a header and nothing else.
 */
export function responseHead(status: number, raw: readonly (Buffer | string)[], url: URL): ResponseHead {
  const headers: Record<string, string[]> = Object.create(null);
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = text(raw[index]).toLowerCase();
    const known = headers[name];
    if (known === undefined) headers[name] = [text(raw[index + 1])];
    else known.push(text(raw[index + 1]));
  }
  return { status, headers, url };
}

/** Several header lines of one name count as one list (RFC 9110 section 5.3); null when there is none. */
export function headerOf({ headers }: ResponseHead, name: string): string | null {
  return headers[name]?.join(', ') ?? null;
}

/** What the head promises; null when it says nothing, or nothing usable. */
export function contentLength(head: ResponseHead): number | null {
  const value = headerOf(head, 'content-length');
  return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : null;
}

/** Field values are bytes (RFC 9110 section 5.5). Most senders mean UTF-8. */
function text(part: Buffer | string | undefined): string {
  return part === undefined ? '' : part.toString('utf8');
}
