import JSON5 from 'json5';
import { BODY_LIMITS, LIST } from '../limits.ts';
import { fieldName, type ListFailure, type ListProblem } from './list-problem.ts';
import { type Path, type Positions, positionsIn } from './positions.ts';
import { readCatalogue, SCHEMA_VERSION } from './read-catalogue.ts';
import { readEntry } from './read-entry.ts';
import { isObject, type Report } from './read-values.ts';
import type { Catalogue } from './types.ts';

export interface ParsedList {
  /** Without mirrors where the list is unreadable. */
  readonly catalogue: Catalogue;
  readonly problems: readonly ListProblem[];
  /** Not null: nothing in the text could be used, and this is why. */
  readonly unreadable: ListFailure | null;
}

/**
 * A user's list: a catalogue in JSON or JSON5, an array of addresses, a daemon.json, or plain URLs one a line with
 * `#` comments. What is wrong with an entry is named by line and field, and the others count.
 */
export function parseList(text: string, name: string): ParsedList {
  const failure = refuse(text);
  if (failure !== null) return { catalogue: emptyCatalogue(name), problems: [], unreadable: failure };
  const content = text.replace(/^\ufeff/, '');
  return looksLikeJson(content) ? parseJson(content, name) : parsePlain(content, name);
}

function refuse(text: string): ListFailure | null {
  // A character is at least one byte; who passes text has decoded it within his own bound.
  if (text.length > BODY_LIMITS.listBytes) return { kind: 'too-large', limitBytes: BODY_LIMITS.listBytes };
  // UTF-16 as PowerShell writes it, or a binary file. Comments in GBK only look odd.
  if (text.includes('\0')) return { kind: 'not-text' };
  if (text.trim() === '') return { kind: 'empty' };
  return /^\s*<(?:!doctype|html|head|body|\?xml|!--)/i.test(text) ? { kind: 'web-page' } : null;
}

/** A `{` or `[` after white space and comments; a bracketed IPv6 address is a (bad) line of a plain list. */
function looksLikeJson(text: string): boolean {
  const start = /^(?:\s+|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0].length ?? 0;
  return /^(?:\{|\[(?![0-9a-f:.]+\]))/i.test(text.slice(start, start + 64));
}

function parseJson(text: string, name: string): ParsedList {
  const unreadable = (failure: ListFailure): ParsedList => ({
    catalogue: emptyCatalogue(name),
    problems: [],
    unreadable: failure,
  });
  const document = json5(text);
  if (!document.ok) return unreadable({ kind: 'syntax', line: document.line, column: document.column });
  const version = isObject(document.value) ? document.value['schemaVersion'] : undefined;
  if (typeof version === 'number' && version > SCHEMA_VERSION)
    return unreadable({ kind: 'newer-schema', version });

  const positions = positionsIn(text);
  const problems = collect(name, (path) => positions.lineOf(path));
  reportDuplicates(positions, problems.report);
  const catalogue = readCatalogue(document.value, name, problems.report);
  return catalogue === null
    ? unreadable({ kind: 'no-mirrors' })
    : { catalogue, problems: problems.all(), unreadable: null };
}

function parsePlain(text: string, name: string): ParsedList {
  const problems = collect(name, (path) => (typeof path[0] === 'number' ? path[0] : 1));
  const lines = text
    .split(/\r\n|[\n\r]/)
    .map((line, index) => ({ number: index + 1, address: withoutComment(line).trim() }))
    .filter((line) => line.address !== '');
  const beyond = lines[LIST.entries];
  if (beyond !== undefined)
    problems.report([beyond.number], { kind: 'too-many-entries', limit: LIST.entries });
  const mirrors = lines.slice(0, LIST.entries).flatMap((line) => {
    const entry = readEntry(line.address, [line.number], problems.report);
    return entry === null ? [] : [entry];
  });
  // Comments and nothing else.
  if (lines.length === 0)
    return { catalogue: emptyCatalogue(name), problems: [], unreadable: { kind: 'empty' } };
  const unnamed = problems.all().map((problem) => ({ ...problem, field: '' }));
  return { catalogue: { name, registries: [], mirrors }, problems: unnamed, unreadable: null };
}

function withoutComment(line: string): string {
  const start = line.search(/(?:^|\s)#/);
  return start === -1 ? line : line.slice(0, start);
}

const emptyCatalogue = (name: string): Catalogue => ({ name, registries: [], mirrors: [] });

function json5(text: string): { ok: true; value: unknown } | { ok: false; line: number; column: number } {
  try {
    return { ok: true, value: JSON5.parse(text) };
  } catch (error) {
    // JSON5 says where in two properties of its SyntaxError; a RangeError is a document nested beyond the stack.
    const { lineNumber, columnNumber } = Object(error);
    return { ok: false, line: Number(lineNumber ?? 1), column: Number(columnNumber ?? 1) };
  }
}

function reportDuplicates(positions: Positions, report: Report): void {
  for (const { path } of positions.duplicates) report(path, { kind: 'duplicate-key' });
}

/** Keeps the first problems in the order of the text and counts the others. */
function collect(
  list: string,
  lineOf: (path: Path) => number,
): { readonly report: Report; all(): readonly ListProblem[] } {
  const problems: ListProblem[] = [];
  let beyond = 0;
  return {
    report(path, fault) {
      if (problems.length < LIST.problems) {
        problems.push({ list, line: lineOf(path), field: fieldName(path), fault });
      } else beyond += 1;
    },
    all() {
      const sorted = problems.toSorted((a, b) => a.line - b.line);
      if (beyond === 0) return sorted;
      const line = sorted.at(-1)?.line ?? 1;
      return [...sorted, { list, line, field: '', fault: { kind: 'more-problems', count: beyond } }];
    },
  };
}
