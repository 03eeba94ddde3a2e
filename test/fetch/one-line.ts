import type { Socket } from 'node:net';
import type { Behaviour } from '../../src/demo/behaviour.ts';
import { parseRange } from '../../src/demo/registry.ts';

/** A line that several mirrors stand behind: who sends at the same time has an even share of it. */
export interface OneLine {
  /** Gives these bytes, in chunks or with their length, whole whatever is asked for or by Range. */
  mirror(bytes: Uint8Array, how: { readonly isTold: boolean; readonly hasRange: boolean }): Behaviour;
  stop(): Promise<void>;
}

interface Sending {
  readonly socket: Socket;
  readonly body: Uint8Array;
  readonly isChunked: boolean;
  at: number;
}

const BEAT_MS = 10;

export function openLine(bytesPerSecond: number): OneLine {
  const sending = new Set<Sending>();
  const beat = setInterval(() => {
    const share = Math.ceil((bytesPerSecond * BEAT_MS) / 1000 / Math.max(1, sending.size));
    for (const one of sending) if (give(one, share)) sending.delete(one);
  }, BEAT_MS);
  return {
    mirror: (bytes, { isTold, hasRange }) => {
      return ({ method, headers }) => {
        const asked = hasRange ? parseRange(headers.range, bytes.length) : 'whole';
        const range = typeof asked === 'string' ? null : asked;
        const body = range === null ? bytes : bytes.subarray(range.start, range.end);
        const span = `content-range: bytes ${range?.start}-${(range?.end ?? 0) - 1}/${bytes.length}\r\n`;
        const framing = isTold ? `content-length: ${body.length}` : 'transfer-encoding: chunked';
        const status = `HTTP/1.1 ${range === null ? '200 OK' : '206 Partial Content'}\r\n${range === null ? '' : span}`;
        return {
          kind: 'raw',
          send: (socket) => {
            socket.write(
              `${status}content-type: application/octet-stream\r\nconnection: close\r\n${framing}\r\n\r\n`,
            );
            if (method === 'HEAD') socket.end();
            else sending.add({ socket, body, isChunked: !isTold, at: 0 });
          },
        };
      };
    },
    stop: async () => clearInterval(beat),
  };
}

/** true: it is over. */
function give(one: Sending, most: number): boolean {
  const { socket, body, isChunked } = one;
  if (socket.destroyed) return true;
  const piece = body.subarray(one.at, one.at + most);
  one.at += piece.length;
  if (isChunked) socket.write(`${piece.length.toString(16)}\r\n`);
  socket.write(piece);
  if (isChunked) socket.write('\r\n');
  if (one.at < body.length) return false;
  socket.end(isChunked ? '0\r\n\r\n' : '');
  return true;
}
