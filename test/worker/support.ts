import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MiniflareOptions, WorkerOptions } from 'miniflare';

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

const read = (name: string): string => readFileSync(new URL(`../../worker/${name}`, import.meta.url), 'utf8');

/** What wrangler.toml can say of a variable. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** The worker as it is deployed, for workerd. */
export function workerOptions(
  bindings: Readonly<Record<string, Json>>,
  compatibilityDate?: string,
): MiniflareOptions & WorkerOptions {
  const pinned = /^compatibility_date = "([\d-]+)"$/m.exec(read('wrangler.toml'))?.[1];
  if (pinned === undefined) throw new Error('no date');
  return {
    modules: true,
    script: read('worker.js'),
    compatibilityDate: compatibilityDate ?? pinned,
    bindings: { ...bindings },
  };
}
