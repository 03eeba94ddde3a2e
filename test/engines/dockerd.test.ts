import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findDaemons, hangUp } from '../../src/host/processes.ts';
import { CONTAINERD_STORE, type Dockerd, startDockerd } from './support/dockerd.ts';
import { importBusybox, runSleeper } from './support/dockerd-image.ts';
import { engineOf, SUITES } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';

/** The lab itself: each engine comes up with each store, runs a container, and takes a reload as the host layer sends it. */

const builds = await Promise.all(SUITES.map(engineOf));
let namespace: Namespace;
beforeAll(async () => {
  namespace = await createNamespace();
});
afterAll(() => namespace.stop());

const mirrorsOf = async (dockerd: Dockerd): Promise<unknown> => {
  const { RegistryConfig } = await dockerd.info();
  return typeof RegistryConfig === 'object' && RegistryConfig !== null && 'Mirrors' in RegistryConfig
    ? RegistryConfig.Mirrors
    : null;
};

describe.each(builds)('dockerd of $name', (build) => {
  if (build.kind === 'unavailable') {
    test.skip(`not available: ${build.why}`, () => {});
    return;
  }
  // 20.10 has no other store.
  const stores = build.version.startsWith('20.')
    ? (['classic'] as const)
    : (['classic', 'containerd'] as const);
  describe.each(stores)('%s store', (store) => {
    const features = store === 'containerd' ? CONTAINERD_STORE : {};
    const config = (mirrors: readonly string[]): string =>
      JSON.stringify({ ...features, 'registry-mirrors': mirrors, 'shutdown-timeout': 3 });
    let dockerd: Dockerd;
    beforeAll(async () => {
      dockerd = await startDockerd({ build, namespace, store, config: config(['http://127.0.0.1:5001']) });
    });
    afterAll(() => dockerd?.stop());

    test('is the store that was asked for', async () => {
      const { DriverStatus } = await dockerd.info();
      expect(JSON.stringify(DriverStatus).includes('io.containerd.snapshotter.v1')).toBe(
        store === 'containerd',
      );
    });

    test('takes a reload without a container noticing', async () => {
      await importBusybox(dockerd, 'busybox:lab');
      const container = await runSleeper(dockerd, 'busybox:lab');
      expect(await mirrorsOf(dockerd)).toEqual(['http://127.0.0.1:5001/']);

      await writeFile(dockerd.configPath, config(['http://127.0.0.1:5002']));
      const search = { pidFile: dockerd.pidFile, uid: 0 };
      expect(await hangUp(search, async () => (await dockerd.docker('version')).code === 0)).toBe('sent');
      await expect.poll(() => mirrorsOf(dockerd)).toEqual(['http://127.0.0.1:5002/']);
      expect((await dockerd.docker('ps', '--quiet', '--no-trunc')).stdout.trim()).toBe(container);
      expect((await findDaemons()).map((daemon) => daemon.identity.pid)).toContain(dockerd.pid);
    });
  });
});
