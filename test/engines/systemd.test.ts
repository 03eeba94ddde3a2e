import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importBusybox, runSleeper } from './support/dockerd-image.ts';
import { engineOf, SUITES } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

const builds = await Promise.all(SUITES.map(engineOf));
let namespace: Namespace;
beforeAll(async () => {
  namespace = await createNamespace();
});
afterAll(() => namespace.stop());

describe.each(builds)('systemd with the engine of $name', (build) => {
  if (build.kind === 'unavailable') {
    test.skip(`not available: ${build.why}`, () => {});
    return;
  }
  let machine: SystemdMachine;
  beforeAll(async () => {
    machine = await bootSystemd({ build, namespace, config: '{}' });
  });
  afterAll(() => machine?.stop());

  test('runs', async () => {
    expect((await machine.run('systemctl', 'is-system-running')).stdout).toBe('running\n');
    await writeFile(
      join(machine.root, 'etc/docker/daemon.json'),
      '{"registry-mirrors":["http://127.0.0.1:5001"]}',
    );
    expect(await machine.run('systemctl', 'reload', 'docker')).toMatchObject({ code: 0 });
    await expect
      .poll(async () => (await machine.docker('info', '--format', '{{.RegistryConfig.Mirrors}}')).stdout)
      .toContain('5001');
    await importBusybox(machine, 'busybox:lab');
    expect(await runSleeper(machine, 'busybox:lab')).toMatch(/^[0-9a-f]{64}$/);
  });
});
