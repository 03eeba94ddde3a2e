import type { Socket } from 'node:net';

/** What a server does with one request. */
export type ServerAction =
  | Reply
  /** The connection stays open and nothing comes. */
  | { readonly kind: 'silence' }
  /** TCP RST. */
  | { readonly kind: 'reset' }
  /** Bytes that no HTTP library would send: the socket is handed over as it is. */
  | { readonly kind: 'raw'; readonly send: (socket: Socket) => void };

export interface Reply {
  readonly kind: 'reply';
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array;
  /** Milliseconds of silence before the status line. */
  readonly waitMs: number;
  /** null: as fast as the connection takes it. Each connection has the rate to itself. */
  readonly bytesPerSecond: number | null;
  readonly ending: Ending;
}

/** How the body ends; `afterBytes` counts body bytes. */
export type Ending =
  | { readonly kind: 'complete' }
  /** The connection is closed in good order, too early. */
  | { readonly kind: 'close'; readonly afterBytes: number }
  | { readonly kind: 'reset'; readonly afterBytes: number }
  | { readonly kind: 'hang'; readonly afterBytes: number };

type Headers = Reply['headers'];

/** A reply without tricks. `content-length` is set from the body. */
export function reply(status: number, headers: Headers = {}, body: string | Uint8Array = ''): Reply {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return {
    kind: 'reply',
    status,
    headers: { 'content-length': String(bytes.length), ...headers },
    body: bytes,
    waitMs: 0,
    bytesPerSecond: null,
    ending: { kind: 'complete' },
  };
}

/** The error envelope of distribution-spec v1.1, "Error Codes". */
export function errorReply(status: number, code: string, message: string, headers: Headers = {}): Reply {
  const body = JSON.stringify({ errors: [{ code, message, detail: null }] });
  return reply(status, { 'content-type': 'application/json; charset=utf-8', ...headers }, body);
}
