import { createServer, type IncomingMessage, request } from 'node:http';
import { listeningPort } from '../../../src/demo/closed-port.ts';

/** Before a registry that deletes manifests alone: where a tag is to be deleted it has its manifest deleted, and so all its tags, as some registries do. */
export async function startTagDeleter(registry: string): Promise<{
  readonly url: string;
  /** How many deletions there were. */
  readonly deleted: () => number;
  readonly stop: () => Promise<void>;
}> {
  let deleted = 0;
  const server = createServer(async (incoming, outgoing) => {
    const answer = await forwarded(incoming, await pathFor(incoming));
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${listeningPort(server)}`, deleted: () => deleted, stop };

  async function pathFor({ method, url = '/', headers }: IncomingMessage): Promise<string> {
    if (method !== 'DELETE') return url;
    deleted += 1;
    const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json';
    const head = await fetch(`${registry}${url}`, {
      method: 'HEAD',
      headers: { accept, authorization: headers.authorization ?? '' },
    });
    return url.replace(/[^/]+$/, head.headers.get('docker-content-digest') ?? '$&');
  }

  /** With its Host, so that uploads come here too. */
  function forwarded(incoming: IncomingMessage, path: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { method, headers } = incoming;
      const outgoing = request(new URL(path, registry), { method, headers }, resolve).on('error', reject);
      incoming.pipe(outgoing);
    });
  }
}
