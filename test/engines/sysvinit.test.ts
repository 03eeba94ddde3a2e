import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importBusybox, runSleeper } from './support/dockerd-image.ts';
import { createServiceDriver, type ServiceDriver } from './support/dockerd-service.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { type SysvinitMachine, startSysvinit } from './support/sysvinit.ts';

/** What the host layer takes for granted of Debian's init script, held against the real one. */

let namespace: Namespace;
let machine: SysvinitMachine;
let services: ServiceDriver;
beforeAll(async () => {
  [namespace, services] = await Promise.all([createNamespace(), createServiceDriver()]);
  machine = await startSysvinit(namespace, null);
});
afterAll(async () => {
  await machine?.stop();
  await services?.remove();
  await namespace?.stop();
});

const configure = (text: string): Promise<void> =>
  writeFile(join(machine.folder, 'etc-docker/daemon.json'), text);
const untilUp = (): Promise<void> =>
  expect.poll(() => machine.docker('version'), { timeout: 20_000 }).toMatchObject({ code: 0 });
const inForce = async (): Promise<string> =>
  (await machine.docker('info', '--format', '{{json .RegistryConfig.Mirrors}}')).stdout.trim();
const pid = async (): Promise<string> => (await machine.run('cat', '/run/docker.pid')).stdout;

test('is found, and its engine is down', async () => {
  expect(await services.use(machine, 'status', 'reload')).toEqual({
    kind: 'sysvinit',
    status: 'inactive',
    reload: { kind: 'not-up' },
  });
});

test('starts, and does not wait for the daemon that it leaves behind', async () => {
  expect(await services.use(machine, 'start', 'status')).toMatchObject({
    start: { kind: 'done' },
    status: 'active',
  });
  await untilUp();
});

test('has no reload of its own; the signal does it, with the same process and container', async () => {
  expect(await machine.run('service', 'docker', 'reload')).toMatchObject({ code: 1 });
  await importBusybox(machine, 'busybox:lab');
  const container = await runSleeper(machine, 'busybox:lab');
  const before = await pid();
  await configure('{"registry-mirrors": ["https://mirror.example"]}');
  expect(await services.use(machine, 'reload')).toMatchObject({ reload: { kind: 'done' } });
  await expect.poll(inForce).toBe('["https://mirror.example/"]');
  expect(await pid()).toBe(before);
  expect((await machine.docker('ps', '--quiet', '--no-trunc')).stdout.trim()).toBe(container);
});

test('says that a restart is done which the engine did not survive; status and log know', async () => {
  const since = new Date().toISOString();
  await configure('{"registry-mirrors": "oops"}');
  expect(await services.use(machine, 'restart')).toMatchObject({ restart: { kind: 'done' } });
  await expect
    .poll(async () => (await services.use(machine, 'status'))['status'], { timeout: 20_000 })
    .toBe('failed');
  const { recentLogLines } = await services.use(machine, ['recentLogLines', since]);
  expect(recentLogLines).toContainEqual(expect.stringContaining('unable to configure the Docker daemon'));
});

test('comes back with a good file', async () => {
  await configure('{}');
  expect(await services.use(machine, 'resetFailed', 'start')).toMatchObject({ start: { kind: 'done' } });
  await untilUp();
});

test('tells where the flags of the engine come from', async () => {
  const { commandLineSources } = await services.use(machine, 'commandLineSources');
  expect(commandLineSources).toMatchObject({
    execStart: null,
    files: [
      { path: '/etc/init.d/docker' },
      { path: '/etc/default/docker', text: expect.stringContaining('DOCKER_OPTS=') },
    ],
  });
});
