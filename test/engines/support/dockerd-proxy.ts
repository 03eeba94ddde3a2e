import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Namespace } from './namespace.ts';

/**
 * tinyproxy: a real HTTP proxy that writes down whom it was asked for. Have it asked for TLS: of a header that is sent several times, as
 * dockerd sends Accept, it hands on one, and the registry then answers with another manifest; CONNECT it hands on as it is.
 */
export interface HttpProxy {
  /** `http://10.77.0.9:3128`, no slash at the end. */
  readonly url: string;
  /** One `METHOD target` for each request so far: `CONNECT mirror.test:443`, `GET http://10.77.0.1:5000/v2/`. */
  requests(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** `address`: one of the namespace's that is not in 127/8, which Go never asks a proxy for; `user`: who may use it, as `name:password`. */
export async function startHttpProxy(
  namespace: Namespace,
  address: string,
  user?: string,
): Promise<HttpProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'mirror-check-proxy-'));
  const log = join(folder, 'proxy.log');
  const settings = [
    'Port 3128',
    `Listen ${address}`,
    'Timeout 60',
    'MaxClients 50',
    'LogLevel Info',
    `LogFile "${log}"`,
    ...(user === undefined ? [] : [`BasicAuth ${user.replace(':', ' ')}`]),
  ];
  await writeFile(join(folder, 'tinyproxy.conf'), `${settings.join('\n')}\n`);
  await writeFile(log, '');
  await namespace.addAddress(address);
  const [enter = '', ...prefix] = namespace.prefix;
  const program = ['setpriv', '--pdeathsig', 'TERM', 'tinyproxy', '-d', '-c', join(folder, 'tinyproxy.conf')];
  const child = spawn(enter, [...prefix, ...program], { stdio: 'ignore' });
  await untilListening(child, log);
  return {
    url: `http://${address}:3128`,
    requests: async () => {
      const lines = (await readFile(log, 'utf8')).matchAll(
        /Request \(file descriptor \d+\): (\S+ \S+) HTTP/g,
      );
      return [...lines].map(([, request]) => request ?? '');
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

async function untilListening(child: ChildProcess, log: string): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 20) {
    if ((await readFile(log, 'utf8')).includes('Accepting connections')) return;
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`tinyproxy did not come up: ${await readFile(log, 'utf8')}`);
}
