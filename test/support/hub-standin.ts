import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listeningPort } from '../../src/demo/closed-port.ts';
import type { Image, Stored } from '../../src/demo/image.ts';

/** Docker Hub, as far as it counts: a token service, HEAD that is free, GETs of manifests that are pulls, and a limit on them. */
export interface HubStandin {
  readonly url: string;
  readonly counts: {
    heads: number;
    pulls: number;
    blobs: number;
    blobBytes: number;
    tokens: number;
    pings: number;
  };
  /** Tags are what this image says from now on. */
  publish(image: Image, tags?: readonly string[]): void;
  /** Pulls that are left; null: no limit, and no header. */
  remaining: number | null;
  /** Every HEAD of a manifest is refused with 429, as floods are. */
  refusesQuestions: boolean;
  /** Every blob is refused with 429. */
  refusesBlobs: boolean;
  /** These come with other bytes of the same length. */
  readonly damaged: Set<string>;
  /** Blobs come when it is fulfilled. */
  holds: Promise<unknown>;
  /** What clients sent to show who they are, other than its own tokens. */
  readonly logins: readonly string[];
  stop(): Promise<void>;
}

const LIMIT = 100;
const TOKEN = 'anonymous';

export async function startHub(images: readonly Image[] = []): Promise<HubStandin> {
  const stored = new Map<string, Stored>();
  const counts = { heads: 0, pulls: 0, blobs: 0, blobBytes: 0, tokens: 0, pings: 0 };
  const logins: string[] = [];
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${listeningPort(server)}`;

  const hub: HubStandin = {
    url,
    counts,
    remaining: null,
    refusesQuestions: false,
    refusesBlobs: false,
    damaged: new Set(),
    holds: Promise.resolve(),
    logins,
    publish: (image, tags = [image.tag]) => {
      for (const manifest of [image.index, ...image.manifests])
        stored.set(`${image.repository}/manifests/${manifest.digest}`, manifest);
      for (const tag of tags) stored.set(`${image.repository}/manifests/${tag}`, image.index);
      for (const blob of [...image.layers, ...image.configs])
        stored.set(`${image.repository}/blobs/${blob.digest}`, blob);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  for (const image of images) hub.publish(image);
  return hub;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? '/', url).pathname;
    const { authorization } = request.headers;
    if (authorization !== undefined && authorization !== `Bearer ${TOKEN}`) logins.push(authorization);
    if (path === '/token') {
      counts.tokens += 1;
      response.end(JSON.stringify({ token: TOKEN, expires_in: 300 }));
      return;
    }
    if (authorization !== `Bearer ${TOKEN}`) {
      if (path === '/v2/') counts.pings += 1;
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${url}/token",service="hub"` }).end();
      return;
    }
    const found = stored.get(path.slice('/v2/'.length));
    const isManifest = path.includes('/manifests/');
    const limit =
      isManifest && hub.remaining !== null
        ? { 'ratelimit-limit': `${LIMIT};w=21600`, 'ratelimit-remaining': `${hub.remaining};w=21600` }
        : {};
    if (isManifest && request.method === 'HEAD') {
      counts.heads += 1;
      if (hub.refusesQuestions) {
        response.writeHead(429, { 'retry-after': '3600' }).end();
        return;
      }
    } else if (isManifest) {
      counts.pulls += 1;
      if (hub.remaining === 0) {
        response.writeHead(429).end('{"errors":[{"code":"TOOMANYREQUESTS"}]}');
        return;
      }
      if (hub.remaining !== null) hub.remaining -= 1;
    } else {
      counts.blobs += 1;
      if (hub.refusesBlobs) {
        response.writeHead(429, { 'retry-after': '3600' }).end();
        return;
      }
      if (request.method === 'GET') counts.blobBytes += found?.bytes.length ?? 0;
    }
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': isManifest ? found.mediaType : 'application/octet-stream',
      'content-length': found.bytes.length,
      'docker-content-digest': found.digest,
      ...limit,
    });
    const sent = hub.damaged.has(found.digest) ? Buffer.alloc(found.bytes.length) : found.bytes;
    const held = isManifest ? Promise.resolve() : hub.holds;
    void held.then(() => response.end(request.method === 'HEAD' ? undefined : sent));
  }
}
