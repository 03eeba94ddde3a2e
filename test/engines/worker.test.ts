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
let worker: ChildProcess;
const pullers: Puller[] = [];

beforeAll(async () => {
  namespace = await createNamespace();
  stage = await openStage(namespace, 'worker');
  await stage.play([mirror]);
  const script = fileURLToPath(new URL('./support/worker-process.mjs', import.meta.url));
  const [enter = '', ...prefix] = namespace.prefix;
  const registries = JSON.stringify({ [`127.0.0.1:${PORT}`]: stage.urlOf(mirror) });
  worker = spawn(
    enter,
    [...prefix, process.execPath, script, String(PORT), registries, `127.0.0.1:${PORT}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (worker.stdout !== null) await once(worker.stdout, 'data');
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
});
afterAll(async () => {
  for (const puller of pullers) await puller.stop();
  if (worker !== undefined && worker.exitCode === null) {
    const ended = once(worker, 'exit');
    worker.kill('SIGTERM');
    await ended;
  }
  await stage?.stop();
  await namespace?.stop();
});

test('every engine pulls, with tokens of the registry', async () => {
  const failed: unknown[] = [];
  for (const puller of pullers) {
    const { pulled, why } = (await puller.pull([mirror])).get(mirror.id) ?? { pulled: false, why: 'nothing' };
    if (!pulled) failed.push([puller.name, why]);
  }
  expect(failed).toEqual([]);
  expect(pullers.length).toBeGreaterThan(0);
  expect(stage.requestsOf(mirror).some((line) => line.includes('/token'))).toBe(true);
});
