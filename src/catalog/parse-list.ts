import JSON5 from 'json5';
import { BODY_LIMITS } from '../limits.ts';
import { LIST } from './limits.ts';
import { fieldName, type ListFailure, type ListProblem } from './list-problem.ts';
import type { Sighting } from './lists/harvest.ts';
import { hasHtmlTable } from './lists/html.ts';
import { jsonExcess } from './lists/json-bounds.ts';
import { linesOf, withoutComment } from './lists/lines.ts';
import { fromSightings, type Prose, parseProse } from './lists/parse-prose.ts';
import { reportAddresses } from './lists/report-addresses.ts';
import type { ListTally } from './lists/tally.ts';
import { type Path, type Positions, positionsIn } from './positions.ts';
import { readCatalogue, SCHEMA_VERSION } from './read-catalogue.ts';
import { readEntry } from './read-entry.ts';
import { isObject, type TellFault } from './read-values.ts';
import type { Catalogue } from './types.ts';

export interface ParsedList {
  /** Without mirrors where the list is unreadable. */
  readonly catalogue: Catalogue;
  readonly problems: readonly ListProblem[];
  /** Not null: nothing in the text could be used, and this is why. */
  readonly unreadable: ListFailure | null;
  /** Of a text that was searched for addresses; null for a list that has a form of ours. */
  readonly tally: ListTally | null;
}

/**
 * A user's list. In a form of ours (a catalogue in JSON or JSON5, an array of addresses, a daemon.json, plain URLs one a line with `#` comments)
 * what is wrong with an entry is named by line and field, and the others count. Reports of ours give the addresses they have. Any other
 * text (a table, YAML, TOML, `docker info`, a shell script) is searched for addresses, and tallied. Work is linear in the text.
 */
export function parseList(text: string, name: string): ParsedList {
  const failure = refuse(text);
  if (failure !== null) return unreadable(name, failure);
  const content = text.replace(/^\ufeff/, '');
  if (looksLikeJson(content)) return parseJson(content, name);
  return parsePlain(content, name) ?? fromProse(parseProse(content, name), name);
}

function refuse(text: string): ListFailure | null {
  // A character is at least one byte; who passes text has decoded it within his own bound.
  if (text.length > BODY_LIMITS.listBytes) return { kind: 'too-large', limitBytes: BODY_LIMITS.listBytes };
  // UTF-16 as PowerShell writes it, or a binary file. Comments in GBK only look odd.
  if (text.includes('\0')) return { kind: 'not-text' };
  if (text.trim() === '') return { kind: 'empty' };
  const isPage = /^\s*<(?:!doctype|html|head|body|\?xml|!--)/i.test(text);
  return isPage && !hasHtmlTable(text) ? { kind: 'web-page' } : null;
}

/** A `{` or `[` after white space and comments; a bracketed IPv6 address is a (bad) line of a plain list. */
function looksLikeJson(text: string): boolean {
  const start = /^(?:\s+|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0].length ?? 0;
  return /^(?:\{|\[(?![0-9a-f:.]+\]))/i.test(text.slice(start, start + 64));
}

function parseJson(text: string, name: string): ParsedList {
  const excess = jsonExcess(text);
  // With so many levels or values it is not a list of mirrors, whatever a parser would say of it.
  if (excess !== null && !looksLikeToml(text)) return unreadable(name, excess);
  const document = json(text);
  if (!document.ok) {
    const records = reportLines(text);
    if (records !== null) return fromProse(fromSightings(records, [], name), name);
    if (looksLikeToml(text)) return fromProse(parseProse(text, name), name);
    return unreadable(name, { kind: 'syntax', line: document.line, column: document.column });
  }
  const version = isObject(document.value) ? document.value['schemaVersion'] : undefined;
  if (typeof version === 'number' && version > SCHEMA_VERSION)
    return unreadable(name, { kind: 'newer-schema', version });
  const reported = reportAddresses(document.value);
  if (reported !== null) {
    const sightings = reported.map((address) => ({ text: address, bare: false, line: 1 }));
    return fromProse(fromSightings(sightings, [], name), name);
  }

  const positions = positionsIn(text);
  const problems = collect(name, (path) => positions.lineOf(path));
  reportDuplicates(positions, problems.report);
  const catalogue = readCatalogue(document.value, name, problems.report);
  return catalogue === null
    ? unreadable(name, { kind: 'no-mirrors' })
    : { catalogue, problems: problems.all(), unreadable: null, tally: null };
}

/** A first line such as `[host."https://m.example"]` or `[[registry]]`. */
function looksLikeToml(text: string): boolean {
  const start = text.trimStart();
  const end = start.indexOf('\n');
  const line = withoutComment(
    start.slice(0, Math.min(end === -1 ? start.length : end, LIST.urlChars)),
  ).trim();
  return /^\[\[?[A-Za-z][^\]]*\]\]?$/.test(line);
}

