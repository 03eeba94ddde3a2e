import { type Coding, undoCoding } from '../../registry/coding.ts';
import type { Body, Response } from '../answer.ts';

export type Read =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** It broke off: an unexpected EOF. */
  | { readonly kind: 'cut-off' }
  | { readonly kind: 'bad-coding' }
  /** Longer than anybody reads. */
  | { readonly kind: 'oversized' }
  /** Of a coding that cannot be undone here, though engines can. */
  | { readonly kind: 'unseen' };

/**
 * A body through Go's http.Transport, which offered gzip itself: a Content-Encoding of just `gzip` is undone, every other is left on. Its Content-Length is gone then (`length`).
 * Nothing is undone of a HEAD or of an empty body. go: src/net/http/transport.go, `readLoop`.
 */
export function readTransparently(response: Response, limitBytes: number): Read {
  return isTransparentGzip(response) ? undo(response.body, 'gzip', limitBytes) : wholeOf(response.body);
}

export function isTransparentGzip({ headers, length }: Response): boolean {
  return headers['content-encoding']?.[0]?.toLowerCase() === 'gzip' && length !== 0;
}

/**
 * A body through containerd's fetcher, which offers and undoes codings by itself, the last one named first: zstd, gzip, and what Go's `flate` reads, which is not zlib.
 * Any other name is an error. containerd: core/remotes/docker/fetcher.go, `open`.
 */
export function readAsFetcher({ headers, body }: Response, limitBytes: number): Read {
  const named = (headers['content-encoding']?.[0] ?? '').split(/[ \t,]+/).filter((name) => name !== '');
  let read = wholeOf(body);
  for (const name of named.reverse()) {
    const coding = FETCHER_CODINGS.get(name.toLowerCase());
    if (coding === undefined) return { kind: 'bad-coding' };
    if (coding === 'identity') continue;
    if (read.kind !== 'bytes') return read;
    read = undo({ ...body, bytes: read.bytes }, coding, limitBytes);
  }
  return read;
}

const FETCHER_CODINGS: ReadonlyMap<string, Coding | 'identity'> = new Map<string, Coding | 'identity'>([
  ['zstd', 'zstd'],
  ['gzip', 'gzip'],
  ['deflate', 'raw-deflate'],
  ['identity', 'identity'],
]);

function wholeOf({ bytes, ended }: Body): Read {
  return ended === 'whole' ? { kind: 'bytes', bytes } : { kind: ended === 'left' ? 'unseen' : ended };
}

function undo(body: Body, coding: Coding, limitBytes: number): Read {
  if (body.ended === 'cut-off' || body.ended === 'oversized') return { kind: body.ended };
  if (body.ended === 'left') return { kind: 'unseen' };
  const undone = undoCoding(body.bytes, coding, limitBytes);
  switch (undone.kind) {
    case 'bytes':
      return undone;
    case 'oversized':
      return { kind: 'oversized' };
    case 'damaged':
      return { kind: 'bad-coding' };
    case 'undecodable':
      return { kind: 'unseen' };
    default:
      return undone satisfies never;
  }
}
