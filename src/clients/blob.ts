import { undoCoding } from '../registry/coding.ts';
import { createDigestCheck, digestOf, parseDigest } from '../registry/digest.ts';
import type { Descriptor } from '../registry/manifest.ts';
import type { Body } from './answer.ts';
import type { Read } from './go/coding.ts';
import type { Reason, Wanted } from './walk.ts';

/** The config and the layer that is asked for, in the order in which they are. */
export function blobsOf(
  config: Descriptor,
  layer: Descriptor | null,
): Extract<Wanted, { blob: Descriptor }>[] {
  return [
    { kind: 'config', blob: config },
    ...(layer === null ? [] : [{ kind: 'layer', blob: layer } as const]),
  ];
}

/** How a client reads a blob. */
export interface BlobRule {
  /** It undoes gzip from this answer. */
  readonly isCoded: boolean;
  /** It holds the length against the descriptor as well; containerd does. */
  readonly checksSize: boolean;
}

/** What a client says of a blob, read whole or, a long layer, in part: what was not seen is taken as right. null: nothing is wrong. */
export function judgeBlob(
  body: Body,
  read: () => Read,
  blob: Descriptor,
  { isCoded, checksSize }: BlobRule,
): Reason | null {
  if (body.ended === 'left') {
    // Of a coding that a client does not know no byte is needed.
    if (read().kind === 'bad-coding') return 'bad-coding';
    if (isCoded) return beginsRight(body, blob) === false ? 'bad-coding' : null;
    if (checksSize && body.size !== undefined && body.size !== blob.size) return 'size-mismatch';
    return body.matches === false ? 'digest-mismatch' : null;
  }
  const all = read();
  switch (all.kind) {
    case 'bytes':
      if (checksSize && all.bytes.length !== blob.size) return 'size-mismatch';
      return hasDigest(all.bytes, blob.digest) ? null : 'digest-mismatch';
    case 'unseen':
      return null;
    case 'cut-off':
    case 'oversized':
    case 'bad-coding':
      return all.kind;
    default:
      return all satisfies never;
  }
}

export function hasDigest(bytes: Uint8Array, digest: string): boolean {
  const known = parseDigest(digest);
  if (known === null) return false;
  if (known.startsWith('sha256:')) return digestOf(bytes) === known;
  const check = createDigestCheck(known);
  check.update(bytes);
  return check.matches();
}

/**
 * Does a layer of which only the beginning is at hand begin as its media type says, once gzip is undone? Bytes that are labelled as gzip and are the layer itself come out as a
 * bare tar. null: nothing can be said.
 */
function beginsRight({ bytes }: Body, { mediaType }: Descriptor): boolean | null {
  const undone = undoCoding(bytes, 'gzip', BEGIN_LIMIT, { partial: true });
  if (undone.kind === 'damaged') return false;
  if (undone.kind !== 'bytes' || undone.bytes.length < 4) return null;
  const [first, second] = undone.bytes;
  if (/[.+]gzip$/.test(mediaType)) return first === 0x1f && second === 0x8b;
  if (/[.+]zstd$/.test(mediaType)) return first === 0x28 && second === 0xb5;
  return null;
}

/** A beginning of 64 KiB that holds more than this is a bomb, and no layer. */
const BEGIN_LIMIT = 16 * 1024 * 1024;
