import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { reply } from '../../src/demo/answer.ts';
import { answers, type Behaviour, changes, redirects, when } from '../../src/demo/behaviour.ts';
import type { Visit } from '../../src/demo/visit.ts';

/** Misbehaviour that no HTTP library sends and no honest registry shows. Put each at a stage with `at`. */

/** Header after header, as long as somebody reads. */
export const endlessHeaders: Behaviour = answers({
  kind: 'raw',
  send: (socket) => pour(socket, 'HTTP/1.1 200 OK\r\n', `x-padding: ${'p'.repeat(1000)}\r\n`),
});

/** A body without length and without end. */
export const endlessBody: Behaviour = answers({
  kind: 'raw',
  send: (socket) =>
    pour(socket, 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n', 'x'.repeat(65_536)),
});

/** One byte of the headers at a time; they never end. */
export function drippingHeaders(everyMs: number): Behaviour {
  return answers({ kind: 'raw', send: (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nx-padding: ', everyMs) });
}

/** Headers at once, then one byte of the body at a time, for ever; how long it will be is not said. */
export function drippingBody(everyMs: number): Behaviour {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\n\r\n';
  return answers({ kind: 'raw', send: (socket) => drip(socket, head, everyMs) });
}

/** `hops` redirects at this mirror, each to a new address, and then the true answer. */
export function redirectChain(hops: number): Behaviour {
  return (visit, next) => {
    const hop = Number(visit.url.searchParams.get('hop') ?? 0);
    return hop < hops
      ? redirects(302, () => `${visit.url.pathname}?hop=${hop + 1}`)(visit, next)
      : next(visit);
  };
}

/** To where it already is. */
export const redirectLoop: Behaviour = redirects(307, (visit) => visit.target);

/** 64 MiB of zeros in 64 KiB, said to be `content-encoding: gzip`, whether the client asked for that or not. */
export const gzipBomb: Behaviour = (visit, next) => {
  bomb ??= gzipSync(Buffer.alloc(64 * 1024 * 1024));
  return answers(reply(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }, bomb))(
    visit,
    next,
  );
};
let bomb: Uint8Array | undefined;

/** Escape sequences, bidi overrides, markup, a formula and a link: what must not act in any terminal, page or sheet. */
export const DIRTY_TEXT: string =
  '=HYPERLINK("http://evil.test")\u001b[2J\u001b]8;;http://evil.test\u0007click\u001b]8;;\u0007\u202Egnp.exe\u2066' +
  '<img src=x onerror=alert(1)>[link](javascript:alert(1))|`"\r\n\u0000\u009B31m';

/** The words in an error envelope, as a status of choice. */
export function dirtyError(status: number): Behaviour {
  const body = JSON.stringify({ errors: [{ code: `DENIED${DIRTY_TEXT}`, message: DIRTY_TEXT }] });
  return answers(reply(status, { 'content-type': 'application/json' }, body));
}

/** Bytes in the headers that Node's own server refuses to send. */
export const dirtyHeaders: Behaviour = answers({
  kind: 'raw',
  send: (socket) => {
    const text = DIRTY_TEXT.replace(/[\r\n\0]/g, '');
    socket.end(
      `HTTP/1.1 403 Forbidden ${text}\r\nserver: ${text}\r\nretry-after: ${text}\r\nwww-authenticate: Basic realm="${text}"\r\n` +
        'content-type: text/plain\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
    );
  },
});

/** 401 with so many challenges in one header; the last is a Bearer one. */
export function manyChallenges(count: number, realm: (visit: Visit) => string): Behaviour {
  return (visit, next) => {
    const header = `${'Basic,'.repeat(count - 1)}Bearer realm="${realm(visit)}",service="demo"`;
    return answers(reply(401, { 'www-authenticate': header }))(visit, next);
  };
}

/** 401 with so many WWW-Authenticate headers. */
export function manyChallengeHeaders(count: number): Behaviour {
  const headers = Array.from({ length: count }, (_, index) => `Bearer realm="http://127.0.0.1:1/${index}"`);
  return answers(reply(401, { 'www-authenticate': headers }));
}

/** Says so many bytes more (or less) than come. */
export function wrongLength(by: number): Behaviour {
  return (visit, next) => {
    const answer = next(visit);
    if (answer.kind !== 'reply' || visit.method === 'HEAD') return answer;
    const head = Object.entries({
      ...answer.headers,
      'content-length': String(answer.body.length + by),
      connection: 'close',
    }).map(([name, value]) => `${name}: ${String(value)}\r\n`);
    return {
      kind: 'raw',
      send: (socket) => {
        socket.write(`HTTP/1.1 ${answer.status} OK\r\n${head.join('')}\r\n`);
        socket.end(answer.body);
      },
    };
  };
}

/** 405 to HEAD, as some proxies have it. */
export const headUnsupported: Behaviour = when(
  (visit) => visit.method === 'HEAD',
  answers(reply(405, { allow: 'GET' })),
);

/** A page instead of what was asked for. */
export const parkedPage: Behaviour = answers(
  reply(
    200,
    { 'content-type': 'text/html; charset=utf-8' },
    '<!doctype html><title>This domain is for sale</title><h1>域名出售</h1>',
  ),
);

/** A manifest of so many bytes: valid JSON, padded. */
export function oversizedManifest(bytes: number): Behaviour {
  return changes(({ body, headers }) => {
    const padded = Buffer.concat([body, Buffer.alloc(Math.max(0, bytes - body.length), ' ')]);
    return { body: padded, headers: { ...headers, 'content-length': String(padded.length) } };
  });
}

function pour(socket: Socket, head: string, chunk: string): void {
  socket.write(head);
  const endless = function* (): Generator<string> {
    for (;;) yield chunk;
  };
  // Ends when the client has had enough.
  pipeline(Readable.from(endless()), socket).catch(() => {});
}

function drip(socket: Socket, head: string, everyMs: number): void {
  socket.write(head);
  const timer = setInterval(() => socket.write('x'), everyMs);
  socket.once('close', () => clearInterval(timer));
}
