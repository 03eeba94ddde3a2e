import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { ENGINE_API } from '../limits.ts';

/**
 * The Container Runtime Interface as far as it is needed here: gRPC over a unix socket, its few messages written by hand.
 * https://github.com/kubernetes/cri-api/blob/master/pkg/apis/runtime/v1/api.proto; field numbers are those of that file.
 */
export type CriAnswer =
  | { readonly kind: 'answer'; readonly body: Buffer }
  /** `detail`: the runtime's own words; clean them before they are shown. */
  | { readonly kind: 'failed'; readonly detail: string };

/** RuntimeService.Version: does the CRI plugin work? */
export async function criVersion(socket: string): Promise<CriAnswer> {
  return await call(socket, '/runtime.v1.RuntimeService/Version', Buffer.alloc(0), ENGINE_API.requestMs);
}

/** ImageService.ImageStatus; null: not known. An answer without field 1, `image`, says that it is not there. */
export async function hasImage(socket: string, image: string): Promise<boolean | null> {
  const answer = await call(socket, IMAGE_SERVICE('ImageStatus'), imageSpec(image), ENGINE_API.requestMs);
  return answer.kind === 'answer' ? answer.body[0] === LENGTH_DELIMITED_1 : null;
}

/** ImageService.PullImage, without credentials. */
export async function pullImage(socket: string, image: string, signal: AbortSignal): Promise<CriAnswer> {
  return await call(socket, IMAGE_SERVICE('PullImage'), imageSpec(image), ENGINE_API.pullMs, signal);
}

/** ImageService.RemoveImage. */
export async function removeImage(socket: string, image: string): Promise<CriAnswer> {
  return await call(socket, IMAGE_SERVICE('RemoveImage'), imageSpec(image), ENGINE_API.requestMs);
}

const IMAGE_SERVICE = (method: string): string => `/runtime.v1.ImageService/${method}`;

/** Field 1, a message or text. */
const LENGTH_DELIMITED_1 = (1 << 3) | 2;

/** Field 1 of each request is an ImageSpec, and field 1 of that the name. */
function imageSpec(image: string): Buffer {
  return field1(field1(Buffer.from(image)));
}

function field1(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([LENGTH_DELIMITED_1]), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

async function call(
  socket: string,
  path: string,
  message: Buffer,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<CriAnswer> {
  const limit = AbortSignal.timeout(timeoutMs);
  const end = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  const session = connectHttp2('http://localhost', { createConnection: () => connect(socket) });
  try {
    return await exchange(session, path, message, end);
  } catch (error) {
    return { kind: 'failed', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    session.destroy();
  }
}

function exchange(
  session: ClientHttp2Session,
  path: string,
  message: Buffer,
  signal: AbortSignal,
): Promise<CriAnswer> {
  return new Promise((resolve, reject) => {
    session.once('error', reject);
    const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
    const request = session.request(headers, { signal });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let status = '';
    let detail = '';
    // A call that fails at once has its status among the headers.
    for (const event of ['response', 'trailers'] as const) {
      request.on(event, (fields) => {
        status = String(fields['grpc-status'] ?? status);
        detail = String(fields['grpc-message'] ?? detail);
      });
    }
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > ENGINE_API.bodyBytes) request.destroy(new Error('the answer is too long'));
      else chunks.push(chunk);
    });
    request.once('error', reject);
    request.once('end', () => {
      // One byte says whether it is compressed, four how long it is.
      const body = Buffer.concat(chunks).subarray(5);
      resolve(status === '0' ? { kind: 'answer', body } : { kind: 'failed', detail: unescaped(detail) });
    });
    const length = Buffer.alloc(5);
    length.writeUInt32BE(message.length, 1);
    request.end(Buffer.concat([length, message]));
  });
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
