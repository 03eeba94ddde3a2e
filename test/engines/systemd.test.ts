import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importBusybox, runSleeper } from './support/dockerd-image.ts';
import { createServiceDriver, type ServiceDriver } from './support/dockerd-service.ts';
import { engineOf, SUITES } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** What the host layer takes for granted of systemd and Docker's units, held against the real ones. */

const builds = await Promise.all(SUITES.map(engineOf));
let namespace: Namespace;
let services: ServiceDriver;
beforeAll(async () => {
  [namespace, services] = await Promise.all([createNamespace(), createServiceDriver()]);
});
afterAll(async () => {
  await services?.remove();
  await namespace?.stop();
});

describe.each(builds)('systemd with the engine of $name', (build) => {
  if (build.kind === 'unavailable') {
    test.skip(`not available: ${build.why}`, () => {});
    return;
  }
  let machine: SystemdMachine;
  beforeAll(async () => {
    machine = await bootSystemd({ build, namespace, config: mirrors('https://first.example') });
  });
  afterAll(() => machine?.stop());

  const configure = (text: string): Promise<void> =>
    writeFile(join(machine.root, 'etc/docker/daemon.json'), text);
  const pid = async (): Promise<string> =>
    (await machine.run('systemctl', 'show', '--property=MainPID', 'docker.service')).stdout;
  const inForce = async (): Promise<string> =>
    (await machine.docker('info', '--format', '{{json .RegistryConfig.Mirrors}}')).stdout.trim();

  test('is found, and is active', async () => {
    expect((await machine.run('systemctl', 'is-system-running')).stdout).toBe('running\n');
    expect(await services.use(machine, 'status')).toEqual({ kind: 'systemd', status: 'active' });
  });

  test('tells where the flags of the engine come from', async () => {
    await mkdir(join(machine.root, 'etc/systemd/system/docker.service.d'), { recursive: true });
    await writeFile(
      join(machine.root, 'etc/systemd/system/docker.service.d/limits.conf'),
      '[Service]\nLimitCORE=0\n',
    );
    await machine.run('systemctl', 'daemon-reload');
    const { commandLineSources } = await services.use(machine, 'commandLineSources');
    expect(commandLineSources).toMatchObject({
      execStart: expect.stringMatching(/dockerd -H fd:\/\/ .*\$DOCKER_OPTS$/),
    });
    expect(commandLineSources).toHaveProperty('files', [
      {
        path: expect.stringContaining('/systemd/system/docker.service'),
        text: expect.stringContaining('ExecStart='),
      },
      { path: '/etc/systemd/system/docker.service.d/limits.conf', text: '[Service]\nLimitCORE=0\n' },
      { path: '/etc/default/docker', text: expect.stringContaining('DOCKER_OPTS=') },
    ]);
    await rm(join(machine.root, 'etc/systemd/system/docker.service.d'), { recursive: true });
    await machine.run('systemctl', 'daemon-reload');
  });

  test('reloads: same process, same container, other mirrors', async () => {
    await importBusybox(machine, 'busybox:lab');
    const container = await runSleeper(machine, 'busybox:lab');
    const before = await pid();
    await configure(mirrors('https://second.example'));
    expect(await services.use(machine, 'reload')).toMatchObject({ reload: { kind: 'done' } });
    await expect.poll(inForce).toBe('["https://second.example/"]');
    expect(await pid()).toBe(before);
    expect((await machine.docker('ps', '--quiet', '--no-trunc')).stdout.trim()).toBe(container);
  });

  test('says that a reload is done which the engine has refused: only its log and its API know', async () => {
    const since = new Date().toISOString();
    await configure('{"registry-mirrors": ["https://third.example"],}');
    expect(await services.use(machine, 'reload')).toMatchObject({ reload: { kind: 'done' } });
    await expect
      .poll(async () => (await services.use(machine, ['recentLogLines', since]))['recentLogLines'])
      .toContainEqual(expect.stringContaining('invalid character'));
    expect(await inForce()).toBe('["https://second.example/"]');
  });

  test('fails to restart over a bad file, and comes back after a reset with a good one', async () => {
    // Debian's unit starts again after a failure, docker-ce's always: three times a minute, then never again.
    await machine.run('systemctl', 'restart', 'docker.service');
    await expect
      .poll(async () => (await services.use(machine, 'restart'))['restart'], { timeout: 30_000 })
      .toMatchObject({ kind: 'failed', result: { kind: 'exited', code: 1 } });
    await expect.poll(async () => (await services.use(machine, 'status'))['status']).not.toBe('active');
    expect(await services.use(machine, 'reload')).toMatchObject({ reload: { kind: 'not-up' } });
    await configure(mirrors('https://fourth.example'));
    expect(await services.use(machine, 'resetFailed', 'start', 'status')).toMatchObject({
      resetFailed: { kind: 'done' },
      start: { kind: 'done' },
      status: 'active',
    });
    expect(await inForce()).toBe('["https://fourth.example/"]');
  });

  test('can be asked how a stopped engine is without starting it', async () => {
    await machine.run('systemctl', 'stop', 'docker.service');
    expect(await services.use(machine, 'status', 'reload')).toMatchObject({
      status: 'inactive',
      reload: { kind: 'not-up' },
    });
    expect((await machine.run('systemctl', 'is-active', 'docker.service')).stdout).toBe('inactive\n');
    // Who asks the socket starts it.
    expect(await machine.docker('version')).toMatchObject({ code: 0 });
    expect((await machine.run('systemctl', 'is-active', 'docker.service')).stdout).toBe('active\n');
  });
});

function mirrors(...urls: readonly string[]): string {
  return JSON.stringify({ 'registry-mirrors': urls });
}
