import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CacheInstance, renderConfig } from '../../../src/cache/index.ts';

/** docker-registry with the configuration that `mirror-cache up` writes. */
export interface CacheRegistry {
  readonly url: string;
  readonly root: string;
  readonly log: () => string;
  /** null: it runs. */
  readonly exitCode: () => number | null;
  /** Whether it listens, looked at for so long. */
  listens(withinMs: number): Promise<boolean>;
  stop(): Promise<void>;
}

export interface CacheRegistrySettings extends Partial<Pick<CacheInstance, 'root' | 'redis'>> {
  readonly remote: string;
  /** Does to the configuration what guides do. */
  readonly edit?: (config: string) => string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function startCacheRegistry(settings: CacheRegistrySettings): Promise<CacheRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'mirror-check-cache-'));
  const { remote, root = join(folder, 'data'), redis = null, edit = (config) => config, env = {} } = settings;
  const port = await freePort();
  const config = renderConfig({ registry: 'docker.io', remote, host: '127.0.0.1', port, root, redis }, 2);
  const file = join(folder, 'config.yml');
  await writeFile(file, edit(config));
  const child: ChildProcess = spawn('docker-registry', ['serve', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (log += text));
  return {
    url: `http://127.0.0.1:${port}`,
    root,
    log: () => log,
    exitCode: () => child.exitCode,
    listens: async (withinMs) => {
      for (let waited = 0; waited < withinMs; waited += 50) {
        if (/listening on/.test(log)) return true;
        if (child.exitCode !== null) return false;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return false;
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A registry's front that can be told to err. */
export interface Front {
  readonly url: string;
  /** `METHOD path` of what was asked. */
  readonly asked: string[];
  mode: 'fine' | 'down' | 'silent' | 'limited' | 'slow';
  stop(): Promise<void>;
}

export async function startFront(origin: string): Promise<Front> {
  const server: Server = createServer((incoming, outgoing) => {
    const { method = '', url = '' } = incoming;
    front.asked.push(`${method} ${url}`);
    if (front.mode === 'down') return void incoming.socket.destroy();
    if (front.mode === 'silent') return;
    if (front.mode === 'limited' && url.includes('/manifests/'))
      return void outgoing
        .writeHead(429, { 'retry-after': '60' })
        .end('{"errors":[{"code":"TOOMANYREQUESTS"}]}');
    const onward = request(new URL(url, origin), { method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('data', (chunk: Buffer) => {
        outgoing.write(chunk);
        if (front.mode !== 'slow' || !url.includes('/blobs/')) return;
        answer.pause();
        setTimeout(() => answer.resume(), 40);
      });
      answer.on('end', () => outgoing.end());
    });
    onward.on('error', () => outgoing.destroy());
    onward.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const front: Front = {
    url: `http://127.0.0.1:${portOf(server)}`,
    asked: [],
    mode: 'fine',
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return front;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
