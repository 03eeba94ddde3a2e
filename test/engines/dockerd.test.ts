import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { serverCertificate } from '../support/certificates.ts';
import { type Compiled, compile } from '../support/compile.ts';
import { CONTAINERD_STORE, type Dockerd, startDockerd } from './support/dockerd.ts';
import { execute } from './support/dockerd-execute.ts';
import { importBusybox, pushBusybox, runSleeper } from './support/dockerd-image.ts';
import { type HttpProxy, startHttpProxy } from './support/dockerd-proxy.ts';
import { engineOf, programOf, SUITES } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { type RealRegistry, startRegistry } from './support/registry.ts';

/** The lab itself: each engine comes up with each store, runs a container, and takes a reload as the host layer sends it. */

const builds = await Promise.all(SUITES.map(engineOf));
const PROCESSES = 'src/host/processes.ts';
const ENGINE = 'src/engines/docker/engine-process.ts';
const RELOAD = fileURLToPath(new URL('./support/dockerd-reload.mjs', import.meta.url));
let namespace: Namespace;
let mirror: RealRegistry;
let farMirror: RealRegistry;
let proxy: HttpProxy;
let product: Compiled;
beforeAll(async () => {
  product = await compile([PROCESSES, ENGINE]);
  namespace = await createNamespace();
  await namespace.addAddress('10.77.0.1');
  const tls = await serverCertificate({ hosts: ['10.77.0.1'], authority: null });
  [mirror, farMirror, proxy] = await Promise.all([
    startRegistry({ namespace }),
    startRegistry({ namespace, address: '10.77.0.1', tls }),
    startHttpProxy(namespace, '10.77.0.9'),
  ]);
});
afterAll(async () => {
  for (const service of [mirror, farMirror, proxy, namespace]) await service?.stop();
  await product?.remove();
});

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
  // 20.10 does not start with `proxies` in its file.
  test.skipIf(build.version.startsWith('20.'))(
    'asks its proxy for a mirror that is not on 127/8',
    async () => {
      const config = JSON.stringify({
        'registry-mirrors': [farMirror.url],
        'insecure-registries': [new URL(farMirror.url).host],
        proxies: { 'http-proxy': proxy.url, 'https-proxy': proxy.url, 'no-proxy': '' },
      });
      const dockerd = await startDockerd({ build, namespace, store: 'classic', config });
      onTestFinished(() => dockerd.stop());
      const name = `far-${build.name}`;
      await pushBusybox(dockerd, farMirror.url, `library/${name}`);
      expect(await dockerd.docker('pull', '--quiet', name)).toMatchObject({ code: 0 });
      expect(await proxy.requests()).toContain(`CONNECT ${new URL(farMirror.url).host}`);
    },
  );

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
      dockerd = await startDockerd({ build, namespace, store, config: config([mirror.url]) });
    });
    afterAll(() => dockerd?.stop());

    test('is the store that was asked for', async () => {
      const { DriverStatus } = await dockerd.info();
      expect(JSON.stringify(DriverStatus).includes('io.containerd.snapshotter.v1')).toBe(
        store === 'containerd',
      );
    });

    test('pulls through the mirror, and runs what it pulled', async () => {
      const name = `hello-${store}-${build.name}`;
      await pushBusybox(dockerd, mirror.url, `library/${name}`);
      expect(await dockerd.docker('pull', '--quiet', name)).toMatchObject({ code: 0 });
      expect(mirror.accessLog()).toContainEqual(
        expect.objectContaining({
          method: 'GET',
          target: expect.stringContaining(`/v2/library/${name}/blobs/`),
        }),
      );
      const ran = await dockerd.docker('run', '--rm', '--network=none', name, '/bin/sh', '-c', 'echo hello');
      expect(ran).toMatchObject({ code: 0, stdout: 'hello\n' });
    });

    test('takes a reload without a container noticing', async () => {
      await importBusybox(dockerd, 'busybox:lab');
      const container = await runSleeper(dockerd, 'busybox:lab');
      expect(await mirrorsOf(dockerd)).toEqual([`${mirror.url}/`]);

      await writeFile(dockerd.configPath, config(['http://127.0.0.1:5002']));
      const client = [programOf(build, 'usr/bin/docker'), '--host', `unix://${dockerd.socket}`];
      const compiled = [PROCESSES, ENGINE].map((source) => product.pathOf(source));
      const reload = [process.execPath, RELOAD, ...compiled, String(dockerd.pid), JSON.stringify(client)];
      const { stdout, stderr } = await execute([...dockerd.prefix, ...reload]);
      const reloaded: unknown = JSON.parse(stdout || JSON.stringify(stderr));
      expect(reloaded).toMatchObject({ sent: 'sent', proven: expect.arrayContaining([dockerd.pid]) });
      await expect.poll(() => mirrorsOf(dockerd)).toEqual(['http://127.0.0.1:5002/']);
      expect((await dockerd.docker('ps', '--quiet', '--no-trunc')).stdout.trim()).toBe(container);
    });
  });
});
