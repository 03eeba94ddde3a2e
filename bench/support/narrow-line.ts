import { connect, createServer, type Socket } from 'node:net';

/** A port on loopback behind which the same server is, over a line that all connections share. */
export interface NarrowLine {
  readonly url: string;
  stop(): void;
}

/** `bytesPerSecond`: towards the client; a tenth of a second may come at once. Requests pass unhindered. */
export async function openNarrowLine(target: string, bytesPerSecond: number): Promise<NarrowLine> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let freeAt = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on('data', (chunk) => {
      const now = performance.now();
      freeAt = Math.max(freeAt, now - 100) + (chunk.length * 1000) / bytesPerSecond;
      client.write(chunk);
      if (freeAt <= now) return;
      upstream.pause();
      setTimeout(() => upstream.resume(), freeAt - now);
    });
    upstream.on('end', () => client.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
