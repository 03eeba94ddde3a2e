import { RETRY_AFTER } from './limits.ts';

/** How many pulls one address has. A mirror that hands on the Hub's headers tells of its own address, not of ours. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number | null;
  readonly windowSeconds: number | null;
}

/**
 * Docker Hub's `ratelimit-limit: 100;w=21600` and `ratelimit-remaining: 76;w=21600`, or the X-RateLimit-* pair that others
 * send. Header names in lower case. null where no limit is told: on the Hub that means none.
 */
export function parseRateLimit(headers: Readonly<Record<string, readonly string[]>>): RateLimit | null {
  for (const prefix of ['ratelimit', 'x-ratelimit']) {
    const limit = parseQuota(first(headers, `${prefix}-limit`));
    if (limit === null) continue;
    const remaining = parseQuota(first(headers, `${prefix}-remaining`));
    return {
      limit: limit.count,
      remaining: remaining?.count ?? null,
      windowSeconds: limit.windowSeconds ?? remaining?.windowSeconds ?? null,
    };
  }
  return null;
}

/**
 * Retry-After as epoch milliseconds (RFC 9110 10.2.3: seconds, or a date in any of the three forms). Never before `nowMs`
 * and never more than seven days after it; null where there is none that can be read.
 */
export function parseRetryAfter(value: string | null | undefined, nowMs: number): number | null {
  const text = value?.trim() ?? '';
  if (text.length > RETRY_AFTER.chars) return null;
  const askedMs = /^\d+$/.test(text) ? nowMs + Number(text) * 1_000 : parseHttpDate(text);
  if (askedMs === null) return null;
  return Math.min(Math.max(askedMs, nowMs), nowMs + RETRY_AFTER.maxMs);
}

interface Quota {
  readonly count: number;
  readonly windowSeconds: number | null;
}

/** The first of `100;w=21600, 1000;w=86400`. */
function parseQuota(value: string | null): Quota | null {
  const item = value?.slice(0, QUOTA_CHARS).split(',', 1)[0]?.trim() ?? '';
  const count = /^(\d{1,15})(?:\s*;|$)/.exec(item)?.[1];
  if (count === undefined) return null;
  const seconds = /;\s*w\s*=\s*(\d{1,9})\s*(?:;|$)/i.exec(item)?.[1];
  return { count: Number(count), windowSeconds: seconds === undefined ? null : Number(seconds) };
}

/** Longer than any quota that means something. */
const QUOTA_CHARS = 256;

function first(headers: Readonly<Record<string, readonly string[]>>, name: string): string | null {
  return Object.hasOwn(headers, name) ? (headers[name]?.[0] ?? null) : null;
}

const DATE_FORMS: readonly RegExp[] = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/, // Sun, 06 Nov 1994 08:49:37 GMT
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/, // Sunday, 06-Nov-94 08:49:37 GMT
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/, // Sun Nov  6 08:49:37 1994
];

function parseHttpDate(text: string): number | null {
  if (!DATE_FORMS.some((form) => form.test(text))) return null;
  // The asctime form names no zone and means UTC; Date.parse would take it for local time.
  const ms = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(ms) ? null : ms;
}
