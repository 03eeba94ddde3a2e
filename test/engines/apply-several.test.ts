import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type ApplyMachine,
  applyMachine,
  type Mirrors,
  mirrorApply,
  slashed,
  startMirrors,
} from './support/apply.ts';
import { engineOf } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** Several engines, several registries: one plan, one question, one transaction, one undo. Docker and podman in one machine. */

let namespace: Namespace;
let mirrors: Mirrors;
let machine: SystemdMachine;
let docker: ApplyMachine;
let dropIn: string;
let list: string;
beforeAll(async () => {
  const build = await engineOf('bookworm');
  if (build.kind !== 'engine') throw new Error(build.why);
  namespace = await createNamespace();
  mirrors = await startMirrors(namespace);
  machine = await bootSystemd({ build, namespace, config: '{}' });
  docker = applyMachine(machine);
  dropIn = join(machine.root, 'etc/containers/registries.conf.d/50-mirror-apply.conf');
  list = join(machine.root, 'root/list.json');
});
afterAll(async () => {
  for (const service of [machine, mirrors, namespace]) await service?.stop();
});
beforeEach(async () => {
  await docker.begin('{}');
  await rm(dropIn, { force: true });
  await rm(`${dropIn}.mirror-check-backups`, { recursive: true, force: true });
});

const text = (): Promise<string | null> => readFile(dropIn, 'utf8').catch(() => null);
const apply = (...args: readonly string[]) => mirrorApply(machine, ['--engine', 'all', '--yes', ...args]);
const shown = async (registry: string): Promise<unknown> => {
  const info = JSON.parse((await machine.run('podman', 'info', '--format', 'json')).stdout);
  return info.registries[registry]?.Mirrors?.map(({ Location }: { Location: string }) => Location) ?? null;
};

test('every engine that is here gets them, and one undo takes them all back', async () => {
  const applied = await apply('--no-probe', mirrors.first.url);
  expect(applied.code, applied.stderr).toBe(0);
  expect(applied.outcome).toMatchObject({ result: 'done', engine: null });
  expect(applied.outcome.engines?.map(({ engine, result }) => [engine?.name, result])).toEqual(
    expect.arrayContaining([
      ['docker', 'done'],
      ['podman', 'done'],
    ]),
  );
  expect(await docker.inForce()).toEqual(slashed(mirrors.first.url));
  expect(await shown('docker.io')).toEqual([new URL(mirrors.first.url).host]);
  expect((await apply('--no-probe', mirrors.first.url)).outcome.result).toBe('nothing-to-do');

  const undone = await apply('--undo');
  expect(undone.code, undone.stderr).toBe(0);
  expect(await docker.text()).toBe('{}');
  expect(await docker.inForce()).toEqual([]);
  expect(await text()).toBeNull();
});

test('what fails of one engine takes the other back with it', async () => {
  // Nobody has this image; docker is asked first and is in force by then.
  const failed = await apply('--no-probe', mirrors.first.url, '--verify-pull', 'nobody/has-this');
  expect(failed.code, failed.stderr).toBe(4);
  expect(await docker.text()).toBe('{}');
  expect(await text()).toBeNull();

  // And where the second alone fails, since its folder takes no file.
  await machine.run('mkdir', '-p', '/etc/containers/registries.conf.d');
  await machine.run('chattr', '+i', '/etc/containers/registries.conf.d');
  const second = await apply('--no-probe', mirrors.first.url);
  await machine.run('chattr', '-i', '/etc/containers/registries.conf.d');
  expect(second.code, second.stderr).toBe(3);
  expect(second.outcome.engines?.map(({ engine, result, reason }) => [engine?.name, result, reason])).toEqual(
    [
      ['podman', 'refused', expect.any(String)],
      ['docker', 'rolled-back', 'another-part'],
    ],
  );
  expect(await docker.text()).toBe('{}');
  expect(await docker.inForce()).toEqual([]);
  expect(await text()).toBeNull();
});

test('what is refused of one is told, and the others go on', async () => {
  await machine.run('mkdir', '-p', '/etc/containers/registries.conf.d');
  await writeFile(dropIn, '# mine\n');
  const applied = await apply('--no-probe', mirrors.first.url);
  expect(applied.code, applied.stderr).toBe(0);
  expect(applied.outcome.engines?.map(({ result, reason }) => [result, reason])).toEqual([
    ['refused', 'edited'],
    ['done', null],
  ]);
  expect(await text()).toBe('# mine\n');
  expect(await docker.inForce()).toEqual(slashed(mirrors.first.url));
});

test('several registries: each its own mirror, in one file of podman’s, and back byte for byte', async () => {
  await writeFile(
    list,
    JSON.stringify({
      registries: { 'ghcr.io': { probeImage: 'ghcr.io/library/nginx:latest' } },
      mirrors: [{ id: 'm', urls: { 'docker.io': mirrors.first.url, 'ghcr.io': mirrors.second.url } }],
    }),
  );
  const probing = [
    '--list',
    '/root/list.json',
    '--reference',
    'none',
    '--allow-unconfirmed',
    '--platform',
    'linux/amd64',
    '--bytes',
    '1MiB',
  ];
  const both = ['--registry', 'docker.io', '--registry', 'ghcr.io'];
  const podman = (...args: readonly string[]) =>
    mirrorApply(machine, ['--engine', 'podman', '--yes', ...both, ...args]);
  const applied = await podman(...probing);
  expect(applied.code, applied.stderr).toBe(0);
  expect(await shown('docker.io')).toEqual([new URL(mirrors.first.url).host]);
  expect(await shown('ghcr.io')).toEqual([new URL(mirrors.second.url).host]);
  const before = mirrors.second.accessLog().length;
  const pulled = await machine.run('podman', 'pull', '--quiet', 'ghcr.io/library/nginx:latest');
  expect(pulled.code, pulled.stderr).toBe(0);
  expect(mirrors.second.accessLog().length).toBeGreaterThan(before);
  await machine.run('podman', 'rmi', 'ghcr.io/library/nginx:latest');

  const undone = await podman('--undo');
  expect(undone.code, undone.stderr).toBe(0);
  expect(await text()).toBeNull();
});
