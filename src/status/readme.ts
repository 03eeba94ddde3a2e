import { readFile } from 'node:fs/promises';
import { writeOutputFile } from '../host/output-file.ts';

export type Spliced =
  | { readonly kind: 'changed' | 'same'; readonly bytes: Buffer }
  | { readonly kind: 'no-markers' | 'many-markers' };

const BEGIN = '<!-- mirror-status:begin -->';
const END = '<!-- mirror-status:end -->';

/**
 * A file with what stands between its two marker lines replaced by `text` (lines that end in \n). No other byte is touched,
 * whatever the encoding of the rest; the lines put in end as the marker's own does. A marker is a line of its own, so that
 * a text may speak of one. Pure.
 */
export function spliceBetweenMarkers(file: Buffer, text: string): Spliced {
  // One character a byte, both ways: what is no UTF-8 comes through.
  const content = file.toString('latin1');
  const begins = markerLines(content, BEGIN);
  const ends = markerLines(content, END);
  const [begin] = begins;
  const [end] = ends;
  if (begin === undefined || end === undefined) return { kind: 'no-markers' };
  if (begins.length > 1 || ends.length > 1) return { kind: 'many-markers' };
  if (end.start < begin.end || begin.newline === '') return { kind: 'no-markers' };
  const inserted = Buffer.from(text.replaceAll('\n', begin.newline));
  const bytes = Buffer.concat([file.subarray(0, begin.end), inserted, file.subarray(end.start)]);
  return { kind: bytes.equals(file) ? 'same' : 'changed', bytes };
}

/** Puts the table into a README. Rejects with the system's error; then, and without markers, the file is as it was. */
export async function updateReadme(path: string, text: string): Promise<Spliced['kind']> {
  const spliced = spliceBetweenMarkers(await readFile(path), text);
  if (spliced.kind === 'changed') await writeOutputFile(path, spliced.bytes);
  return spliced.kind;
}

interface MarkerLine {
  readonly start: number;
  /** Behind its newline. */
  readonly end: number;
  readonly newline: string;
}

function markerLines(content: string, marker: string): readonly MarkerLine[] {
  const pattern = new RegExp(`^(?:\\xef\\xbb\\xbf)?[ \\t]*${marker}[ \\t]*(\\r\\n|\\n|$)`, 'gm');
  return Array.from(content.matchAll(pattern), ({ index, 0: line, 1: newline = '' }) => ({
    start: index,
    end: index + line.length,
    newline,
  }));
}
