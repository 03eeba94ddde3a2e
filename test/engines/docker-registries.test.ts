import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MEMBER, type Mirrors, mirrorApply, startMirrors } from './support/apply.ts';
import { engineOf } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** Docker from 28 on: mirrors of other registries than Docker Hub, by a hosts.toml each, with both image stores. */

const build = await engineOf('sid');
const old = await engineOf('bookworm');
const IMAGE = 'ghcr.io/library/nginx:latest';
let namespace: Namespace;
let mirrors: Mirrors;
let machine: SystemdMachine | undefined;
beforeAll(async () => {
  namespace = await createNamespace();
  mirrors = await startMirrors(namespace);
  if (build.kind === 'engine')
    machine = await bootSystemd({
      build,
      namespace,
      config: '{"features": {"containerd-snapshotter": true}}',
    });
});
afterAll(async () => {
  for (const service of [machine, mirrors, namespace]) await service?.stop();
});

test.skipIf(build.kind === 'unavailable')(
  'the containerd store pulls through it, and back byte for byte',
  async () => {
    if (machine === undefined) throw new Error('it booted');
    const place = machine;
    const file = join(place.root, 'etc/docker/certs.d/ghcr.io/hosts.toml');
    const apply = (...args: readonly string[]) =>
      mirrorApply(place, ['--registry', 'ghcr.io', '--yes', ...args]);
    const before = mirrors.first.accessLog().length;
    const applied = await apply('--no-probe', mirrors.first.url, '--verify-pull', IMAGE);
    expect(applied.code, applied.stderr).toBe(0);
    expect(applied.outcome).toMatchObject({
      result: 'done',
      engine: { name: 'docker', store: 'containerd', file: '/etc/docker/certs.d/ghcr.io/hosts.toml' },
      plan: { activation: 'at-each-pull', containersStopped: 0 },
      pull: { image: IMAGE },
    });
    expect(applied.outcome.plan?.warnings).not.toContain('builds-only');
    const asked = mirrors.first
      .accessLog()
      .slice(before)
      .map(({ method, target }) => `${method} ${target}`);
    expect(asked).toContain('HEAD /v2/library/nginx/manifests/latest?ns=ghcr.io');
    expect((await apply('--no-probe', mirrors.first.url)).outcome.result).toBe('nothing-to-do');
    expect((await apply('--undo')).code).toBe(0);
    await expect(readFile(file)).rejects.toThrow('ENOENT');

    // A login at the registry does not reach a mirror that asks for one.
    expect((await apply('--no-probe', mirrors.members.url)).outcome.result).toBe('done');
    await mkdir(join(place.root, 'root/.docker'), { recursive: true });
    const auth = Buffer.from(`${MEMBER.user}:${MEMBER.password}`).toString('base64');
    await writeFile(
      join(place.root, 'root/.docker/config.json'),
      JSON.stringify({ auths: { 'ghcr.io': { auth } } }),
    );
    expect((await place.docker('pull', '--quiet', IMAGE)).code).not.toBe(0);
    const statuses = mirrors.members.accessLog().map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect((await apply('--undo')).code).toBe(0);
  },
);

test.skipIf(build.kind === 'unavailable')('the classic store is told of builds only', async () => {
  if (machine === undefined) throw new Error('it booted');
  await machine.run('sh', '-c', 'echo "{}" >/etc/docker/daemon.json && systemctl restart docker.service');
  const planned = await mirrorApply(machine, [
    '--registry',
    'ghcr.io',
    '--dry-run',
    '--no-probe',
    mirrors.first.url,
  ]);
  expect(planned.outcome).toMatchObject({ result: 'planned', engine: { store: 'classic' } });
  expect(planned.outcome.plan?.warnings).toContain('builds-only');
});

test.skipIf(old.kind === 'unavailable')('an engine before 28 has mirrors of Docker Hub alone', async () => {
  if (old.kind === 'unavailable') throw new Error(old.why);
  const before28 = await bootSystemd({ build: old, namespace, config: '{}' });
  try {
    const args = ['--registry', 'ghcr.io', '--no-probe', mirrors.first.url];
    const { BIN } = await import('./support/apply.ts');
    const refused = await before28.run(process.execPath, BIN, ...args);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('ghcr.io');
  } finally {
    await before28.stop();
  }
});
