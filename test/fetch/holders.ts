import { at, type Behaviour, when } from '../../src/demo/behaviour.ts';
import { parseRange } from '../../src/demo/registry.ts';

/** What a mirror sends behind the right bytes, of a body whose end it never comes to. */
export interface Holding {
  /** Bytes that it says there are besides; null: it does not tell a length. */
  readonly told: number | null;
  /** Of the right ones, before it stops. */
  readonly given: number;
  /** Blanks behind them at once, and again and again; null: none any more. */
  readonly blanks: number;
  readonly again: { readonly bytes: number; readonly everyMs: number } | null;
}

const everything = ['manifest', 'platform-manifest', 'config', 'layer'] as const;

/** The right bytes from the beginning, and no end; to a range it says that there is none, of a size that is `tells`. */
export const holds = (
  { told, given, blanks, again }: Holding,
  tells: (from: number, size: number) => number | null = () => null,
): Behaviour =>
  at(everything, (visit, next) => {
    const { range, ...others } = visit.headers;
    const answer = next({ ...visit, headers: others });
    if (answer.kind !== 'reply' || answer.status !== 200) return answer;
    const size = answer.body.length;
    if (visit.method === 'HEAD')
      return told === null ? answer : { ...answer, headers: { 'content-length': String(size + told) } };
    const from = Number(/^bytes=(\d+)-/.exec(String(range))?.[1] ?? 0);
    if (from > 0 && told === null) return unsatisfied(tells(from, size));
    const right = Buffer.from(answer.body.subarray(0, Math.ceil(size * given)));
    return {
      kind: 'raw',
      send: (socket) => {
        const chunk = (bytes: Buffer): void => {
          if (socket.destroyed) return;
          if (told !== null) socket.write(bytes);
          else if (bytes.length > 0)
            socket.write(
              Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]),
            );
        };
        const framing = told === null ? 'transfer-encoding: chunked' : `content-length: ${size + told}`;
        socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\n${framing}\r\n\r\n`);
        chunk(right);
        chunk(Buffer.alloc(blanks, ' '));
        if (again === null) return;
        const timer = setInterval(() => chunk(Buffer.alloc(again.bytes, ' ')), again.everyMs);
        socket.once('close', () => clearInterval(timer));
      },
    };
  });

const unsatisfied = (size: number | null) => ({
  kind: 'reply' as const,
  status: 416,
  headers: { 'content-length': '0', ...(size === null ? {} : { 'content-range': `bytes */${size}` }) },
  body: new Uint8Array(),
  waitMs: 0,
  bytesPerSecond: null,
  ending: { kind: 'complete' as const },
});

/** Ranges of manifests too, as nginx gives them of what it keeps; `tells`: it says the size to who asks behind the end. */
export const ranged = (tells: boolean): Behaviour =>
  when(
    ({ method, headers }) => method === 'GET' && headers.range !== undefined,
    (visit, next) => {
      const { range: asked, ...headers } = visit.headers;
      const answer = next({ ...visit, headers });
      if (answer.kind !== 'reply' || answer.status !== 200) return answer;
      const size = answer.body.length;
      const range = parseRange(asked, size);
      if (range === 'whole') return answer;
      if (range === 'unsatisfiable') return unsatisfied(tells ? size : null);
      const body = answer.body.subarray(range.start, range.end);
      const span = `bytes ${range.start}-${range.end - 1}/${size}`;
      return {
        ...answer,
        status: 206,
        headers: { ...answer.headers, 'content-length': String(body.length), 'content-range': span },
        body,
      };
    },
  );
