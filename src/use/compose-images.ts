import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { withoutLogin } from '../registry/without-login.ts';
import { interpolate, type Variables } from './interpolate.ts';
import { COMPOSE } from './limits.ts';
import { isTooDeep } from './yaml-depth.ts';

/** One image that a compose file names. */
export interface ComposeImage {
  readonly line: number;
  /** As it stands there: values of variables may be nobody else's business. */
  readonly written: string;
  /** With its variables filled in. */
  readonly text: string;
}

export interface ComposeImages {
  readonly images: readonly ComposeImage[];
  /** Variables without a value and without a default: what they name is not known. */
  readonly unset: readonly string[];
  /** Services that name nothing to run here: of a file that was cut off, or to be laid over another one. */
  readonly bare: readonly string[];
  /** Services that do. */
  readonly whole: readonly string[];
  /** What may name further images and was not read, as it stands there: other files (`include`, `extends`), tags (`!reset`), and expressions that are none. */
  readonly unread: readonly string[];
  /** Why nothing of it was read; null: it was. `detail`: in the parser's words. */
  readonly fault: { readonly reason: 'too-large' | 'not-compose'; readonly detail: string | null } | null;
}

/**
 * The images that the services of a compose file pull: https://github.com/compose-spec/compose-spec/blob/main/spec.md. YAML of any form, and so JSON.
 * A service that is built (`build` beside `image`) names what it makes and pulls what it is built upon (`additional_contexts`), as far as that stands here. Pure.
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
  if (fault?.code === 'MULTIPLE_DOCS') return nothing('not-compose', 'more than one document');
  if (fault !== undefined)
    return nothing('not-compose', `line ${counter.linePos(fault.pos[0]).line}: ${fault.message}`);

  const dangling = firstDangling();
  if (dangling !== null) return nothing('not-compose', dangling);

  const known = new Map<Node, readonly Field[]>();
  const [found, unset, unread] = [new Map<string, ComposeImage>(), new Set<string>(), new Set<string>()];
  const [bare, whole] = [new Set<string>(), new Set<string>()];
  const top = fieldsOf(document.contents);
  for (const { value } of valuesOf(top, 'include'))
    for (const each of filesOf(value)) unread.add(`include: ${each}`);
  const services = valuesOf(top, 'services');
  // An empty file may be one that was cut off.
  if (services.length === 0 && unread.size === 0) unread.add('services');
  for (const { value } of services) {
    if (!isMap(resolved(value)) || tagOf(value) !== null) unread.add('services');
    for (const service of fieldsOf(value)) {
      if (isMap(resolved(service.value)) && tagOf(service.value) === null) serviceImages(service);
      else if (service.name !== '<<') unread.add(`services: ${service.name}`);
    }
  }
  return {
    images: [...found.values()],
    unset: [...unset],
    bare: [...bare],
    whole: [...whole],
    unread: [...unread],
    fault: null,
  };

  function serviceImages({ name, value: service }: Field): void {
    const fields = fieldsOf(service);
    for (const { name: key, value, line } of fields) {
      const tag = NAMING.has(key) ? tagOf(value) : null;
      if (tag !== null) unread.add(`line ${line}: ${key} ${tag}`);
    }
    volumeImages(fields);
    const builds = valuesOf(fields, 'build').filter(({ value }) => !isNull(wordOf(value)));
    const images = valuesOf(fields, 'image').filter(({ value }) => !isNull(wordOf(value)));
    const others = valuesOf(fields, 'extends');
    const isWhole = builds.length + images.length + others.length + valuesOf(fields, 'provider').length > 0;
    (isWhole ? whole : bare).add(name);
    if (builds.length > 0) {
      for (const { value } of builds) contextImages(value);
      return;
    }
    // Its own image counts more than that of what it extends.
    for (const { value } of images.length > 0 ? [] : others) {
      const files = valuesOf(fieldsOf(value), 'file').flatMap((one) => filesOf(one.value));
      for (const file of files) unread.add(`extends: ${file}`);
    }
    for (const { value, line } of images) takeImage(wordOf(value), line);
  }

  /** null: no word stands there. */
  function takeImage(written: string | null, line: number): void {
    const filled = written === null ? null : interpolate(written, env);
    for (const name of filled?.unset ?? []) unset.add(name);
    const text = filled?.text?.trim() ?? '';
    if (written === null || filled === null) unread.add(`line ${line}: image`);
    else if (text !== '') found.set(`${line} ${text}`, { line, written, text });
    else if (filled.unset.length === 0) unread.add(`image: ${withoutLogin(written)}`);
  }

  /** An image may be mounted as a volume. */
  function volumeImages(fields: readonly Field[]): void {
    for (const { value } of valuesOf(fields, 'volumes')) {
      const list = resolved(value);
      for (const volume of isSeq(list) ? list.items : []) {
        const its = fieldsOf(volume);
        if (!valuesOf(its, 'type').some((type) => wordOf(type.value) === 'image')) continue;
        for (const source of valuesOf(its, 'source')) takeImage(wordOf(source.value), source.line);
      }
    }
  }

  /** What an image is built upon may be another one: a map, or a list of `name=context`. */
  function contextImages(build: unknown): void {
    for (const { value, line } of valuesOf(fieldsOf(build), 'additional_contexts')) {
      const list = resolved(value);
      const contexts = isSeq(list)
        ? list.items.map((item) => ({ line, text: wordOf(item)?.replace(/^[^=]*=/, '') }))
        : fieldsOf(value).map((field) => ({ line: field.line, text: wordOf(field.value) }));
      for (const { line: at, text } of contexts)
        if (text?.startsWith(DOCKER_IMAGE) === true) takeImage(text.slice(DOCKER_IMAGE.length), at);
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

  /** One that changes how files are merged (`!reset`, `!override`), or that nobody knows; null: there is none. */
  function tagOf(node: unknown): string | null {
    const tagged = resolved(node);
    const tag = isNode(tagged) ? tagged.tag : undefined;
    return tag?.startsWith('!') === true && !tag.startsWith('!!') ? tag : null;
  }

  function resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(document) : node;
  }
}

const DOCKER_IMAGE = 'docker-image://';

/** What of a service may name images. */
const NAMING: ReadonlySet<string> = new Set(['image', 'build', 'extends', 'volumes']);

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
  return { images: [], unset: [], bare: [], whole: [], unread: [], fault: { reason, detail } };
}
