import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Lease } from '../fetch/index.ts';
import type { Digest } from '../registry/digest.ts';
import { RELAY } from './limits.ts';
import { askedRange } from './range.ts';

/** Codes of the distribution-spec that the relay has a use for. */
export type ErrorCode =
  | 'MANIFEST_UNKNOWN'
  | 'BLOB_UNKNOWN'
  | 'NAME_UNKNOWN'
  | 'DENIED'
  | 'UNSUPPORTED'
  | 'UNKNOWN';

/** The specification's envelope. Engines show `message`. */
export function answerError(
  response: ServerResponse,
  status: number,
  code: ErrorCode,
  message: string,
): void {
  const body = JSON.stringify({ errors: [{ code, message, detail: null }] });
  answerText(response, status, 'application/json; charset=utf-8', body);
}

export function answerText(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** What every answer about a digest says. */
export function digestHeaders(digest: Digest): Readonly<Record<string, string>> {
  return { 'docker-content-digest': digest, etag: `"${digest}"` };
}

/** Proven bytes, or the part of them that was asked for; returns how many went out. The engine may go away at any time. */
export async function answerBytes(
  request: IncomingMessage,
  response: ServerResponse,
  lease: Lease,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  if (response.headersSent) return await send(response, lease, 0, lease.size);
  const range = askedRange(request.headers.range, lease.size);
  const common = { ...headers, 'accept-ranges': 'bytes' };
  if (range.kind === 'beyond') {
    response.writeHead(416, { ...common, 'content-range': `bytes */${lease.size}` }).end();
    return 0;
  }
  const [from, to] = range.kind === 'part' ? [range.from, range.to] : [0, lease.size];
  const part = range.kind === 'part' ? { 'content-range': `bytes ${from}-${to - 1}/${lease.size}` } : {};
  response.writeHead(range.kind === 'part' ? 206 : 200, {
    ...common,
    ...part,
    'content-length': to - from,
  });
  if (request.method === 'HEAD') {
    response.end();
    return 0;
  }
  return await send(response, lease, from, to);
}

async function send(response: ServerResponse, lease: Lease, from: number, to: number): Promise<number> {
  if (from >= to) {
    response.end();
    return 0;
  }
  try {
    await pour(response, lease, from, to);
    response.end();
    return to - from;
  } catch {
    // It went away, or the file cannot be read: what was promised does not come, and the engine sees that.
    response.destroy();
    return 0;
  }
}

/** Through two buffers, one being filled while the other goes out: fifty engines at once leave nothing to be collected. */
async function pour(response: ServerResponse, lease: Lease, from: number, to: number): Promise<void> {
  const buffers = [0, 1].map(() => Buffer.allocUnsafeSlow(Math.min(RELAY.pourBytes, to - from)));
  let sent = Promise.resolve();
  for (let [at, turn] = [from, 0]; at < to; turn ^= 1) {
    const room = buffers[turn]?.subarray(0, to - at) ?? Buffer.alloc(0);
    const bytes = await lease.readInto(room, at);
    if (bytes === 0) throw new Error('the file is shorter than it was');
    at += bytes;
    await sent;
    sent = written(response, room.subarray(0, bytes));
    // Who waits for it is the next turn.
    sent.catch(() => undefined);
  }
  await sent;
}

/** Fulfilled when the bytes are the kernel's. */
function written(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    if (response.destroyed) reject(new Error('it went away'));
    response.once('close', reject);
    response.write(bytes, (error) => {
      response.off('close', reject);
      if (error == null) resolve();
      else reject(error);
    });
  });
}
