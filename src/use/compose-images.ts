import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { interpolate, type Variables } from './interpolate.ts';
import { COMPOSE } from './limits.ts';
import { isTooDeep } from './yaml-depth.ts';

/** One `image:` of a compose file. */
export interface ComposeImage {
  readonly line: number;
  /** With its variables filled in. */
  readonly text: string;
}

export interface ComposeImages {
  readonly images: readonly ComposeImage[];
  /** Variables without a value and without a default: what they name is not known. */
  readonly unset: readonly string[];
  /** What may name further images and was not read, as it stands there: other files (`include`, `extends`), and expressions that are none. */
  readonly unread: readonly string[];
  /** Why nothing of it was read; null: it was. `detail`: in the parser's words. */
  readonly fault: { readonly reason: 'too-large' | 'not-compose'; readonly detail: string | null } | null;
}

/**
 * The images that the services of a compose file pull: https://github.com/compose-spec/compose-spec/blob/main/spec.md. YAML of any form, and so JSON.
 * A service that is built (`build` beside `image`) names what it makes and pulls nothing. Pure.
 */
export function composeImages(text: string, env: Variables): ComposeImages {
  if (text.length > COMPOSE.chars || text.split('\n', COMPOSE.lines + 1).length > COMPOSE.lines)
    return nothing('too-large', null);
  if (isTooDeep(text, COMPOSE)) return nothing('not-compose', 'nested too deeply');
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
  if (fault !== undefined)
    return nothing('not-compose', `line ${counter.linePos(fault.pos[0]).line}: ${fault.message}`);

  const dangling = firstDangling();
  if (dangling !== null) return nothing('not-compose', dangling);

  const known = new Map<Node, readonly Field[]>();
  const [found, unset, unread] = [new Map<string, ComposeImage>(), new Set<string>(), new Set<string>()];
  const top = fieldsOf(document.contents);
  for (const { value } of valuesOf(top, 'include'))
    for (const each of filesOf(value)) unread.add(`include: ${each}`);
  const services = valuesOf(top, 'services');
  // An empty file may be one that was cut off.
  if (services.length === 0 && unread.size === 0) unread.add('services');
  for (const { value } of services) {
    if (!isMap(resolved(value))) unread.add('services');
    for (const service of fieldsOf(value)) {
      if (isMap(resolved(service.value))) serviceImages(fieldsOf(service.value));
      else if (service.name !== '<<') unread.add(`services: ${service.name}`);
    }
  }
  return { images: [...found.values()], unset: [...unset], unread: [...unread], fault: null };

  function serviceImages(fields: readonly Field[]): void {
    if (valuesOf(fields, 'build').some(({ value }) => !isNull(wordOf(value)))) return;
    const images = valuesOf(fields, 'image');
    // Its own image counts more than that of what it extends.
    for (const { value } of images.length > 0 ? [] : valuesOf(fields, 'extends')) {
      const files = valuesOf(fieldsOf(value), 'file').flatMap((one) => filesOf(one.value));
      for (const file of files) unread.add(`extends: ${file}`);
    }
    for (const { value, line } of images) {
      const written = wordOf(value);
      if (isNull(written)) continue;
      const filled = written === null ? null : interpolate(written, env);
      for (const name of filled?.unset ?? []) unset.add(name);
      if (filled === null) unread.add(`line ${line}: image`);
      else if (filled.text === null && filled.unset.length === 0) unread.add(`image: ${written}`);
      else if (filled.text !== null && filled.text !== '')
        found.set(`${line} ${filled.text}`, { line, text: filled.text });
    }
  }

  /** A map's, and those that are merged into it by `<<` where it has none of that name itself. */
  function fieldsOf(node: unknown): readonly Field[] {
    const map = resolved(node);
    if (!isMap(map)) return [];
    const before = known.get(map);
    if (before !== undefined) return before;
    // An anchor may be merged into itself.
    known.set(map, []);
    const fields = map.items.map(({ key, value }) => ({
      name: wordOf(key) ?? '',
      value,
      line: counter.linePos(isScalar(key) ? (key.range?.[0] ?? 0) : 0).line,
    }));
    const merged = fields
      .filter(({ name }) => name === '<<')
      .flatMap(({ value }) => {
        const sources = resolved(value);
        return isSeq(sources) ? sources.items.flatMap(fieldsOf) : fieldsOf(sources);
      });
    const all = [...fields];
    const taken = new Set(fields.map(({ name }) => name));
    // Of several sources the first one counts, so that what is merged twice does not double.
    for (const field of merged) {
      if (!taken.has(field.name)) all.push(field);
      taken.add(field.name);
    }
    known.set(map, all);
    return all;
  }

  function wordOf(node: unknown): string | null {
    const scalar = resolved(node);
    if (scalar === null || scalar === undefined) return '';
    return isScalar(scalar) ? String(scalar.value ?? '').trim() : null;
  }

  function filesOf(node: unknown): readonly string[] {
    const list = resolved(node);
    return isSeq(list) ? list.items.map((one) => wordOf(one) ?? '…') : [wordOf(list) ?? '…'];
  }

  /** An alias that leads to no anchor; null: there is none. */
  function firstDangling(): string | null {
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

  function resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(document) : node;
  }
}

interface Field {
  readonly name: string;
  readonly value: unknown;
  readonly line: number;
}

function valuesOf(fields: readonly Field[], name: string): readonly Field[] {
  return fields.filter((field) => field.name === name);
}

/** As it is written: nothing, `~` or `null`. */
function isNull(word: string | null): boolean {
  return word === '' || word === '~' || word === 'null';
}

function nothing(reason: 'too-large' | 'not-compose', detail: string | null): ComposeImages {
  return { images: [], unset: [], unread: [], fault: { reason, detail } };
}
