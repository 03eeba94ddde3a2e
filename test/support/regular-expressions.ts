import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vitest/node';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
const SCHEMAS = fileURLToPath(new URL('../../schema', import.meta.url));

export interface Expression {
  readonly source: string;
  readonly flags: string;
  /** Files under src/ or schema/, with forward slashes. */
  readonly files: readonly string[];
}

/** Every regular expression that src/ holds as a literal, and every pattern of a schema. */
export function expressions(): readonly Expression[] {
  const found = new Map<string, Expression>();
  const add = (source: string, flags: string, file: string): void => {
    const key = `/${source}/${flags}`;
    const { files = [] } = found.get(key) ?? {};
    found.set(key, { source, flags, files: [...new Set([...files, file])] });
  };
  for (const [file, text] of filesIn(SRC, '.ts')) {
    visit(parseAst(text, { lang: 'ts' }), (node) => {
      const { regex } = node;
      if (isNode(regex)) add(String(regex['pattern']), String(regex['flags']), file);
    });
  }
  for (const [file, text] of filesIn(SCHEMAS, '.json')) {
    visit(JSON.parse(text), ({ pattern }) => {
      if (typeof pattern === 'string') add(pattern, 'u', `schema/${file}`);
    });
  }
  return [...found.values()];
}

/** The files that make one of a text, and so show nothing here of what it will be. */
export function makersOfExpressions(): readonly string[] {
  return filesIn(SRC, '.ts')
    .filter(([, text]) => /\bRegExp\(/.test(text))
    .map(([file]) => file);
}

function filesIn(folder: string, ending: string): readonly (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => [path.split(sep).join('/'), readFileSync(join(folder, path), 'utf8')] as const);
}

function visit(value: unknown, look: (node: Readonly<Record<string, unknown>>) => void): void {
  if (!isNode(value)) return;
  if (!Array.isArray(value)) look(value);
  for (const child of Object.values(value)) visit(child, look);
}

function isNode(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
