import { isUtf8 } from 'node:buffer';

/**
 * How the file's bytes spell its text. dockerd from 23.0 reads UTF-8, and UTF-16 where a byte-order mark says so.
 * `bytes`: not valid UTF-8, each byte stands for itself; dockerd before 23.0 lets that pass inside strings.
 */
export type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'bytes';

export type DecodedText =
  | { readonly kind: 'text'; readonly encoding: Encoding; readonly text: string }
  /** `line`, from 1, is where the first invalid byte stands. */
  | { readonly kind: 'undecodable'; readonly encoding: Encoding; readonly line: number };

/** `text` is without its byte-order mark; `encodeText` gives back the very bytes that came in. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsWith(bytes, UTF_8_BOM)) {
    const body = buffer.subarray(UTF_8_BOM.length);
    if (!isUtf8(body)) return { kind: 'undecodable', encoding: 'utf-8-bom', line: firstInvalidLine(body) };
    return { kind: 'text', encoding: 'utf-8-bom', text: body.toString('utf8') };
  }
  if (startsWith(bytes, UTF_16LE_BOM) || startsWith(bytes, UTF_16BE_BOM)) {
    const little = startsWith(bytes, UTF_16LE_BOM);
    const encoding = little ? 'utf-16le' : 'utf-16be';
    if (bytes.length % 2 !== 0) return { kind: 'undecodable', encoding, line: 1 };
    const units = little ? buffer : Buffer.from(buffer).swap16();
    return { kind: 'text', encoding, text: units.subarray(2).toString('utf16le') };
  }
  if (!isUtf8(buffer)) return { kind: 'undecodable', encoding: 'utf-8', line: firstInvalidLine(buffer) };
  return { kind: 'text', encoding: 'utf-8', text: buffer.toString('utf8') };
}

/** Each byte as one character: the way to edit around bytes that are not text. */
export function decodeBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** For `bytes`, every character of `text` must be below U+0100: write others as JSON escapes. */
export function encodeText(text: string, encoding: Encoding): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text, 'utf8');
    case 'utf-8-bom':
      return Buffer.concat([Buffer.from(UTF_8_BOM), Buffer.from(text, 'utf8')]);
    case 'utf-16le':
      return Buffer.from(`\ufeff${text}`, 'utf16le');
    case 'utf-16be':
      return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
    case 'bytes':
      return Buffer.from(text, 'latin1');
    default: {
      const unknown: never = encoding;
      throw new TypeError(`encoding ${String(unknown)}`);
    }
  }
}

const UTF_8_BOM: readonly number[] = [0xef, 0xbb, 0xbf];
const UTF_16LE_BOM: readonly number[] = [0xff, 0xfe];
const UTF_16BE_BOM: readonly number[] = [0xfe, 0xff];

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function firstInvalidLine(buffer: Buffer): number {
  let start = 0;
  for (let line = 1; ; line += 1) {
    const end = buffer.indexOf(0x0a, start);
    if (end === -1 || !isUtf8(buffer.subarray(start, end))) return line;
    start = end + 1;
  }
}
