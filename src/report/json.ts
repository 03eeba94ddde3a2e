import type { Report } from './types.ts';

/** The contract of docs/interface.md, indented. */
export function renderJson(report: Report): string {
  return `${asciiControls(JSON.stringify(report, null, 2))}\n`;
}

/** One mirror a line, then one line with all the rest of the report, which alone has the key `summary`. */
export function renderNdjson({ mirrors, ...rest }: Report): string {
  return [...mirrors, rest].map((value) => `${asciiControls(JSON.stringify(value))}\n`).join('');
}

/**
 * JSON.stringify leaves DEL, C1 controls, bidi marks and U+2028/9 as they are; a terminal or an editor that shows the
 * file would obey them. Escaped they are the same string to every parser (RFC 8259, section 7).
 */
export function asciiControls(json: string): string {
  return json.replace(
    /[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
