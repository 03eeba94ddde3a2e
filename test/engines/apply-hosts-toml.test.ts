import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
import { CONTAINERD_STORE } from './support/dockerd.ts';
import { engineOf } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** An engine from 28 on, with the containerd store, that takes the hosts of a hosts.toml and not our mirrors. */

const build = await engineOf('sid');

describe.runIf(build.kind === 'engine')('a hosts.toml of docker.io', () => {
  if (build.kind !== 'engine') return;
  const inside = '/etc/docker/certs.d/docker.io/hosts.toml';
  const config = JSON.stringify(CONTAINERD_STORE);
  let namespace: Namespace;
  let mirrors: Mirrors;
  let machine: SystemdMachine;
  let engine: ApplyMachine;
  beforeAll(async () => {
    namespace = await createNamespace();
    mirrors = await startMirrors(namespace);
    machine = await bootSystemd({ build, namespace, config: null });
    engine = applyMachine(machine);
    await engine.begin(config);
    await writeHostsToml();
  });
  afterAll(async () => {
    await machine?.stop();
    await mirrors?.stop();
    await namespace?.stop();
  });

  const hostsToml = (): string => join(machine.root, inside);
  const writeHostsToml = async (): Promise<void> => {
    await mkdir(join(hostsToml(), '..'), { recursive: true });
    const host = `[host."${mirrors.second.url}"]\n  capabilities = ["pull", "resolve"]\n`;
    await writeFile(hostsToml(), `server = "${mirrors.hub.url}"\n${host}`);
  };
  const asked = (): number => mirrors.hub.accessLog().length + mirrors.first.accessLog().length;

  test.each([
    ['before a mirror is asked', []],
    ['where only the plan is wanted', ['--dry-run']],
    ['without a survey', ['--no-probe']],
  ])('is refused and named, %s', async (_, options) => {
    const before = asked();
    const { code, outcome } = await mirrorApply(machine, [
      '--yes',
      ...options,
      ...(options.includes('--no-probe') ? [] : mirrors.probing),
      mirrors.first.url,
    ]);
    expect([code, outcome.reason]).toEqual([1, 'hosts-toml']);
    expect(outcome.messages.join('\n')).toContain(inside);
    expect(asked()).toBe(before);
    expect(await engine.text()).toBe(config);
  });

  test('for good reason: the engine pulls from what it names, whatever its mirrors are', async () => {
    await engine.begin(JSON.stringify({ ...CONTAINERD_STORE, 'registry-mirrors': [mirrors.first.url] }));
    await writeHostsToml();
    const [first, second] = [pulls(mirrors.first), pulls(mirrors.second)];
    const { code, stderr } = await machine.docker('pull', '--quiet', 'nginx:latest');
    expect(code, stderr).toBe(0);
    expect(pulls(mirrors.first)).toBe(first);
    expect(pulls(mirrors.second)).toBeGreaterThan(second);
  });

  test('is that of _default where docker.io has no directory, and an empty directory hides it', async () => {
    const file = JSON.stringify({ ...CONTAINERD_STORE, 'registry-mirrors': [mirrors.first.url] });
    const ours = join(hostsToml(), '..');
    await engine.begin(file);
    await writeHostsToml();
    await rename(ours, join(ours, '../_default'));
    const pull = async (): Promise<readonly [number, number]> => {
      const [first, second] = [pulls(mirrors.first), pulls(mirrors.second)];
      await machine.docker('rmi', '--force', 'nginx:latest');
      const { code, stderr } = await machine.docker('pull', '--quiet', 'nginx:latest');
      expect(code, stderr).toBe(0);
      return [pulls(mirrors.first) - first, pulls(mirrors.second) - second];
    };
    expect(await pull()).toEqual([0, expect.toSatisfy((count: number) => count > 0)]);
    const args = ['--yes', '--no-probe', '--replace', mirrors.second.url];
    const refused = await mirrorApply(machine, args);
    expect([refused.code, refused.outcome.reason]).toEqual([1, 'hosts-toml']);
    expect(refused.outcome.messages.join('\n')).toContain('/etc/docker/certs.d/_default/hosts.toml');

    await mkdir(ours);
    expect(await pull()).toEqual([expect.toSatisfy((count: number) => count > 0), 0]);
    const { code, stderr } = await mirrorApply(machine, args);
    expect(code, stderr).toBe(0);
    await engine.begin(config);
    await writeHostsToml();
  });

  test('that is gone keeps nobody', async () => {
    await rm(hostsToml());
    const args = ['--yes', '--replace', ...mirrors.probing, mirrors.second.url];
    const { code, stderr } = await mirrorApply(machine, args);
    expect(code, stderr).toBe(0);
    expect(await engine.inForce()).toEqual(expect.arrayContaining(slashed(mirrors.second.url)));
  });
});
