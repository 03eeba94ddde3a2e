import { type JSONVisitor, visit } from 'jsonc-parser';
import { DAEMON_JSON } from '../limits.ts';
import { slipAt } from './slip.ts';

export type JsonType = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/** A value one level below the root. Offsets are in UTF-16 units of the text; `end` is the first unit after it. */
export interface Child {
  readonly type: JsonType;
  readonly start: number;
  readonly end: number;
}

/** A member of the root object. `key` is decoded (`"registry\u002dmirrors"` is `registry-mirrors`); it may occur twice. */
export interface Member extends Child {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
}

export interface JsonText extends Child {
  readonly kind: 'json';
  readonly text: string;
  /** Of a root object, in the order of the text. */
  readonly members: readonly Member[];
  /** Of a root array. */
  readonly items: readonly Child[];
}

export interface Offence {
  readonly kind: 'offence';
  readonly code: OffenceCode;
  readonly offset: number;
}

export type OffenceCode =
  | 'empty'
  | 'comment'
  | 'trailing-comma'
  | 'single-quotes'
  | 'bare-key'
  | 'trailing-data'
  /** `{…} {…}` */
  | 'second-object'
  | 'missing-comma'
  | 'missing-colon'
  /** Curly or full-width ones, or guillemets. */
  | 'odd-quotes'
  /** `，` `：` `｛` */
  | 'wide-mark'
  /** No-break, zero-width and ideographic blanks, marks of direction, a byte-order mark that is not the first. */
  | 'invisible'
  | 'hash'
  | 'html'
  /** A text without its closing quote. */
  | 'open-string'
  /** `"C:\data"` */
  | 'bad-escape'
  /** A tab in a text. */
  | 'control-character'
  /** `[1, 2}` */
  | 'wrong-bracket'
  /** `key = value` */
  | 'equals'
  | 'bare-value'
  /** `"a, "b"`: a quote too few before it, or one too many. */
  | 'outside-quotes'
  | 'unfinished'
  | 'number-range'
  | 'too-deep'
  | 'syntax';

/**
 * Strict JSON (RFC 8259, as Go's encoding/json reads it) in one pass of linear time: the root's own children with
 * their places, or the first offence.
 */
export function scanJson(text: string): JsonText | Offence {
  const listener = new Listener(text);
  try {
    visit(text, listener, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  } catch (error) {
    if (error instanceof TooDeep) return { kind: 'offence', code: 'too-deep', offset: error.offset };
    throw error;
  }
  if (listener.offence !== null) return listener.offence;
  const root = listener.root;
  if (root === null) return { kind: 'offence', code: 'empty', offset: text.length };
  return { kind: 'json', text, ...root, members: listener.members, items: listener.items };
}

class TooDeep extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super('JSON nested too deep');
    this.offset = offset;
  }
}

class Listener implements JSONVisitor {
  readonly members: Member[] = [];
  readonly items: Child[] = [];
  root: Child | null = null;
  offence: Offence | null = null;
  readonly #text: string;
  readonly #open: { type: JsonType; start: number }[] = [];
  #key: { key: string; keyStart: number; keyEnd: number } | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  onObjectBegin: (offset: number) => void = (offset) => this.#begin('object', offset);
  onArrayBegin: (offset: number) => void = (offset) => this.#begin('array', offset);
  onObjectEnd: (offset: number, length: number) => void = (offset, length) => this.#end(offset + length);
  onArrayEnd: (offset: number, length: number) => void = (offset, length) => this.#end(offset + length);

  onObjectProperty: (key: string, offset: number, length: number) => void = (key, offset, length) => {
    if (this.#open.length === 1) this.#key = { key, keyStart: offset, keyEnd: offset + length };
  };

  onLiteralValue: (value: unknown, offset: number, length: number) => void = (value, offset, length) => {
    // Go decodes numbers to float64 and refuses what does not fit.
    if (typeof value === 'number' && !Number.isFinite(value)) this.#offend('number-range', offset);
    this.#add({ type: typeOfLiteral(value), start: offset, end: offset + length });
  };

  onError: (error: number, offset: number) => void = (error, offset) => {
    if (this.offence !== null) return;
    const slip = slipAt(this.#text, offset, error, this.root !== null);
    this.#offend(slip.code, slip.offset);
  };

  #offend(code: OffenceCode, offset: number): void {
    this.offence ??= { kind: 'offence', code, offset };
  }

  #begin(type: JsonType, start: number): void {
    if (this.#open.length >= DAEMON_JSON.depth) throw new TooDeep(start);
    this.#open.push({ type, start });
  }

  #end(end: number): void {
    const open = this.#open.pop();
    if (open !== undefined) this.#add({ ...open, end });
  }

  #add(child: Child): void {
    if (this.#open.length === 0) this.root = child;
    if (this.#open.length !== 1) return;
    if (this.#open[0]?.type === 'array') this.items.push(child);
    else if (this.#key !== null) this.members.push({ ...this.#key, ...child });
    this.#key = null;
  }
}

function typeOfLiteral(value: unknown): JsonType {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'boolean' : 'number';
}
