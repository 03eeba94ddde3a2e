import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OddMirror, PLAIN_AUTH } from './odd/mirror.ts';
import { containerdPuller, containersImagePuller, dockerdPuller, type Puller } from './odd/pullers.ts';
import { openStage, type Stage } from './odd/stage.ts';
import { type EngineBuild, engineOf, SUITES } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';

/** Real engines pull through worker/ under workerd: tokens from a registry, layers from a storage of another origin. */

const PORT = 5080;
const GUARDED_PORT = 5081;
const SECRET = 's3cret';
const front = `http://127.0.0.1:${PORT}`;
const mirror: OddMirror = {
  id: 7,
  image: { top: 'index', format: 'oci', layers: 2, edits: [] },
  // Storage is asked without a token.
  auth: { ...PLAIN_AUTH, on: ['ping', 'tag', 'top', 'child'] },
  rules: [
    { stages: ['config', 'layer'], change: { kind: 'redirect', status: 307, hops: 1, to: 'other-host' } },
  ],
};

let namespace: Namespace;
let stage: Stage;
const workers: ChildProcess[] = [];
const pullers: Puller[] = [];

beforeAll(async () => {
  namespace = await createNamespace();
  stage = await openStage(namespace, 'worker');
  await stage.play([mirror]);
  await startWorker(PORT);
  await startWorker(GUARDED_PORT, SECRET);
  const through: Stage = { ...stage, port: PORT, urlOf: () => front, front };
  const builds = (await Promise.all(SUITES.map(engineOf))).filter(
    (one): one is EngineBuild => one.kind === 'engine',
  );
  const newest = builds.at(-1);
  if (newest !== undefined) {
    pullers.push(await dockerdPuller(newest, 'classic', namespace, through));
    pullers.push(await dockerdPuller(newest, 'containerd', namespace, through));
    pullers.push(await containerdPuller(newest, namespace, through));
  }
  pullers.push(await containersImagePuller('podman', namespace, through));
  // It can name a path, which is the secret's.
  const secretly = `http://127.0.0.1:${GUARDED_PORT}/${SECRET}`;
  const guarded: Stage = { ...stage, port: GUARDED_PORT, urlOf: () => secretly, front: secretly };
  pullers.push(await containersImagePuller('podman', namespace, guarded));
});
afterAll(async () => {
  for (const puller of pullers) await puller.stop();
  for (const worker of workers) {
    if (worker.exitCode !== null) continue;
    const ended = once(worker, 'exit');
    worker.kill('SIGTERM');
    await ended;
  }
  await stage?.stop();
  await namespace?.stop();
});

async function startWorker(port: number, secret = ''): Promise<void> {
  const script = fileURLToPath(new URL('./support/worker-process.mjs', import.meta.url));
  const [enter = '', ...prefix] = namespace.prefix;
  const host = `127.0.0.1:${port}`;
  const registries = JSON.stringify({ [host]: stage.urlOf(mirror) });
  const args = [String(port), registries, host, secret];
  const worker = spawn(enter, [...prefix, process.execPath, script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  workers.push(worker);
  if (worker.stdout !== null) await once(worker.stdout, 'data');
}

test('every engine pulls, with tokens of the registry', async () => {
  const failed: unknown[] = [];
  for (const puller of pullers) {
    const { pulled, why } = (await puller.pull([mirror])).get(mirror.id) ?? { pulled: false, why: 'nothing' };
    if (!pulled) failed.push([puller.name, why]);
  }
  expect(failed).toEqual([]);
  expect(pullers.length).toBeGreaterThan(0);
  const asked = stage.requestsOf(mirror);
  expect(asked.some((line) => line.includes('/token'))).toBe(true);
  expect(asked.filter((line) => line.includes(SECRET))).toEqual([]);
});
