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
  type YAMLMap,
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
  readonly #targets: ReadonlyMap<unknown, unknown>;
  readonly #known = new Map<unknown, readonly Field[]>();
  #steps = 0;

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
    const targets = targetsOf(document);
    if (typeof targets === 'string') return `no anchor is named ${targets}`;
    return new ComposeYaml(document, counter, targets);
  }

  private constructor(document: Document, counter: LineCounter, targets: ReadonlyMap<unknown, unknown>) {
    this.#targets = targets;
    this.#document = document;
    this.#counter = counter;
  }

  /** Aliases make more of it than anybody wrote: not all of it was looked at. */
  get isOver(): boolean {
    return this.#steps > COMPOSE.steps;
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
    const fields = this.#known.get(map) ?? this.#fieldsOf(map);
    return this.#mayGo(fields.length) ? fields : [];
  }

  #fieldsOf(map: YAMLMap): readonly Field[] {
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
    if (!isSeq(list)) return null;
    return this.#mayGo(list.items.length) ? list.items : [];
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
        return found === null && this.#mayGo(1) ? undefined : visit.BREAK;
      });
    return found;
  }

  #mayGo(steps: number): boolean {
    this.#steps += steps;
    return !this.isOver;
  }

  #resolved(node: unknown): unknown {
    return isAlias(node) ? this.#targets.get(node) : node;
  }
}

/** What each alias stands for: the last anchor of its name before it. A name: no anchor has it. The library's own `resolve` walks through the document for each. */
function targetsOf(document: Document): ReadonlyMap<unknown, unknown> | string {
  const [anchors, targets] = [new Map<string, unknown>(), new Map<unknown, unknown>()];
  let dangling: string | null = null;
  visit(document, (_, node) => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined) dangling ??= node.source;
      targets.set(node, target);
    } else if (isNode(node) && 'anchor' in node && typeof node.anchor === 'string')
      anchors.set(node.anchor, node);
  });
  return dangling ?? targets;
}
