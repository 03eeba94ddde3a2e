import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listeningPort } from '../../src/demo/closed-port.ts';

/** How it misbehaves; what real registries cannot be made to do. */
export type PushFault =
  /** The upload, begun or gone on with, is to be sent to another host. */
  | 'foreign-location'
  | 'private-location'
  | 'no-location'
  /** The PATCH is broken off after half a chunk, once; half of it is kept. */
  | 'drop-patch-once'
  /** It has forgotten the upload after the first chunk, once. */
  | 'forget-once'
  /** 503 for the first request of each kind. */
  | 'unavailable-once'
  | 'wrong-digest'
  | 'endless-error'
  | 'web-page'
  | 'too-large'
  /** It takes nothing, as a pull-through cache does. */
  | 'read-only'
  /** It deletes no tag, and says that there is none; or it deletes nothing, and says that it did. */
  | 'no-tag-deletion'
  | 'false-deletion'
  | 'no-deletion'
  /** A tag stays what it was first. */
  | 'immutable-tags'
  /** It has had enough for an hour. */
  | 'limited'
  | 'never-answers'
  /** Nor whether it is there. */
  | 'silent'
  /** Everybody is sent to another host. */
  | 'moved'
  /** Its token ends after the first chunk was taken, before its time. */
  | 'ended-token'
  /** Everybody may read; who writes needs a login, of which nothing is said before. */
  | 'login-to-write'
  /** Its token service is elsewhere. */
  | 'foreign-realm';

export interface PushRegistry {
  readonly url: string;
  readonly blobs: ReadonlyMap<string, Buffer>;
  /** `METHOD path`, in order. */
  readonly requests: readonly string[];
  readonly logins: readonly string[];
  /** What its token service was sent. */
  readonly forms: readonly string[];
  /** Body bytes of PATCHes that it read. */
  readonly patchedBytes: () => number;
  stop(): Promise<void>;
}

