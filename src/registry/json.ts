import { JSON_LIMITS } from './limits.ts';

/**
 * A stranger's JSON object as data whose fields are still to be checked, or null: too big, too deep, no JSON, or JSON that
 * is not an object. A field `__proto__` is a field like any other here; it changes no prototype.
 */
export function parseJsonObject(
  body: Uint8Array,
  limitBytes: number,
): Readonly<Record<string, unknown>> | null {
  if (body.byteLength > limitBytes || isTooDeep(body)) return null;
  try {
    // Engines refuse a byte order mark, so it is left in and fails here as well.
    return asObject(JSON.parse(utf8Of(body)));
  } catch {
    return null;
  }
}

/** The value as an object with unknown fields; null for everything else, arrays included. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  return isObject(value) ? value : null;
}

/** A field of its own, never one that every object inherits. */
export function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** With a byte order mark, where there is one. A TextDecoder takes twice as long. */
export function utf8Of({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Megabytes of nested brackets cost the parser a second and a hundred times their size in memory: look first. */
function isTooDeep(body: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
    if (depth > JSON_LIMITS.depth) return true;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
