import { LIST } from '../limits.ts';
import { type AddressWord, addressWords } from './address-words.ts';
import { hasHtmlTable, htmlRows } from './html.ts';
import { linesOf, type TextLine, withoutComment } from './lines.ts';
import { addressCells, barCells, separatedCells, separatorOf, type TableRow } from './table.ts';

/** What looks like an address, where it stands. */
export interface Sighting extends AddressWord {
  readonly line: number;
}

export interface Harvest {
  readonly sightings: readonly Sighting[];
  /** Lines that were not looked at. */
  readonly tooLong: readonly number[];
}

/**
 * The addresses that a person would see in a text: tables (Markdown, HTML, CSV, boxes), YAML, TOML, a daemon.json inside of a shell script,
 * `docker info`, or several on a line. What stands under a key that is never a mirror's (proxies, the upstream, insecure
 * registries, passwords) is left alone.
 */
export function harvest(text: string): Harvest {
  const { lines, tooLong } = hasHtmlTable(text) ? { lines: htmlRows(text), tooLong: [] } : linesOf(text);
  const separator = separatorOf(lines);
  const sightings =
    separator === null
      ? inBlocks(dockerInfoMirrors(lines) ?? lines)
      : inTable(lines.map(({ number, text: row }) => ({ number, cells: separatedCells(row, separator) })));
  return { sightings, tooLong };
}

/** What `docker info` lists under "Registry Mirrors:"; null where the text is none of it. */
function dockerInfoMirrors(lines: readonly TextLine[]): TextLine[] | null {
  const head = lines.findIndex(({ text }) => text.trim() === 'Registry Mirrors:');
  if (head === -1) return null;
  const depth = indentOf(lines[head]?.text ?? '');
  const after = lines.slice(head + 1);
  const end = after.findIndex(({ text }) => indentOf(text) <= depth);
  return end === -1 ? after : after.slice(0, end);
}

function inBlocks(lines: readonly TextLine[]): Sighting[] {
  const found: Sighting[] = [];
  const skip = new SkippedKeys();
  let rows: TableRow[] = [];
  const endTable = (): void => {
    found.push(...inTable(rows));
    rows = [];
  };
  for (const line of lines) {
    const cells = barCells(line.text);
    if (cells !== null) {
      rows.push({ number: line.number, cells });
      continue;
    }
    endTable();
    const text = withoutComment(line.text);
    if (!/^\s*(?:;|\/\/|<!--)/.test(text) && !skip.takes(text))
      found.push(...sightings(line.number, spoken(text)));
  }
  endTable();
  return found;
}

function inTable(rows: readonly TableRow[]): Sighting[] {
  return addressCells(rows).flatMap(({ number, text }) => sightings(number, text));
}

function sightings(line: number, text: string): Sighting[] {
  return addressWords(text, !/\s/.test(text.trim())).map((word) => ({ ...word, line }));
}

/** The part of a line that can name a mirror: the value of a key, where it has any address; of a TOML table, `host."…"` alone. */
function spoken(text: string): string {
  const table = /^\s*\[\[?\s*([\w"'.:-][^\]]*)\]\]?\s*$/.exec(text.slice(0, LIST.urlChars))?.[1];
  if (table !== undefined && /["'.]/.test(table) && !/^["']?https?:/.test(table)) {
    return /^host\s*\./.test(table) ? table.slice('host.'.length) : '';
  }
  const value = keyOf(text)?.value ?? '';
  return addressWords(value, true).length > 0 ? value : text;
}

interface KeyAndValue {
  /** In lower case, hyphens between its words. */
  readonly key: string;
  readonly value: string;
}

function keyOf(text: string): KeyAndValue | null {
  const [whole, key] = /^\s*(?:[-*+•]\s+)?["'`]?([A-Za-z][\w ./-]{0,60}?)["'`]?\s{0,9}[:=]/.exec(text) ?? [];
  if (whole === undefined || key === undefined) return null;
  const value = text.slice(whole.length);
  return value.startsWith('//') ? null : { key: key.trim().toLowerCase().replaceAll(/[ _]/g, '-'), value };
}

/** Keys whose values are never mirrors, with all that is indented or bracketed under them. */
class SkippedKeys {
  #deeperThan: number | null = null;
  #untilBracket = false;

  takes(text: string): boolean {
    if (this.#untilBracket) {
      this.#untilBracket = !text.includes(']');
      return true;
    }
    const indent = indentOf(text);
    if (this.#deeperThan !== null) {
      const isUnder = indent > this.#deeperThan || (indent === this.#deeperThan && /^\s*- /.test(text));
      if (isUnder) return true;
      this.#deeperThan = null;
    }
    const found = keyOf(text);
    if (found === null || !isNeverMirror(found.key)) return false;
    const value = found.value.trim();
    this.#untilBracket = value.startsWith('[') && !value.includes(']');
    if (value === '') this.#deeperThan = indent;
    return true;
  }
}

function isNeverMirror(key: string): boolean {
  return NEVER.has(key) || /(?:proxy|proxies|password|passwd|token|secret)$/.test(key);
}

const NEVER: ReadonlySet<string> = new Set([
  ...[
    'server',
    'prefix',
    'insecure-registries',
    'unqualified-search-registries',
    'hosts',
    'dns',
    'dns-search',
  ],
  ...[
    'ca',
    'client',
    'cert',
    'key',
    'auth',
    'username',
    'user',
    'identitytoken',
    'email',
    'bip',
    'data-root',
  ],
  ...['homepage', 'home-page', 'source', 'sources', 'docs', 'documentation', 'license', 'image'],
]);

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
