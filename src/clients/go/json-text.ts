import { parseJsonObject, utf8Of } from '../../registry/json.ts';

/** JSON as it was written: every member of an object, twins too, in order, and numbers as they are spelt. JSON.parse keeps neither. */
export type JsonValue = string | boolean | null | JsonNumber | readonly JsonValue[] | JsonMembers;

export interface JsonNumber {
  readonly kind: 'number';
  /** As it stands there: `300.0` and `3e2` are 300, but not integers to Go. */
  readonly spelt: string;
}

export interface JsonMembers {
  readonly kind: 'members';
  readonly members: readonly (readonly [name: string, value: JsonValue])[];
}

/** The members of the object that `bytes` are; null as of `parseJsonObject`, which sees to it that the text is JSON and of a size and depth to be walked. */
export function readMembers(bytes: Uint8Array, limitBytes: number): JsonMembers | null {
  if (parseJsonObject(bytes, limitBytes) === null) return null;
  const value = new Walk(utf8Of(bytes)).value();
  return isMembers(value) ? value : null;
}

export function isMembers(value: JsonValue): value is JsonMembers {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'members';
}

/** Goes through a text that is known to be JSON. */
class Walk {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): JsonValue {
    switch (this.#peek()) {
      case '{':
        return { kind: 'members', members: this.#list('}', () => this.#member()) };
      case '[':
        return this.#list(']', () => this.value());
      case '"':
        return this.#string();
      default:
        return this.#word();
    }
  }

  #member(): readonly [string, JsonValue] {
    this.#peek();
    const name = this.#string();
    this.#peek();
    // Past the colon.
    this.#at += 1;
    return [name, this.value()];
  }

  #list<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    this.#at += 1;
    while (this.#peek() !== end) {
      items.push(item());
      if (this.#peek() === ',') this.#at += 1;
    }
    this.#at += 1;
    return items;
  }

  #string(): string {
    const from = this.#at;
    let end = this.#text.indexOf('"', from + 1);
    while (this.#isEscaped(end)) end = this.#text.indexOf('"', end + 1);
    this.#at = end + 1;
    const inside = this.#text.slice(from + 1, end);
    return inside.includes('\\') ? String(JSON.parse(`"${inside}"`)) : inside;
  }

  /** An odd number of backslashes stands before it. */
  #isEscaped(at: number): boolean {
    let before = at;
    while (this.#text[before - 1] === '\\') before -= 1;
    return (at - before) % 2 === 1;
  }

  #word(): JsonValue {
    const from = this.#at;
    while (this.#at < this.#text.length && !ENDS_A_WORD.has(this.#text[this.#at] ?? '')) this.#at += 1;
    const word = this.#text.slice(from, this.#at);
    if (word === 'null') return null;
    return word === 'true' || word === 'false' ? word === 'true' : { kind: 'number', spelt: word };
  }

  /** The next sign that is not blank. */
  #peek(): string {
    while (BLANKS.has(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#text[this.#at] ?? '';
  }
}

const BLANKS: ReadonlySet<string> = new Set([' ', '\t', '\r', '\n']);
const ENDS_A_WORD: ReadonlySet<string> = new Set([...BLANKS, ',', ']', '}']);
