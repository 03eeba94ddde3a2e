import * as zlib from 'node:zlib';

/** A content coding of RFC 9110 section 8.4.1 that can be undone here. `raw-deflate`: RFC 1951 without zlib's frame, which is not what the RFC calls deflate. */
export type Coding = 'gzip' | 'zstd' | 'raw-deflate';

export type Undone =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** Longer than it may be. */
  | { readonly kind: 'oversized' }
  /** It is not of this coding, or breaks off. */
  | { readonly kind: 'damaged' }
  /** This Node has no decoder; the frame begins as it should. */
  | { readonly kind: 'undecodable' };

/** Undoes a coding that engines offer, for at most `limitBytes`. `partial`: the end may be missing. Pure. */
export function undoCoding(
  coded: Uint8Array,
  coding: Coding,
  limitBytes: number,
  { partial = false }: { readonly partial?: boolean } = {},
): Undone {
  const options = {
    maxOutputLength: limitBytes,
    ...(partial ? { finishFlush: zlib.constants.Z_SYNC_FLUSH } : {}),
  };
  try {
    switch (coding) {
      case 'gzip':
        // Node takes nothing at all for an empty gzip member; Go does not.
        if (coded.length === 0) return { kind: 'damaged' };
        return gunzip(coded, options, partial);
      case 'raw-deflate':
        return { kind: 'bytes', bytes: zlib.inflateRawSync(coded, options) };
      case 'zstd':
        return undoZstd(coded, limitBytes);
      default:
        return coding satisfies never;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return { kind: code === 'ERR_BUFFER_TOO_LARGE' ? 'oversized' : 'damaged' };
  }
}

/** Node passes over zero bytes behind the last member; to Go they are the head of another, and wrong. go: src/compress/gzip/gunzip.go, `Read`. */
function gunzip(coded: Uint8Array, options: zlib.ZlibOptions, partial: boolean): Undone {
  const bytes = zlib.gunzipSync(coded, options);
  return !partial && endsInZeros(coded, bytes.length, options)
    ? { kind: 'damaged' }
    : { kind: 'bytes', bytes };
}

/** A member ends in the length of what it holds, in four bytes (RFC 1952 section 2.3.1), of which the last may be 0 as well; one that is whole without its last byte has one too many. */
function endsInZeros(coded: Uint8Array, length: number, options: zlib.ZlibOptions): boolean {
  const end = Buffer.from(coded.subarray(-4));
  if (end.at(-1) !== 0 || end.readUInt32LE() === length) return false;
  try {
    zlib.gunzipSync(coded.subarray(0, -1), options);
    return true;
  } catch {
    return false;
  }
}

/** Node has zstd from 22.15 on. */
const zstd: unknown = Reflect.get(zlib, 'zstdDecompressSync');

export const OFFERS_ZSTD: boolean = typeof zstd === 'function';

const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd] as const;

function undoZstd(coded: Uint8Array, limitBytes: number): Undone {
  if (typeof zstd === 'function') {
    const bytes: unknown = zstd(coded, { maxOutputLength: limitBytes });
    return bytes instanceof Uint8Array ? { kind: 'bytes', bytes } : { kind: 'damaged' };
  }
  return { kind: ZSTD_MAGIC.every((byte, at) => coded[at] === byte) ? 'undecodable' : 'damaged' };
}
