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
  | { readonly kind: 'failed'; readonly detail: string; readonly notFound?: true };

/** RuntimeService.Version: does the CRI plugin work? */
export async function criVersion(socket: string): Promise<CriAnswer> {
  return await call(socket, '/runtime.v1.RuntimeService/Version', Buffer.alloc(0), ENGINE_API.requestMs);
}

/**
 * ImageService.ImageStatus, whose answer without field 1, `image`, says that it is not there; and containerd's own record, which a page of HTML can have too, of which the CRI plugin knows nothing.
 * null: not known.
 */
export async function hasImage(socket: string, image: string): Promise<boolean | null> {
  const answer = await call(socket, IMAGE_SERVICE('ImageStatus'), imageSpec(image), ENGINE_API.requestMs);
  if (answer.kind !== 'answer') return null;
  if (answer.body[0] === LENGTH_DELIMITED_1) return true;
  const record = await call(socket, IMAGES('Get'), field1(Buffer.from(image)), ENGINE_API.requestMs);
  return record.kind === 'answer' ? true : record.notFound === true ? false : null;
}

/** ImageService.PullImage, without credentials. */
export async function pullImage(socket: string, image: string, signal: AbortSignal): Promise<CriAnswer> {
  return await call(socket, IMAGE_SERVICE('PullImage'), imageSpec(image), ENGINE_API.pullMs, signal);
}

/** ImageService.RemoveImage, and containerd's own record where one is left that the CRI plugin does not know. */
export async function removeImage(socket: string, image: string): Promise<CriAnswer> {
  const removed = await call(socket, IMAGE_SERVICE('RemoveImage'), imageSpec(image), ENGINE_API.requestMs);
  if (removed.kind === 'failed') return removed;
  const record = await call(socket, IMAGES('Delete'), field1(Buffer.from(image)), ENGINE_API.requestMs);
  return record.kind === 'failed' && record.notFound === true ? removed : record;
}

const IMAGE_SERVICE = (method: string): string => `/runtime.v1.ImageService/${method}`;

/** https://github.com/containerd/containerd/blob/main/api/services/images/v1/images.proto; the name is field 1 of each request. */
const IMAGES = (method: string): string => `/containerd.services.images.v1.Images/${method}`;

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
    const headers = {
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      'containerd-namespace': NAMESPACE,
    };
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
      if (status === '0') resolve({ kind: 'answer', body });
      else if (status === NOT_FOUND) resolve({ kind: 'failed', detail: unescaped(detail), notFound: true });
      else resolve({ kind: 'failed', detail: unescaped(detail) });
    });
    const length = Buffer.alloc(5);
    length.writeUInt32BE(message.length, 1);
    request.end(Buffer.concat([length, message]));
  });
}

/** A kubelet's images; the CRI plugin has it whatever is said. */
const NAMESPACE = 'k8s.io';
/** https://grpc.io/docs/guides/status-codes/ */
const NOT_FOUND = '5';

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
