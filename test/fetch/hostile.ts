import type { Socket } from 'node:net';
import fc from 'fast-check';
import { at, type Behaviour } from '../../src/demo/behaviour.ts';

/** A mirror that is wrong in several ways at once, and always in the same. */
export interface Hostile {
  /** Bytes more than there are, wherever it tells a size; null: it tells none, and sends in chunks. */
  readonly told: number | null;
  /** What HEAD says: the same, or the truth, or nothing. */
  readonly head: 'same' | 'true' | 'nothing';
  /** Of the right bytes, before blanks take their place. */
  readonly right: number;
  /** Bytes at once, and from then on each second; null: all at once. */
  readonly burst: number;
  readonly bytesPerSecond: number | null;
  /** Whether it stops in the middle of what it told, having given a little, or comes to the end of it, or to none. */
  readonly ending: 'hang' | 'close' | 'end';
  /** To who asks for what comes behind: by its own size, that there is nothing, or the whole. */
  readonly ranges: 'own' | 'nothing' | 'whole';
}

export const hostiles: fc.Arbitrary<Hostile> = fc.record({
  told: fc.constantFrom(null, -100, 0, 7, 1_000, 50_000),
  head: fc.constantFrom('same', 'true', 'nothing'),
  right: fc.constantFrom(0, 0.5, 1),
  burst: fc.constantFrom(0, 10, 2_000),
  bytesPerSecond: fc.constantFrom(null, 9_000, 20_000, 40_000),
  ending: fc.constantFrom('hang', 'close', 'end'),
  ranges: fc.constantFrom('own', 'nothing', 'whole'),
});

const everything = ['manifest', 'platform-manifest', 'config', 'layer'] as const;
/** Between two pieces of a drip. */
const BEAT_MS = 50;
/** Of who never comes to an end; more than anybody should read. */
const ENDLESS = 5_000_000;

export const hostile = (way: Hostile): Behaviour =>
  at(everything, (visit, next) => {
    const { range, ...others } = visit.headers;
    const answer = next({ ...visit, method: 'GET', headers: others });
    if (answer.kind !== 'reply' || answer.status !== 200) return answer;
    const { body: right } = answer;
    const size = way.told === null ? null : Math.max(1, right.length + way.told);
    if (visit.method === 'HEAD') {
      const told = { same: size, true: right.length, nothing: null }[way.head];
      return { kind: 'raw', send: (socket) => socket.end(head(200, lengthOf(told))) };
    }
    const asked = Number(/^bytes=(\d+)-/.exec(String(range))?.[1] ?? 0);
    const end = size ?? right.length + 50_000;
    if (asked > 0 && (way.ranges === 'nothing' || asked >= end)) {
      const told = size === null ? {} : { 'content-range': `bytes */${size}` };
      return {
        kind: 'raw',
        send: (socket) => socket.end(head(416, { 'content-length': '0', ...told })),
      };
    }
    const from = way.ranges === 'own' ? asked : 0;
    const body = Buffer.alloc((size ?? ENDLESS) - from, ' ');
    body.set(right.subarray(from, Math.max(from, Math.min(right.length * way.right, body.length + from))));
    const span = from === 0 ? {} : { 'content-range': `bytes ${from}-${end - 1}/${end}` };
    const framing = size === null ? { 'transfer-encoding': 'chunked' } : lengthOf(body.length);
    const opening = head(from === 0 ? 200 : 206, { ...framing, ...span });
    return { kind: 'raw', send: (socket) => give(socket, opening, body, size === null, way) };
  });

function lengthOf(bytes: number | null): Readonly<Record<string, string>> {
  return bytes === null ? {} : { 'content-length': String(bytes) };
}

function head(status: number, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ 'content-type': 'application/octet-stream', ...headers });
  return `HTTP/1.1 ${status} .\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}connection: close\r\n\r\n`;
}

function give(socket: Socket, opening: string, body: Buffer, isChunked: boolean, way: Hostile): void {
  const most = way.ending === 'end' ? body.length : Math.floor(body.length * 0.9);
  let given = 0;
  const send = (bytes: number): void => {
    const piece = body.subarray(given, Math.min(most, given + bytes));
    given += piece.length;
    if (piece.length === 0 || socket.destroyed) return;
    if (isChunked) socket.write(`${piece.length.toString(16)}\r\n`);
    socket.write(piece);
    if (isChunked) socket.write('\r\n');
  };
  socket.write(opening);
  if (way.bytesPerSecond === null) {
    // Who never ends and gives all at once would be read for ever.
    send(isChunked ? Math.min(most, 200_000) : most);
    if (way.ending === 'end' && isChunked) socket.write('0\r\n\r\n');
    if (way.ending !== 'hang') socket.end();
    return;
  }
  send(way.burst);
  const piece = Math.ceil((way.bytesPerSecond * BEAT_MS) / 1_000);
  const beat = setInterval(() => {
    send(piece);
    if (given < most) return;
    clearInterval(beat);
    if (way.ending !== 'hang') socket.end();
  }, BEAT_MS);
  socket.once('close', () => clearInterval(beat));
}
