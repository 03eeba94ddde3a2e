import { parseJsonObject, utf8Of } from '../../registry/json.ts';

/** `json.Unmarshal` into a struct: the whole text is one object; null for the JSON `null` too, which no caller can use. */
export function unmarshal(bytes: Uint8Array, limitBytes: number): GoObject | null {
  if (bytes.byteLength > limitBytes) return null;
  const known = objects.get(bytes);
  if (known !== undefined) return known;
  const object = parseJsonObject(bytes, limitBytes);
  const read = object === null ? null : new GoObject(object, fractionsOf(bytes));
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
 * An object as Go's encoding/json fills a struct from it: a field is found whatever the case of its name, the last one of the same name counts, null leaves a field as it was,
 * and one value of the wrong type makes an error of all. Unknown fields do not matter. A method's null: there is none, or it is null; undefined: of another type, which is Go's error.
 * go: src/encoding/json/decode.go.
 */
export class GoObject {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #isFraction: (key: string) => boolean;
  readonly #keys = new Map<string, string>();

  /** `isFraction`: how a field's number is spelt. */
  constructor(object: Readonly<Record<string, unknown>>, isFraction: (key: string) => boolean) {
    this.#object = object;
    this.#isFraction = isFraction;
    for (const key of Object.keys(object)) this.#keys.set(fold(key), key);
  }

  string(name: string): string | null | undefined {
    const found = this.#value(name);
    return found === null || typeof found === 'string' ? found : undefined;
  }

  /** A number without fraction or exponent. */
  integer(name: string): number | null | undefined {
    const found = this.#value(name);
    if (found === null) return null;
    const isInteger = Number.isSafeInteger(found) && !this.#isFraction(this.#keys.get(fold(name)) ?? name);
    return isInteger ? Number(found) : undefined;
  }

  object(name: string): GoObject | null | undefined {
    const found = this.#value(name);
    if (found === null) return null;
    return isRecord(found) ? new GoObject(found, this.#isFraction) : undefined;
  }

  objects(name: string): readonly GoObject[] | null | undefined {
    const found = this.#value(name);
    if (found === null) return null;
    if (!Array.isArray(found)) return undefined;
    const objects = found.filter((item) => item === null || isRecord(item));
    return objects.length === found.length
      ? objects.map((item) => new GoObject(item ?? {}, this.#isFraction))
      : undefined;
  }

  strings(name: string): readonly string[] | null | undefined {
    const found = this.#value(name);
    if (found === null) return null;
    return Array.isArray(found) && found.every((item) => item === null || typeof item === 'string')
      ? found.map((item) => item ?? '')
      : undefined;
  }

  /** Every value is a string or null. */
  stringMap(name: string): true | null | undefined {
    const found = this.#value(name);
    if (found === null) return null;
    return isRecord(found) && Object.values(found).every((item) => item === null || typeof item === 'string')
      ? true
      : undefined;
  }

  /** RFC 3339, as time.Time's UnmarshalJSON wants it. */
  time(name: string): true | null | undefined {
    const found = this.#value(name);
    if (found === null) return null;
    return typeof found === 'string' && RFC3339.test(found) ? true : undefined;
  }

  /** It is there, be it null. */
  has(name: string): boolean {
    return this.#keys.has(fold(name));
  }

  /** It is there and not null. */
  given(name: string): boolean {
    return this.#value(name) !== null;
  }

  #value(name: string): unknown {
    const key = this.#keys.get(fold(name));
    return key === undefined ? null : this.#object[key];
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** encoding/json's foldName: ASCII letters, and the two signs that Unicode folds into k and s. */
function fold(name: string): string {
  return SMALL.test(name) ? name : name.toLowerCase().replaceAll('\u017f', 's').replaceAll('\u212a', 'k');
}

const SMALL = /^[a-z_]*$/;

function fractionsOf(bytes: Uint8Array): (key: string) => boolean {
  // A list has the same field thousands of times, and each look goes through the whole text.
  const known = new Map<string, boolean>();
  let text: string | null = null;
  return (key) => {
    text ??= utf8Of(bytes);
    const found = known.get(key) ?? isSpelledAsFraction(text, key);
    known.set(key, found);
    return found;
  };
}

/** `300.0` and `3e2` are not integers to Go; JSON.parse does not tell. */
function isSpelledAsFraction(text: string, key: string): boolean {
  const name = JSON.stringify(key);
  const at = text.lastIndexOf(name);
  return at !== -1 && FRACTION.test(text.slice(at + name.length, at + name.length + NUMBER_CHARS));
}

const FRACTION = /^[ \t\r\n]*:[ \t\r\n]*-?\d+[.eE]/;

/** A number that is of use, and the blanks before it. */
const NUMBER_CHARS = 64;

const RFC3339 =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

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
