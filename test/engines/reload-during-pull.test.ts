import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONTAINERD_STORE, type Dockerd, startDockerd } from './support/dockerd.ts';
import { type EngineBuild, engineOf, SUITES } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { startRegistry } from './support/registry.ts';
import { oci } from './support/registry-images.ts';
import { pushImage } from './support/registry-push.ts';

/** What mirror-watch relies on: a reload that takes the mirror of a running pull away leaves that pull alone. */

const builds = (await Promise.all(SUITES.map(engineOf))).filter(
  (build): build is EngineBuild => build.kind === 'engine',
);
const cases = builds.flatMap((build) => [
  { build, store: 'classic' as const },
  // 20.10 has no other.
  ...(build.version.startsWith('20.') ? [] : [{ build, store: 'containerd' as const }]),
]);
const stops: (() => Promise<unknown>)[] = [];
let namespace: Namespace;
let slow = '';
let other = '';
let throttle: ChildProcessByStdio<null, Readable, null>;

/** Hands on all that comes, and back at most so many bytes a second: a pull takes some seconds. */
const BYTES_PER_SECOND = 1_500_000;
const THROTTLE = `
const net = require('node:net');
const [port, host, from] = process.argv.slice(1);
net.createServer((client) => {
  const server = net.connect(Number(from), host);
  client.pipe(server);
  let passed = 0;
  server.on('data', (chunk) => {
    client.write(chunk);
    passed += chunk.length;
    // Of a manifest or config there is less.
    if (passed > 50_000) process.stdout.write('layer\\n');
    server.pause();
    setTimeout(() => server.resume(), chunk.length / ${BYTES_PER_SECOND} * 1000);
  });
  for (const [one, another] of [[client, server], [server, client]])
    one.on('close', () => another.end()).on('error', () => another.destroy());
}).listen(Number(port), host, () => process.stdout.write('up\\n'));
`;

beforeAll(async () => {
  if (cases.length === 0) return;
  namespace = await createNamespace();
  stops.push(() => namespace.stop());
  const data = await mkdtemp(join(tmpdir(), 'mirror-check-content-'));
  stops.push(() => rm(data, { recursive: true }));
  const outside = await startRegistry({ data });
  await pushImage(outside, oci);
  await outside.stop();
  await namespace.addAddress('10.77.3.1');
  const registry = await startRegistry({ namespace, address: '10.77.3.1', data });
  stops.push(registry.stop);
  const { hostname, port } = new URL(registry.url);
  const [enter = '', ...prefix] = namespace.prefix;
  throttle = spawn(enter, [...prefix, process.execPath, '-e', THROTTLE, '5001', hostname, port], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  stops.push(async () => throttle.kill());
  await once(throttle.stdout, 'data');
  slow = `http://${hostname}:5001`;
  other = registry.url;
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

describe.each(cases)('$build.version, $store store', ({ build, store }) => {
  test('the pull ends right, and the engine has the other mirror before it does', async () => {
    const config = (mirror: string): string =>
      JSON.stringify({
        'registry-mirrors': [mirror],
        // 26.1 asks mirrors by TLS in its containerd store, whatever their address says.
        'insecure-registries': ['10.77.3.0/24'],
        ...(store === 'containerd' ? CONTAINERD_STORE : {}),
      });
    const engine = await startDockerd({ build, namespace, store, config: config(slow) });
    try {
      let ended = false;
      const pull = engine.docker('pull', 'nginx:latest').finally(() => {
        ended = true;
      });
      await once(throttle.stdout, 'data');
      await writeFile(engine.configPath, config(other));
      process.kill(engine.pid, 'SIGHUP');
      await untilShown(engine, other);
      expect(ended).toBe(false);
      const { code, stderr } = await pull;
      expect([code, stderr]).toEqual([0, '']);
    } finally {
      await engine.stop();
    }
  });
});

async function untilShown(engine: Dockerd, mirror: string): Promise<void> {
  for (let waited = 0; waited < 5_000; waited += 50) {
    if (JSON.stringify((await engine.info())['RegistryConfig']).includes(new URL(mirror).host)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the reload did not come into force');
}
