import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importBusybox, runSleeper } from './support/dockerd-image.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { type SysvinitMachine, startSysvinit } from './support/sysvinit.ts';

let namespace: Namespace;
let machine: SysvinitMachine;
beforeAll(async () => {
  namespace = await createNamespace();
  machine = await startSysvinit(namespace, null);
});
afterAll(async () => {
  await machine?.stop();
  await namespace.stop();
});

test('starts, stops', async () => {
  expect(await machine.run('service', 'docker', 'status')).toMatchObject({ code: 3 });
  expect(await machine.run('service', 'docker', 'start')).toMatchObject({ code: 0 });
  await expect.poll(() => machine.docker('version'), { timeout: 10_000 }).toMatchObject({ code: 0 });
  await importBusybox(machine, 'busybox:lab');
  await runSleeper(machine, 'busybox:lab');
  expect(await machine.run('service', 'docker', 'restart')).toMatchObject({ code: 0 });
  await writeFile(join(machine.folder, 'etc-docker/daemon.json'), '{"registry-mirrors":"oops"}');
  expect(await machine.run('service', 'docker', 'restart')).toMatchObject({ code: 0 });
  await expect.poll(() => machine.run('service', 'docker', 'status')).toMatchObject({ code: 1 });
  await writeFile(join(machine.folder, 'etc-docker/daemon.json'), '{}');
  expect(await machine.run('service', 'docker', 'start')).toMatchObject({ code: 0 });
  await expect.poll(() => machine.docker('version'), { timeout: 10_000 }).toMatchObject({ code: 0 });
});