/** An in-memory registry that takes pushes (distribution-spec v1.1), with one fault. `elsewhere`: the host that it sends people to. */
export async function startPushRegistry(
  fault: PushFault | null = null,
  elsewhere = 'http://203.0.113.9',
): Promise<PushRegistry> {
  const blobs = new Map<string, Buffer>();
  const manifests = new Map<string, { readonly bytes: Buffer; readonly digest: string }>();
  const uploads = new Map<string, Buffer[]>();
  const [requests, logins, forms]: [string[], string[], string[]] = [[], [], []];
  const seen = new Set<string>();
  let patched = 0;
  /** The number of the token that is good; each that is asked for is a new one. */
  let granted = 0;
  let isSpent = false;
  const server = createServer(
    (request, response) => void answer(request, response).catch(() => response.destroy()),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${listeningPort(server)}`;

  const locationOf = (id: string): Record<string, string> => {
    if (fault === 'no-location') return {};
    const host =
      fault === 'foreign-location' ? elsewhere : fault === 'private-location' ? 'http://169.254.169.254' : '';
    return { location: `${host}/v2/x/blobs/uploads/${id}` };
  };
  const sizeOf = (id: string): number => (uploads.get(id) ?? []).reduce((sum, { length }) => sum + length, 0);
  const rangeOf = (id: string): Record<string, string> => ({ range: `0-${Math.max(0, sizeOf(id) - 1)}` });
  const sha = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const body = async (request: IncomingMessage): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
    return Buffer.concat(chunks);
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '' } = request;
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    requests.push(`${method} ${pathname}`);
    if (request.headers.authorization !== undefined) logins.push(request.headers.authorization);
    if (fault === 'silent' || (fault === 'never-answers' && pathname !== '/v2/')) return;
    if (fault === 'moved') {
      request.resume();
      response.writeHead(301, { location: `${elsewhere}${pathname}?token=S3CRET` }).end();
      return;
    }
    if (fault === 'foreign-realm') {
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${elsewhere}/token",service="x"` }).end();
      return;
    }
    if (fault === 'ended-token' && pathname === '/token') {
      granted += 1;
      if (method === 'POST') forms.push((await body(request)).toString());
      const token = method === 'POST' ? 'access_token' : 'token';
      return void response.end(JSON.stringify({ [token]: `t${granted}`, expires_in: 300 }));
    }
    if (fault === 'ended-token' && request.headers.authorization !== `Bearer t${granted}`) {
      await body(request);
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${url}/token",service="x"` }).end();
      return;
    }
    if (pathname === '/v2/') return void response.end('{}');
    const kind = `${method} ${pathname.split('/').at(-2)}`;
    if (fault === 'unavailable-once' && !seen.has(kind)) {
      seen.add(kind);
      request.resume();
      response.writeHead(503).end();
      return;
    }
    if (
      fault === 'login-to-write' &&
      !/^(?:GET|HEAD)/.test(method) &&
      request.headers.authorization === undefined
    ) {
      request.resume();
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    }
    if (fault === 'read-only' && !/^(?:GET|HEAD)/.test(method)) {
      request.resume();
      return void response.writeHead(405).end('{"errors":[{"code":"UNSUPPORTED"}]}');
    }
    if (fault === 'limited') {
      request.resume();
      return void response.writeHead(429, { 'retry-after': '3600' }).end();
    }
    if (fault === 'web-page')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    if (fault === 'endless-error' && method !== 'HEAD') {
      response.writeHead(400, { 'content-type': 'application/json' });
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      return more();
    }
    const [, id = ''] = /\/uploads\/([^/]+)$/.exec(pathname) ?? [];
    if (method === 'POST') {
      const begun = randomUUID();
      uploads.set(begun, []);
      return void response.writeHead(202, locationOf(begun)).end();
    }
    if (method === 'GET' && id !== '') {
      const isKnown = uploads.has(id);
      return void response
        .writeHead(isKnown ? 204 : 404, isKnown ? { ...locationOf(id), ...rangeOf(id) } : {})
        .end();
    }
    if (method === 'PATCH') {
      const upload = uploads.get(id);
      if (upload === undefined) return void response.writeHead(404).end();
      if (fault === 'too-large') {
        request.resume();
        return void response
          .writeHead(413, { connection: 'close' })
          .end('<html>413 Request Entity Too Large</html>');
      }
      if (fault === 'drop-patch-once' && !isSpent) {
        isSpent = true;
        for await (const chunk of request) {
          upload.push(Buffer.from(chunk as Uint8Array));
          patched += (chunk as Uint8Array).length;
          if (sizeOf(id) > 200_000) break;
        }
        request.destroy();
        return;
      }
      const bytes = await body(request);
      patched += bytes.length;
      if (fault === 'forget-once' && !isSpent) {
        isSpent = true;
        uploads.delete(id);
        return void response.writeHead(202, locationOf(id)).end();
      }
      upload.push(bytes);
      if (fault === 'ended-token' && !isSpent) {
        isSpent = true;
        granted += 1;
      }
      return void response.writeHead(202, { ...locationOf(id), ...rangeOf(id) }).end();
    }
    if (method === 'PUT' && id !== '') {
      const bytes = Buffer.concat(uploads.get(id) ?? []);
      const digest = searchParams.get('digest') ?? '';
      if (sha(bytes) !== digest)
        return void response.writeHead(400).end('{"errors":[{"code":"DIGEST_INVALID"}]}');
      blobs.set(digest, bytes);
      uploads.delete(id);
      const told = fault === 'wrong-digest' ? sha(Buffer.from('other')) : digest;
      return void response.writeHead(201, { 'docker-content-digest': told }).end();
    }
    const reference = pathname.split('/').at(-1) ?? '';
    if (method === 'DELETE') return void response.writeHead(deleted(reference)).end();
    if (method === 'GET' && pathname.endsWith('/tags/list'))
      return void response.end(
        JSON.stringify({ name: 'x', tags: [...manifests.keys()].filter((key) => !key.includes(':')) }),
      );
    if (method === 'PUT') {
      const bytes = await body(request);
      const kept = fault === 'wrong-digest' ? Buffer.concat([bytes, Buffer.from(' ')]) : bytes;
      if (fault === 'immutable-tags' && (manifests.get(reference)?.digest ?? sha(kept)) !== sha(kept))
        return void response.writeHead(412).end();
      for (const key of [reference, sha(kept)]) manifests.set(key, { bytes: kept, digest: sha(kept) });
      return void response.writeHead(201).end();
    }
    const manifest = manifests.get(reference);
    const digest = pathname.includes('/manifests/')
      ? manifest?.digest
      : blobs.has(reference)
        ? reference
        : undefined;
    if (digest === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'docker-content-digest': digest });
    response.end(method === 'GET' ? (manifest?.bytes ?? blobs.get(reference)) : undefined);
  }

  function deleted(reference: string): number {
    if (fault === 'no-deletion') return 405;
    if (fault === 'false-deletion') return 202;
    if (fault === 'no-tag-deletion') {
      if (!reference.includes(':')) return 404;
      for (const [key, { digest }] of manifests) if (digest === reference) manifests.delete(key);
    }
    return manifests.delete(reference) || fault === 'no-tag-deletion' ? 202 : 404;
  }

  return {
    url,
    blobs,
    requests,
    logins,
    forms,
    patchedBytes: () => patched,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
