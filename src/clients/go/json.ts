import { isMembers, type JsonMembers, type JsonValue, readMembers } from './json-text.ts';

/** `json.Unmarshal` into a struct: the whole text is one object; null for the JSON `null` too, which no caller can use. */
export function unmarshal(bytes: Uint8Array, limitBytes: number): GoObject | null {
  if (bytes.byteLength > limitBytes) return null;
  const known = objects.get(bytes);
  if (known !== undefined) return known;
  const members = readMembers(bytes, limitBytes);
  const read = members === null ? null : new GoObject(members);
  objects.set(bytes, read);
  return read;
}

/** Several clients read the same answer. */
const objects = new WeakMap<Uint8Array, GoObject | null>();

/** `json.NewDecoder(…).Decode`: the first value counts, whatever follows it. */
export function decodeFirst(bytes: Uint8Array, limitBytes: number): GoObject | null {
  const end = endOfFirstObject(bytes);
  return end === null ? null : unmarshal(bytes.subarray(0, end), limitBytes);
}

/**
 * An object as Go's encoding/json fills a struct from it: member by member, in order. A field is found whatever the case of its name, a later member of that name goes over an earlier one (a struct is filled further,
 * a list element by element), null leaves a field as it was, a list gone, and one value of the wrong type makes an error of all, though a right one follow it. Unknown fields do not matter.
 * A method's null: there is none, or it is null; undefined: one is of another type, which is Go's error. go: src/encoding/json/decode.go, `object`, `array`, `literalStore`.
 */
export class GoObject {
  readonly #values = new Map<string, JsonValue[]>();

  constructor(...members: readonly JsonMembers[]) {
    for (const [name, value] of members.flatMap((one) => one.members)) {
      const folded = fold(name);
      const known = this.#values.get(folded);
      if (known === undefined) this.#values.set(folded, [value]);
      else known.push(value);
    }
  }

  string(name: string): string | null | undefined {
    return this.#last(name, (value) => (typeof value === 'string' ? value : undefined));
  }

  /** A number without fraction or exponent. */
  integer(name: string): number | null | undefined {
    return this.#last(name, (value) => {
      if (typeof value !== 'object' || !('kind' in value) || value.kind !== 'number') return undefined;
      const number = Number(value.spelt);
      return INTEGER.test(value.spelt) && Number.isSafeInteger(number) ? number : undefined;
    });
  }

  object(name: string): GoObject | null | undefined {
    const given = this.#given(name);
    if (!given.every(isMembers)) return undefined;
    return given.length === 0 ? null : new GoObject(...given);
  }

  objects(name: string): readonly GoObject[] | null | undefined {
    let elements: (readonly JsonMembers[])[] | null = null;
    for (const value of this.#all(name)) {
      const known: readonly (readonly JsonMembers[])[] = elements ?? [];
      if (value === null) elements = null;
      else if (isList(value) && value.every((item) => item === null || isMembers(item)))
        elements = value.map((item, at) => [
          ...(known[at] ?? []),
          ...(item !== null && isMembers(item) ? [item] : []),
        ]);
      else return undefined;
    }
    return elements === null ? null : elements.map((members) => new GoObject(...members));
  }

  /** How many there are, each a string or null. */
  count(name: string): number | null | undefined {
    const all = this.strings(name);
    return all === null || all === undefined ? all : all.length;
  }

  strings(name: string): readonly (string | null)[] | null | undefined {
    return this.#last(name, (value) =>
      isList(value) ? collect(value, (item) => (isStringOrNull(item) ? item : undefined)) : undefined,
    );
  }

  boolean(name: string): boolean | null | undefined {
    return this.#last(name, (value) => (typeof value === 'boolean' ? value : undefined));
  }

  /** Every value is a string or null. */
  stringMap(name: string): true | null | undefined {
    return this.#last(name, (value) =>
      isMembers(value) && value.members.every(([, item]) => isStringOrNull(item)) ? true : undefined,
    );
  }

  /** RFC 3339, as time.Time's UnmarshalJSON takes it. */
  time(name: string): true | null | undefined {
    return this.#last(name, (value) => (typeof value === 'string' && isTime(value) ? true : undefined));
  }

  /** It is there, be it null. */
  has(name: string): boolean {
    return this.#values.has(fold(name));
  }

  /** It is there, and not null in the end. */
  given(name: string): boolean {
    return (this.#all(name).at(-1) ?? null) !== null;
  }

  /** What the last of them comes to; undefined where `read` makes nothing of one. */
  #last<T>(name: string, read: (value: Exclude<JsonValue, null>) => T | undefined): T | null | undefined {
    let last: T | null = null;
    for (const value of this.#given(name)) {
      const found = read(value);
      if (found === undefined) return undefined;
      last = found;
    }
    return last;
  }

  #given(name: string): Exclude<JsonValue, null>[] {
    return this.#all(name).filter((value) => value !== null);
  }

  #all(name: string): readonly JsonValue[] {
    return this.#values.get(fold(name)) ?? [];
  }
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** All of them, or undefined where `read` makes nothing of one. */
function collect<T>(
  values: readonly JsonValue[],
  read: (value: JsonValue) => T | undefined,
): T[] | undefined {
  const all: T[] = [];
  for (const value of values) {
    const one = read(value);
    if (one === undefined) return undefined;
    all.push(one);
  }
  return all;
}

function isStringOrNull(value: JsonValue): value is string | null {
  return value === null || typeof value === 'string';
}

/** encoding/json's foldName: ASCII letters, and the two signs that Unicode folds into k and s. */
function fold(name: string): string {
  return SMALL.test(name) ? name : name.toLowerCase().replaceAll('\u017f', 's').replaceAll('\u212a', 'k');
}

const SMALL = /^[a-z_]*$/;
const INTEGER = /^-?\d+$/;

/** A day that its month has; an hour may be one digit, an offset 24 hours. go: src/time/format_rfc3339.go, `parseStrictRFC3339`, whose strict part is switched off; src/time/format.go, `parse`. */
function isTime(text: string): boolean {
  const [, year, month, day] = RFC3339.exec(text) ?? [];
  if (day === undefined) return false;
  const last = new Date(0);
  last.setUTCFullYear(Number(year), Number(month), 0);
  return Number(day) <= last.getUTCDate();
}

const RFC3339 =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(?:[01]?\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d+)?(?:Z|[+-](?:[01]\d|2[0-4]):[0-5]\d)$/;

/** Behind the brace that closes the first object; null where the text begins with something else or does not end. */
function endOfFirstObject(bytes: Uint8Array): number | null {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (inString) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b) depth += 1;
    else if (byte === 0x7d) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}
