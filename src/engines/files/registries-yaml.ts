import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import type { FileKind } from './file-kind.ts';
import { hideYaml } from './hide-yaml.ts';
import { urlsOf } from './hosts-toml.ts';
import { renderMirror } from './render-mirror.ts';

export const REGISTRIES_YAML: FileKind = {
  name: 'registries.yaml',
  client: 'containerd',
  hide: hideYaml,
  read: endpointsOf,
  write: (text, registry, hosts) => withEndpoints(text, registry, urlsOf(hosts)),
};

/** The endpoints of a registry in a registries.yaml of k3s or RKE2, as URLs; null: it is none that they read. https://docs.k3s.io/installation/private-registry */
export function endpointsOf(text: string, registry: string): readonly string[] | null {
  const data = dataOf(text);
  if (data === null) return null;
  const endpoint: unknown = at(at(at(data, 'mirrors'), registry), 'endpoint') ?? [];
  if (!Array.isArray(endpoint) || !endpoint.every((one) => typeof one === 'string')) return null;
  // A path other than `/v2` counts as it stands; of no scheme https is meant.
  return endpoint.map((one) =>
    (/^https?:\/\//.test(one) ? one : `https://${one}`).replace(/\/(?:v2\/?)?$/, ''),
  );
}

/** The file with these endpoints, every other byte as it is, comments too; null: it is in a shape in which that cannot be done, seen by reading the result again. Pure. */
export function withEndpoints(text: string, registry: string, urls: readonly string[]): string | null {
  const data = dataOf(text);
  if (data === null) return null;
  const endpoints = urls.flatMap((url) => {
    const rendered = renderMirror({ url, resolves: false, byQuery: false }, registry, 'registries.yaml');
    return rendered.kind === 'text' ? [rendered.text] : [];
  });
  const edited = edit(text, registry, endpoints);
  const after = edited === null ? null : dataOf(edited);
  const mirrors = at(data, 'mirrors');
  const wanted = {
    ...asObject(data),
    mirrors: {
      ...asObject(mirrors),
      [registry]: { ...asObject(at(mirrors, registry)), endpoint: endpoints },
    },
  };
  return isDeepStrictEqual(after, wanted) ? edited : null;
}

function edit(text: string, registry: string, endpoints: readonly string[]): string | null {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const keys = ['mirrors', registry, 'endpoint'];
  let node: unknown = parseDocument(text).contents;
  if (node === null || isNull(node)) return append(text, linesOf(keys, 0), eol);
  // As deep as it goes; what is missing from there on is put in as whole lines.
  for (const [depth, key] of keys.entries()) {
    if (!isMap(node) || node.flow === true) return null;
    const pair = pairOf(node, key);
    const [first] = node.items;
    if (pair === null && depth === 0) return append(text, linesOf(keys, 0), eol);
    if (pair === null)
      return first === undefined ? null : behind(node, linesOf(keys.slice(depth), columnOf(first)));
    if (isNull(pair.value)) return after(pair, linesOf(keys.slice(depth + 1), columnOf(pair) + 2));
    node = pair.value;
  }
  if (!isSeq(node)) return null;
  return node.flow === true ? inFlow(node) : inBlock(node);

  function linesOf([key, ...deeper]: readonly string[], column: number): readonly string[] {
    if (key === undefined) return endpoints.map((url) => `${pad(column)}- ${JSON.stringify(url)}`);
    const name = key === registry ? JSON.stringify(key) : key;
    return [`${pad(column)}${name}:`, ...linesOf(deeper, column + 2)];
  }
  function columnOf(pair: Pair): number {
    const from = rangeOf(pair.key)?.[0] ?? 0;
    return from - lineStart(text, from);
  }
  /** Whole lines behind the last of a block's. */
  function behind(map: YAMLMap, lines: readonly string[]): string | null {
    const end = rangeOf(map)?.[1] ?? 0;
    const place = text[end - 1] === '\n' ? end : lineEnd(text, end);
    if (place === text.length) return append(text, lines, eol);
    return `${text.slice(0, place)}${lines.join(eol)}${eol}${text.slice(place)}`;
  }
  /** Whole lines behind that of this pair's key, which has no value. */
  function after(pair: Pair, lines: readonly string[]): string {
    const end = text.indexOf('\n', rangeOf(pair.key)?.[1] ?? 0);
    if (end < 0) return append(text, lines, eol);
    return `${text.slice(0, end + 1)}${lines.join(eol)}${eol}${text.slice(end + 1)}`;
  }
  function inFlow(seq: YAMLSeq): string | null {
    const range = rangeOf(seq);
    return range === null
      ? null
      : `${text.slice(0, range[0])}[${endpoints.map((url) => JSON.stringify(url)).join(', ')}]${text.slice(range[1])}`;
  }
  /** An item that stays keeps its line, and the comments above it. */
  function inBlock(seq: YAMLSeq): string | null {
    const places = seq.items.map((item) => rangeOf(item));
    const starts = places.map((range) => (range === null ? -1 : lineStart(text, range[0])));
    const ends = places.map((range) => (range === null ? -1 : lineEnd(text, range[1])));
    const [from, to] = [starts[0] ?? -1, ends.at(-1) ?? -1];
    if (from < 0 || to < 0 || ends.includes(-1)) return null;
    const values = seq.items.map((item) => (isScalar(item) ? item.value : null));
    const column = (places[0]?.[0] ?? 0) - from;
    const dash = /^[ \t]*-[ \t]+/.exec(text.slice(from, from + column))?.[0];
    if (dash === undefined) return null;
    if (endpoints.length === 0) return `${text.slice(0, from)}${pad(column)}[]${eol}${text.slice(to)}`;
    const lines = endpoints.map((url) => {
      const index = values.indexOf(url);
      if (index < 0) return `${dash}${JSON.stringify(url)}${eol}`;
      const piece = text.slice(index === 0 ? from : (ends[index - 1] ?? from), ends[index]);
      return piece.endsWith('\n') ? piece : `${piece}${eol}`;
    });
    const joined = lines.join('');
    return `${text.slice(0, from)}${text.endsWith('\n') || to < text.length ? joined : joined.slice(0, -eol.length)}${text.slice(to)}`;
  }
}

/** One document without an error and without what only a reader of the whole could follow: anchors, merges, tags. */
function dataOf(text: string): unknown {
  if (text.startsWith('\uFEFF')) return null;
  const document = parseDocument(text);
  if (document.errors.length > 0 || document.warnings.length > 0) return null;
  const data: unknown = document.toJS() ?? {};
  return typeof data === 'object' && !Array.isArray(data) ? data : null;
}

function at(value: unknown, key: string): unknown {
  const object = asObject(value);
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function isNull(node: unknown): boolean {
  return isScalar(node) && node.value === null;
}

function pairOf(map: YAMLMap, key: string): Pair | null {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key) ?? null;
}

function rangeOf(node: unknown): readonly [number, number] | null {
  if (!(isScalar(node) || isMap(node) || isSeq(node)) || node.range == null) return null;
  return [node.range[0], node.range[1]];
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

function append(text: string, lines: readonly string[], eol: string): string {
  const gap = text === '' || text.endsWith('\n') ? '' : eol;
  return `${text}${gap}${lines.join(eol)}${eol}`;
}

function pad(column: number): string {
  return ' '.repeat(column);
}
