import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Lease } from '../fetch/index.ts';
import type { Digest } from '../registry/digest.ts';
import { askedRange } from './range.ts';

/** Codes of the distribution-spec that the relay has a use for. */
export type ErrorCode = 'MANIFEST_UNKNOWN' | 'BLOB_UNKNOWN' | 'NAME_UNKNOWN' | 'DENIED' | 'UNSUPPORTED';

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
    await pipeline(lease.read(from, to), response);
    return to - from;
  } catch {
    // It went away, or the file cannot be read: what was promised does not come, and the engine sees that.
    response.destroy();
    return 0;
  }
}
