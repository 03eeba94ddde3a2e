import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Applied,
  BIN,
  type Mirrors,
  mirrorApply,
  type Place,
  pulls,
  slashed,
  startMirrors,
} from './support/apply.ts';
import { CONTAINERD_STORE, type Dockerd, startDockerd } from './support/dockerd.ts';
import { execute } from './support/dockerd-execute.ts';
import { importBusybox, runSleeper } from './support/dockerd-image.ts';
import { engineOf, SUITES, searchPath } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';

/** Both image stores of each engine, started by hand on a socket of its own: nobody keeps it, so only a reload is to be had. */

const builds = (await Promise.all(SUITES.map(engineOf))).filter(({ name }) => name !== 'bookworm');
let namespace: Namespace;
let mirrors: Mirrors;
beforeAll(async () => {
  namespace = await createNamespace();
  mirrors = await startMirrors(namespace);
});
afterAll(async () => {
  await mirrors?.stop();
  await namespace?.stop();
});

describe.each(builds)('with the engine of $name', (build) => {
  if (build.kind === 'unavailable') {
    test.skip(`not available: ${build.why}`, () => {});
    return;
  }
  const is26 = build.version.startsWith('26.');
  describe.each(['classic', 'containerd'] as const)('%s store', (store) => {
    let dockerd: Dockerd;
    let config = '';
    beforeAll(async () => {
      const features = store === 'containerd' ? CONTAINERD_STORE : {};
      // 26 with the containerd store asks http mirrors by https, unless they are listed.
      const listed = store === 'containerd' && is26 ? [new URL(mirrors.first.url).host] : null;
      config = JSON.stringify({
        ...features,
        ...(listed === null ? {} : { 'insecure-registries': listed }),
        'shutdown-timeout': 3,
      });
      dockerd = await startDockerd({ build, namespace, store, config });
      await importBusybox(dockerd, 'busybox:lab');
    });
    afterAll(() => dockerd?.stop());

    const place = (): Place => ({
      runWith: (env, ...command) => {
        const settings = { PATH: searchPath(build), HOME: '/root', ...env };
        const pairs = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
        return execute([...dockerd.prefix, 'env', '-i', ...pairs, ...command]);
      },
    });
    const apply = (...args: readonly string[]): Promise<Applied> =>
      mirrorApply(place(), ['--docker-host', `unix://${dockerd.socket}`, ...args]);
    const inForce = async (): Promise<unknown> => {
      const { RegistryConfig } = await dockerd.info();
      return Object(RegistryConfig)['Mirrors'] ?? [];
    };

    test('says which store it is, and finds the file of this very process', async () => {
      const { code, outcome, stderr } = await apply('--dry-run', '--no-probe', mirrors.first.url);
      expect(code, stderr).toBe(0);
      expect(outcome.engine).toMatchObject({ store, file: dockerd.configPath, running: true });
      expect(await readFile(dockerd.configPath, 'utf8')).toBe(config);
    });

    test('a reload, a pull through the mirror, and back', async () => {
      const container = await runSleeper(dockerd, 'busybox:lab');
      const { code, outcome, stderr } = await apply('--yes', ...mirrors.probing, mirrors.first.url);
      expect(code, stderr).toBe(0);
      expect(outcome.plan?.activation).toBe('reload');
      expect(await inForce()).toEqual(slashed(mirrors.first.url));
      const asked = pulls(mirrors.first);
      const pulled = await dockerd.docker('pull', '--quiet', 'nginx:latest');
      expect(pulled.code, pulled.stderr).toBe(0);
      expect(pulls(mirrors.first)).toBeGreaterThan(asked);
      expect((await dockerd.docker('ps', '--quiet', '--no-trunc')).stdout.trim()).toBe(container);
      expect(dockerd.hasEnded()).toBe(false);
      const undone = await apply('--yes', '--undo');
      expect(undone.code, undone.stderr).toBe(0);
      expect(await inForce()).toEqual([]);
      expect(await readFile(dockerd.configPath, 'utf8')).toBe(config);
    });

    test('a test pull through the engine, which leaves nothing behind', async () => {
      await dockerd.docker('rmi', 'nginx:latest');
      const { code, outcome, stderr } = await apply(
        ...['--yes', '--no-probe', mirrors.first.url, '--verify-pull', 'nginx'],
      );
      expect(code, stderr).toBe(0);
      expect(outcome.pull).toMatchObject({ image: 'nginx:latest' });
      expect(outcome.pull?.seconds).toBeGreaterThan(0);
      expect((await dockerd.docker('images', '--quiet', 'nginx')).stdout).toBe('');
      expect((await apply('--yes', '--undo')).code).toBe(0);
    });

    test('a restart is nobody’s here: written, and said', async () => {
      const { code, outcome } = await apply(
        ...['--yes', '--no-probe', '--https-proxy', 'http://10.77.0.9:3128'],
      );
      expect(code).toBe(0);
      expect(outcome.plan).toMatchObject({ activation: 'by-hand', command: null });
      expect((await apply('--yes', '--undo')).code).toBe(0);
    });

    test.runIf(store === 'containerd')('what does not work there is refused, and why', async () => {
      const loopback = await apply('--yes', '--no-probe', 'http://127.0.0.1:5000');
      const plain = await apply('--yes', '--no-probe', 'http://10.77.1.3:5000');
      if (is26) {
        expect([plain.code, plain.outcome.reason]).toEqual([1, 'no-fit-mirror']);
        expect(plain.outcome.messages.join()).toContain('https');
        expect(loopback.code).toBe(0);
        expect((await apply('--yes', '--undo')).code).toBe(0);
      } else {
        expect([loopback.code, loopback.outcome.reason]).toEqual([1, 'no-fit-mirror']);
        expect(loopback.outcome.messages.join()).toContain('--allow-insecure');
        expect(plain.code).toBe(0);
        expect((await apply('--yes', '--undo')).code).toBe(0);
      }
    });
  });
});

test('the command is built', async () => {
  expect(await readFile(BIN, 'utf8')).toContain('mirror-apply');
});
