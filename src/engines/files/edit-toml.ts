import { isDeepStrictEqual } from 'node:util';
import { type AST, getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser';

/** A TOML file as it stands, and what it says. */
export interface TomlText {
  readonly kind: 'toml';
  readonly text: string;
  readonly value: TomlValue;
  readonly nodes: AST.TOMLTopLevelTable;
}

type TomlValue = Readonly<Record<string, unknown>>;

export interface TomlError {
  readonly kind: 'bad-toml';
  readonly line: number;
  readonly detail: string;
}

/** TOML 1.0, as containerd and podman read it: what a newer version allows they refuse. */
export function parseToml(text: string): TomlText | TomlError {
  try {
    const program = parseTOML(text, { tomlVersion: '1.0' });
    const value = getStaticTOMLValue(program);
    return { kind: 'toml', text, value: isTable(value) ? value : {}, nodes: program.body[0] };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { kind: 'bad-toml', line: error.lineNumber, detail: error.message };
  }
}

type TomlScalar = string | boolean;

/**
 * One value set in one table, and every other byte as it is: where the key stands its value is replaced, where its table stands a line comes behind the head, and else the table comes last.
 * null: the file is in a shape in which that cannot be done, seen by reading the result again. Pure.
 */
export function setTomlValue(
  { text, value, nodes }: TomlText,
  table: readonly string[],
  key: string,
  wanted: TomlScalar | readonly string[],
): string | null {
  // JSON's strings, booleans and arrays are TOML's too.
  const quoted = JSON.stringify(wanted);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const edited = ((): string => {
    const there = valueAt(nodes, [...table, key]);
    if (there !== null) return splice(text, there.range, quoted);
    const head = nodes.body.find(
      (node): node is AST.TOMLTable => node.type === 'TOMLTable' && isPath(node.resolvedKey, table),
    );
    if (head === undefined) {
      const gap = text === '' || /(?:^|\n)$/.test(text) ? '' : eol;
      const before = text === '' ? '' : eol;
      return `${text}${gap}${before}${tomlHead(table)}${eol}  ${key} = ${quoted}${eol}`;
    }
    const first = head.body[0];
    const indent = indentOf(text, first?.range[0] ?? head.range[0]) + (first === undefined ? '  ' : '');
    const lineEnd = text.indexOf('\n', head.key.range[1]);
    return lineEnd < 0
      ? `${text}${eol}${indent}${key} = ${quoted}${eol}`
      : splice(text, [lineEnd + 1, lineEnd + 1], `${indent}${key} = ${quoted}${eol}`);
  })();
  const again = parseToml(edited);
  if (again.kind === 'bad-toml') return null;
  return isDeepStrictEqual(again.value, withValue(value, [...table, key], wanted)) ? edited : null;
}

/** The line that a table begins with. */
export function tomlHead(table: readonly string[]): string {
  return `[${table.map(tomlKey).join('.')}]`;
}

/** Where a table stands in the file's data; undefined: nowhere. */
export function tomlAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (isTable(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    value,
  );
}

function withValue(value: TomlValue, [key = '', ...rest]: readonly string[], wanted: unknown): TomlValue {
  const inner = Object.hasOwn(value, key) ? value[key] : undefined;
  if (rest.length === 0) return { ...value, [key]: wanted };
  return { ...value, [key]: withValue(isTable(inner) ? inner : {}, rest, wanted) };
}

function isTable(value: unknown): value is TomlValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The value of a key that is written by itself or with dots, under a head; not inside `{…}`. */
function valueAt(nodes: AST.TOMLTopLevelTable, path: readonly string[]): AST.TOMLContentNode | null {
  for (const node of nodes.body) {
    const [prefix, members] =
      node.type === 'TOMLTable' ? [node.resolvedKey, node.body] : ([[], [node]] as const);
    for (const member of members) {
      const names = member.key.keys.map((one) => (one.type === 'TOMLBare' ? one.name : one.value));
      if (isPath([...prefix, ...names], path)) return member.value;
    }
  }
  return null;
}

function isPath(one: readonly (string | number)[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key, index) => key === other[index]);
}

function splice(text: string, [from, to]: readonly [number, number], by: string): string {
  return `${text.slice(0, from)}${by}${text.slice(to)}`;
}

function indentOf(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', at - 1) + 1, at))?.[0] ?? '';
}

function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);
}
