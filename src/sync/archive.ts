import { utf8Of } from '../registry/json.ts';

/** A file of an archive, by its path in it. */
export interface ArchivedFile {
  readonly path: string;
  /** null: it is too large, or not a plain file. */
  readonly text: string | null;
  readonly isPlain: boolean;
}

/**
 * The plain files of a tar archive (POSIX ustar, with GNU's and pax's long names passed over: the library has none) whose path `wanted` takes. Links and devices
 * have no text. null: it is not such an archive, or it is cut off. Pure.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export function filesInTar(
  bytes: Uint8Array,
  wanted: (path: string) => boolean,
  mostBytes: number,
): readonly ArchivedFile[] | null {
  const files: ArchivedFile[] = [];
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return files;
    const size = Number.parseInt(fieldOf(header, 124, 12), 8);
    if (!isSound(header) || !Number.isSafeInteger(size) || size < 0) return null;
    const [start, end] = [at + BLOCK, at + BLOCK + size];
    if (end > bytes.length) return null;
    const prefix = fieldOf(header, 345, 155);
    const path = (prefix === '' ? '' : `${prefix}/`) + fieldOf(header, 0, 100);
    const isPlain = header[156] === 0 || header[156] === PLAIN;
    if (FILES.has(header[156] ?? FOLDER) && wanted(path))
      files.push({
        path,
        isPlain,
        text: isPlain && size <= mostBytes ? utf8Of(bytes.subarray(start, end)) : null,
      });
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return null;
}

/** Is its first entry one of a tar archive, so that what cannot be read of it is damaged or cut off? Pure. */
export function beginsAsTar(bytes: Uint8Array): boolean {
  return bytes.length >= BLOCK && isSound(bytes.subarray(0, BLOCK));
}

const BLOCK = 512;
/** `0`. */
const PLAIN = 0x30;
const FOLDER = 0x35;
/** Plain, links, devices and pipes; what is told of other entries by entries of their own is none. */
const FILES: ReadonlySet<number> = new Set([0, PLAIN, 0x31, 0x32, 0x33, 0x34, 0x36, 0x37]);
const BLANK = 0x20;

function fieldOf(header: Uint8Array, from: number, length: number): string {
  const field = utf8Of(header.subarray(from, from + length));
  return (field.split('\0', 1)[0] ?? '').trim();
}

/** Its checksum is the sum of its bytes, its own eight counted as blanks. */
function isSound(header: Uint8Array): boolean {
  const sum = header.reduce((so, byte, index) => so + (index >= 148 && index < 156 ? BLANK : byte), 0);
  return Number.parseInt(fieldOf(header, 148, 8), 8) === sum;
}