/** Our own NDJSON: a mirror a line. null where a line is none of it. */
function reportLines(text: string): Sighting[] | null {
  const { lines, tooLong } = linesOf(text);
  const [first] = lines;
  if (first === undefined || tooLong.length > 0 || !json(first.text).ok) return null;
  const found: Sighting[] = [];
  for (const { number, text: line } of lines) {
    const record = strictJson(line);
    if (!isObject(record)) return null;
    const addresses = reportAddresses(record) ?? (typeof record['url'] === 'string' ? [record['url']] : []);
    found.push(...addresses.map((address) => ({ text: address, bare: false, line: number })));
  }
  return found;
}

/** Nothing but one word a line; null: it is another text. */
function parsePlain(text: string, name: string): ParsedList | null {
  const { lines, tooLong } = linesOf(text);
  const words = lines
    .map(({ number, text: line }) => ({ number, address: withoutComment(line).trim() }))
    .filter(({ address }) => address !== '');
  // Comments and nothing else.
  if (words.length === 0 && tooLong.length === 0) return unreadable(name, { kind: 'empty' });
  if (tooLong.length > 0 || !words.every(({ address }) => isPlainWord(address))) return null;
  const problems = collect(name, (path) => (typeof path[0] === 'number' ? path[0] : 1));
  const beyond = words[LIST.entries];
  if (beyond !== undefined)
    problems.report([beyond.number], { kind: 'too-many-entries', limit: LIST.entries });
  const mirrors = words.slice(0, LIST.entries).flatMap(({ number, address }) => {
    const entry = readEntry(withScheme(address), [number], problems.report);
    return entry === null ? [] : [entry];
  });
  const unnamed = problems.all().map((problem) => ({ ...problem, field: '' }));
  const failure: ListFailure | null = mirrors.length === 0 ? { kind: 'no-addresses' } : null;
  return {
    catalogue: { name, registries: [], mirrors },
    problems: unnamed,
    unreadable: failure,
    tally: null,
  };
}

function isPlainWord(word: string): boolean {
  const apart = /^https?:/i.test(word) ? /[\s,;|`，；、｜]/ : /[\s,;|=`，；、｜]/;
  return !apart.test(word) && !/^(?:-+|[-*+•].*|<.*|.*:)$/.test(word);
}

/** A bare host: engines want the scheme, people leave it out, and https is what they mean. */
function withScheme(address: string): string {
  const isHost = /^[a-z0-9_][a-z0-9_.-]*\.[a-z0-9_-]+(?::\d{1,5})?\/?$/i.test(address);
  return address.length <= LIST.urlChars && isHost ? `https://${address}` : address;
}

function fromProse({ mirrors, tally }: Prose, name: string): ParsedList {
  const failure: ListFailure | null = mirrors.length === 0 ? { kind: 'no-addresses' } : null;
  return { catalogue: { name, registries: [], mirrors }, problems: [], unreadable: failure, tally };
}

function unreadable(name: string, failure: ListFailure): ParsedList {
  const catalogue: Catalogue = { name, registries: [], mirrors: [] };
  return { catalogue, problems: [], unreadable: failure, tally: null };
}

type ParsedJson = { ok: true; value: unknown } | { ok: false; line: number; column: number };

function json(text: string): ParsedJson {
  const strict = strictJson(text);
  if (strict !== undefined) return { ok: true, value: strict };
  try {
    return { ok: true, value: JSON5.parse(text) };
  } catch (error) {
    // JSON5 says where in two properties of its SyntaxError.
    const { lineNumber, columnNumber } = Object(error);
    return { ok: false, line: Number(lineNumber ?? 1), column: Number(columnNumber ?? 1) };
  }
}

/** undefined where it is no JSON. */
function strictJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reportDuplicates(positions: Positions, report: TellFault): void {
  for (const { path } of positions.duplicates) report(path, { kind: 'duplicate-key' });
}

/** Keeps the first problems in the order of the text and counts the others. */
function collect(
  list: string,
  lineOf: (path: Path) => number,
): { readonly report: TellFault; all(): readonly ListProblem[] } {
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
