import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { mirrorApply, type Place, slashed } from './support/apply.ts';
import { type Dockerd, startDockerd } from './support/dockerd.ts';
import { execute } from './support/dockerd-execute.ts';
import { type EngineBuild, engineOf, SUITES, searchPath } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { type RealRegistry, startRegistry } from './support/registry.ts';
import { docker, oci } from './support/registry-images.ts';
import { pushImage } from './support/registry-push.ts';

/** After a reload `docker pull` and `docker build` part: what the plan says of that, held against real builds. */

const builds = await Promise.all(SUITES.map(engineOf));
let namespace: Namespace;
let folder = '';
let old: RealRegistry;
let next: RealRegistry;

beforeAll(async () => {
  namespace = await createNamespace();
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-build-'));
  const data = join(folder, 'content');
  const outside = await startRegistry({ data });
  for (const image of [oci, docker]) await pushImage(outside, image);
  await outside.stop();
  // On the loopback every release asks an http mirror by http in a build.
  old = await startRegistry({ namespace, data });
  next = await startRegistry({ namespace, data });
});
afterAll(async () => {
  for (const registry of [old, next]) await registry?.stop();
  await namespace?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.each(builds)('with the engine of $name', (build) => {
  if (build.kind === 'unavailable') {
    test.skip(`not available: ${build.why}`, () => {});
    return;
  }
  const isOld = build.version.startsWith('20.');

  test('a build keeps to the old mirror as long as the plan says', async () => {
    const engine = await start(build);
    await expectBuilt(engine, 'nginx', old);
    const { code, outcome, stderr } = await mirrorApply(placeOf(engine), [
      ...['--docker-host', `unix://${engine.socket}`, '--no-probe', '--replace', '--yes', next.url],
    ]);
    expect(code, stderr).toBe(0);
    expect(outcome.inForce?.mirrors).toEqual(slashed(next.url));
    expect(outcome.plan?.warnings).toContain('build-keeps-mirrors');
    expect(outcome.messages.join(' ')).toContain(isOld ? 'until the engine is restarted' : '15 minutes');

    await expectBuilt(engine, 'nginx', old);
    // Of an image that it has not used: 20.10 keeps one list for all.
    await expectBuilt(engine, 'team/app:1.0', isOld ? old : next);
    const pulled = await asked(() => engine.docker('pull', '--quiet', '--platform', 'linux/amd64', 'nginx'));
    expect(pulled).toBe(next);
  });
});

async function start(build: EngineBuild): Promise<Dockerd> {
  const config = JSON.stringify({ 'registry-mirrors': [old.url], 'shutdown-timeout': 3 });
  const engine = await startDockerd({ build, namespace, store: 'classic', config });
  onTestFinished(() => engine.stop());
  return engine;
}

/** A build from this base image, by the client that has BuildKit's part built in: bookworm's. */
async function expectBuilt(engine: Dockerd, base: string, through: RealRegistry): Promise<void> {
  const context = await mkdtemp(join(folder, 'context-'));
  await writeFile(join(context, 'Dockerfile'), `FROM --platform=linux/amd64 ${base}\nLABEL lab=yes\n`);
  const command = [
    '/usr/bin/docker',
    '--host',
    `unix://${engine.socket}`,
    'build',
    '--pull',
    '--no-cache',
    context,
  ];
  const mirror = await asked(async () => {
    const built = await execute(['env', 'DOCKER_BUILDKIT=1', `HOME=${folder}`, ...command]);
    expect(built.code, built.stderr).toBe(0);
  });
  expect(mirror?.url, base).toBe(through.url);
}

/** Which of the two is asked for a manifest meanwhile. */
async function asked(during: () => Promise<unknown>): Promise<RealRegistry | undefined> {
  const before = new Map([old, next].map((registry) => [registry, registry.accessLog().length]));
  const manifests = (registry: RealRegistry): number =>
    registry
      .accessLog()
      .slice(before.get(registry))
      .filter(({ target }) => target.includes('/manifests/')).length;
  await during();
  // A registry writes a request down when it is done with it, which may be after the engine is.
  await expect.poll(() => manifests(old) + manifests(next)).toBeGreaterThan(0);
  const both = [old, next].filter((registry) => manifests(registry) > 0);
  expect(both).toHaveLength(1);
  return both[0];
}

/** Among the engine's own mounts, where its files are. */
function placeOf({ build, prefix }: Dockerd): Place {
  return {
    runWith: (env, ...command) => {
      const settings = { PATH: searchPath(build), HOME: '/root', ...env };
      const pairs = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
      return execute([...prefix, 'env', '-i', ...pairs, ...command]);
    },
  };
}
