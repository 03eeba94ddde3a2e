import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';
import { COMPOSE } from './limits.ts';
import { isTooDeep } from './yaml-depth.ts';

/** One entry of a map, its key as a word. */
export interface Field {
  readonly name: string;
  readonly value: unknown;
  /** From 1. */
  readonly line: number;
}

/** A compose file as YAML has it, aliases and merges followed; of any form, and so JSON. Values are as they are written. */
export class ComposeYaml {
  readonly #document: Document;
  readonly #counter: LineCounter;
  readonly #known = new Map<unknown, readonly Field[]>();

  /** A text: why it is none, in the parser's words. Pure. */
  static parse(text: string): ComposeYaml | string {
    if (isTooDeep(text, COMPOSE)) return 'nested too deeply';
    const counter = new LineCounter();
    const document = parseDocument(text, {
      lineCounter: counter,
      // Values stay as they are written; a key that is there twice names an image each time.
      schema: 'failsafe',
      uniqueKeys: false,
      prettyErrors: false,
      // 'silent' would keep it to itself that a further document follows.
      logLevel: 'error',
    });
    const [fault] = document.errors;
    if (fault?.code === 'MULTIPLE_DOCS') return 'more than one document';
    if (fault !== undefined) return `line ${counter.linePos(fault.pos[0]).line}: ${fault.message}`;
    return firstDangling(document) ?? new ComposeYaml(document, counter);
  }

  private constructor(document: Document, counter: LineCounter) {
    this.#document = document;
    this.#counter = counter;
  }

  get top(): readonly Field[] {
    return this.fields(this.#document.contents);
  }

  isMap(node: unknown): boolean {
    return isMap(this.#resolved(node));
  }

  /** A map's, and those that are merged into it by `<<` where it has none of that name itself. None of anything else. */
  fields(node: unknown): readonly Field[] {
    const map = this.#resolved(node);
    if (!isMap(map)) return [];
    const before = this.#known.get(map);
    if (before !== undefined) return before;
    // An anchor may be merged into itself.
    this.#known.set(map, []);
    const own = map.items.map(({ key, value }) => ({
      name: this.word(key) ?? '',
      value,
      line: this.#counter.linePos(isScalar(key) ? (key.range?.[0] ?? 0) : 0).line,
    }));
    const merged = own
      .filter(({ name }) => name === '<<')
      .flatMap(({ value }) => (this.items(value) ?? [value]).flatMap((source) => this.fields(source)));
    const all: Field[] = [...own];
    const taken = new Set(own.map(({ name }) => name));
    // Of several sources the first one counts, so that what is merged twice does not double.
    for (const field of merged) {
      if (!taken.has(field.name)) all.push(field);
      taken.add(field.name);
    }
    this.#known.set(map, all);
    return all;
  }

  /** A list's; null: it is not one. */
  items(node: unknown): readonly unknown[] | null {
    const list = this.#resolved(node);
    return isSeq(list) ? list.items : null;
  }

  /** A scalar's text, '' of nothing; null: it is a list or a map. */
  word(node: unknown): string | null {
    const scalar = this.#resolved(node);
    if (scalar === null || scalar === undefined) return '';
    return isScalar(scalar) ? String(scalar.value ?? '').trim() : null;
  }

  /** One that changes how files are merged (`!reset`, `!override`), or that nobody knows; null: it has none. */
  tag(node: unknown): string | null {
    const tagged = this.#resolved(node);
    const tag = isNode(tagged) ? tagged.tag : undefined;
    return tag?.startsWith('!') === true && !tag.startsWith('!!') ? tag : null;
  }

  /** The first one of it, or of anything within it. */
  tagWithin(node: unknown): string | null {
    const resolved = this.#resolved(node);
    let found: string | null = null;
    if (isNode(resolved))
      visit(resolved, (_, each) => {
        found = this.tag(each);
        return found === null ? undefined : visit.BREAK;
      });
    return found;
  }

  #resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }
}

/** An alias that leads to no anchor; null: there is none. */
function firstDangling(document: Document): string | null {
  let found: string | null = null;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return undefined;
      found = `no anchor is named ${alias.source}`;
      return visit.BREAK;
    },
  });
  return found;
}
