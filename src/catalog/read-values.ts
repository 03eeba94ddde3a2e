import { LIST } from './limits.ts';
import type { ListFault } from './list-problem.ts';
import type { Path } from './positions.ts';
import type { LocalText } from './types.ts';

/** Takes note of a fault; what is read goes on, so that one run names every fault of a list. */
export type TellFault = (path: Path, fault: ListFault) => void;

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readObject(value: unknown, path: Path, report: TellFault): JsonObject | null {
  if (isObject(value)) return value;
  report(path, value === undefined ? { kind: 'missing' } : { kind: 'wrong-type', expected: 'object' });
  return null;
}

export function readText(value: unknown, path: Path, limit: number, report: TellFault): string | null {
  if (typeof value !== 'string') {
    report(path, value === undefined ? { kind: 'missing' } : { kind: 'wrong-type', expected: 'text' });
    return null;
  }
  if (value.trim() === '' || value.length > limit || UNSHOWABLE.test(value)) {
    report(path, { kind: 'bad-text', limit });
    return null;
  }
  return value;
}

/** One text for all languages, or `{ en, zh }`. */
export function readLocalText(value: unknown, path: Path, report: TellFault): LocalText | null {
  if (typeof value === 'string') {
    const text = readText(value, path, LIST.remarkChars, report);
    return text === null ? null : { en: text, zh: text };
  }
  const object = readObject(value, path, report);
  if (object === null) return null;
  const en = readText(object['en'], [...path, 'en'], LIST.remarkChars, report);
  const zh = readText(object['zh'], [...path, 'zh'], LIST.remarkChars, report);
  return en === null || zh === null ? null : { en, zh };
}

export function readChoice<T extends string>(
  value: unknown,
  path: Path,
  allowed: readonly T[],
  report: TellFault,
): T | null {
  const text = readText(value, path, LIST.nameChars, report);
  if (text === null) return null;
  const choice = allowed.find((word) => word === text);
  if (choice === undefined) report(path, { kind: 'unknown-value', shown: text, allowed });
  return choice ?? null;
}

/** YYYY, YYYY-MM or YYYY-MM-DD: nobody knows the day on which some mirrors ended. */
export function readDate(value: unknown, path: Path, report: TellFault): string | null {
  if (typeof value === 'string' && isDate(value)) return value;
  report(path, value === undefined ? { kind: 'missing' } : { kind: 'wrong-type', expected: 'date' });
  return null;
}

/** undefined where the member is absent. */
export function readCount(value: unknown, path: Path, report: TellFault): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  report(path, { kind: 'wrong-type', expected: 'whole-number' });
  return undefined;
}

export function reportUnknownFields(
  object: JsonObject,
  path: Path,
  known: readonly string[],
  report: TellFault,
): void {
  for (const key of Object.keys(object)) {
    if (!known.includes(key)) report([...path, key], { kind: 'unknown-field' });
  }
}

/** Control, format (bidi, zero-width), lone surrogate and private-use characters do not belong in a name or a sentence. */
const UNSHOWABLE = /\p{Cc}|\p{Cf}|\p{Cs}|\p{Co}/u;

function isDate(text: string): boolean {
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? [];
  if (year === undefined) return false;
  const full = `${year}-${month}-${day}`;
  const instant = new Date(`${full}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(full);
}
