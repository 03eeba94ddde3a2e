import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ApplyMachine,
  applyMachine,
  type Mirrors,
  mirrorApply,
  pulls,
  slashed,
  startMirrors,
} from './support/apply.ts';
import { importBusybox, runSleeper } from './support/dockerd-image.ts';
import { engineOf, SUITES } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** `mirror-apply` under a real systemd, on each engine: what it writes, what the engine then uses, and the way back. */

const builds = await Promise.all(SUITES.map(engineOf));
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
  let machine: SystemdMachine;
  let engine: ApplyMachine;
  beforeAll(async () => {
    machine = await bootSystemd({ build, namespace, config: null });
    engine = applyMachine(machine);
    await importBusybox(machine, 'busybox:lab');
  });
  afterAll(() => machine?.stop());

  describe.each([
    ['no file', null],
    ['a file without the key', '{\n\t"labels": ["a=b"],\n\t"max-concurrent-uploads": 3\n}'],
    ['a file with the key', '{ "registry-mirrors": ["https://old.example"], "debug": false }\n'],
  ])('%s', (_, before) => {
    const old = before?.includes('old.example') === true ? ['https://old.example'] : [];
    beforeAll(() => engine.begin(before));

    test('the survey chooses, a reload makes it real, nothing else moves', async () => {
      const container = await runSleeper(machine, 'busybox:lab');
      const process1 = await engine.pid();
      const { code, outcome, stderr } = await mirrorApply(machine, [
        '--yes',
        ...mirrors.probing,
        mirrors.first.url,
        mirrors.second.url,
      ]);
      expect(code, stderr).toBe(0);
      expect(outcome).toMatchObject({ result: 'done', plan: { activation: 'reload', containersStopped: 0 } });
      const chosen = outcome.plan?.mirrors?.filter((mirror) => mirror.chosen).map(({ url }) => url);
      expect([...(chosen ?? [])].sort()).toEqual([mirrors.first.url, mirrors.second.url].sort());
      // old.example has no address here: dead, dropped and named.
      expect(outcome.plan?.dropped).toEqual(old.map((url) => ({ url, why: 'dns-failure' })));
      expect(await engine.inForce()).toEqual(slashed(...(chosen ?? [])));
      expect(await engine.pid()).toBe(process1);
      expect((await machine.docker('ps', '--quiet', '--no-trunc')).stdout.trim()).toBe(container);
      await machine.docker('rm', '--force', container);
      const text = await engine.text();
      for (const line of before?.match(/"(?:labels|max-concurrent-uploads|debug)".*?(?=[,}\n])/g) ?? []) {
        expect(text).toContain(line);
      }
    });

    test('pulls through the mirror that was chosen first', async () => {
      const [url] = await engine.inForce();
      const chosen = url?.startsWith(mirrors.first.url) ? mirrors.first : mirrors.second;
      const asked = pulls(chosen);
      const pulled = await machine.docker('pull', '--quiet', 'nginx:latest');
      expect(pulled.code, pulled.stderr).toBe(0);
      await expect.poll(() => pulls(chosen)).toBeGreaterThan(asked);
      await machine.docker('rmi', 'nginx:latest');
    });

    test('a second time there is nothing to do', async () => {
      const text = await engine.text();
      const urls = (await engine.inForce()).map((url) => url.slice(0, -1));
      const { code, outcome } = await mirrorApply(machine, ['--yes', '--no-probe', ...urls]);
      expect([code, outcome.result]).toEqual([0, 'nothing-to-do']);
      expect(await engine.text()).toBe(text);
    });

    test('undo: the very bytes, and the engine uses what it used', async () => {
      const { code, outcome, stderr } = await mirrorApply(machine, ['--undo', '--yes']);
      expect(code, stderr).toBe(0);
      expect(outcome.result).toBe('done');
      expect(await engine.inForce()).toEqual(slashed(...old));
      expect(await engine.text()).toBe(before);
      // What the next restart makes of it, too.
      await machine.run('systemctl', 'restart', 'docker.service');
      expect(await engine.inForce()).toEqual(slashed(...old));
    });
  });
});
