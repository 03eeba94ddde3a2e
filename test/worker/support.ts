import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Miniflare } from 'miniflare';

/** What was asked of a stand-in. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

export interface StandIn {
  readonly url: string;
  readonly asked: Asked[];
  /** What it answers; may be replaced at run time. */
  answer: (request: Asked, response: ServerResponse) => void;
  stop(): Promise<void>;
}

export async function startStandIn(answer: StandIn['answer']): Promise<StandIn> {
  const asked: Asked[] = [];
  const server: Server = createServer(({ method = '', url = '', headers }, response) => {
    const request = { method, url, headers };
    asked.push(request);
    standIn.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const standIn: StandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return standIn;
}

/** The worker as it is deployed, under workerd. */
export async function startWorker(
  bindings: Readonly<Record<string, string>>,
  compatibilityDate?: string,
): Promise<Miniflare> {
  const [script, config] = await Promise.all(
    ['worker.js', 'wrangler.toml'].map((name) =>
      readFile(new URL(`../../worker/${name}`, import.meta.url), 'utf8'),
    ),
  );
  const pinned = /^compatibility_date = "([\d-]+)"$/m.exec(config ?? '')?.[1];
  if (script === undefined || pinned === undefined) throw new Error('no worker');
  return new Miniflare({
    modules: true,
    script,
    compatibilityDate: compatibilityDate ?? pinned,
    bindings,
  });
}
