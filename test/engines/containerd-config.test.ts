import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Mirrors, mirrorApply, startMirrors } from './support/apply.ts';
import { importBusybox, runSleeper } from './support/dockerd-image.ts';
import { engineOf } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** `mirror-apply --engine containerd` where config.toml names no folder yet: one key of it changes, containerd restarts, what runs goes on. */

const builds = await Promise.all((['bookworm', 'sid'] as const).map(engineOf));
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

const DEBIAN = `version = 2

# Debian's
[plugins]
  [plugins."io.containerd.grpc.v1.cri"]
    [plugins."io.containerd.grpc.v1.cri".cni]
      bin_dir = "/usr/lib/cni"
    [plugins."io.containerd.grpc.v1.cri".containerd]
      snapshotter = "native"  # no overlay in here
`;

describe.each(builds)('containerd of $name under systemd', (build) => {
  if (build.kind === 'unavailable') {
    test.skip(`not available: ${build.why}`, () => {});
    return;
  }
  let machine: SystemdMachine;
  let file: string;
  beforeAll(async () => {
    machine = await bootSystemd({ build, namespace, config: null });
    file = join(machine.root, 'etc/containerd/config.toml');
    await begin(DEBIAN);
    await importBusybox(machine, 'busybox:lab');
  });
  afterAll(() => machine?.stop());
  const apply = (...args: readonly string[]) =>
    mirrorApply(machine, ['--engine', 'containerd', '--yes', ...args]);
  const text = (): Promise<string> => readFile(file, 'utf8');
  const mainPid = async (): Promise<string> =>
    (await machine.run('systemctl', 'show', '--property=MainPID', '--value', 'containerd.service')).stdout;
  async function begin(config: string): Promise<void> {
    await writeFile(file, config);
    const { code, stderr } = await machine.run('systemctl', 'restart', 'containerd.service');
    expect(code, stderr).toBe(0);
  }

  test('needs an agreement to the restart, and touches nothing without it', async () => {
    const before = await mainPid();
    const refused = await apply('--no-probe', mirrors.first.url);
    expect([refused.code, refused.outcome.reason], refused.stderr).toEqual([3, 'no-config-path']);
    expect(await text()).toBe(DEBIAN);
    expect(await mainPid()).toBe(before);
  });

  test('one key, one restart, a pull through the mirror, the container goes on; and back byte for byte', async () => {
    const container = await runSleeper(machine, 'busybox:lab');
    const started = mirrors.first.accessLog().length;
    const before = await mainPid();
    const applied = await apply(
      '--no-probe',
      '--activate',
      'restart',
      mirrors.first.url,
      '--verify-pull',
      'nginx',
    );
    expect(applied.code, applied.stderr).toBe(0);
    expect(applied.outcome).toMatchObject({
      result: 'done',
      plan: {
        activation: 'restart',
        containersStopped: 0,
        files: [expect.stringContaining('hosts.toml'), '/etc/containerd/config.toml'],
      },
    });
    const after = await text();
    expect(after.startsWith(DEBIAN)).toBe(true);
    expect(after.slice(DEBIAN.length).trim().split('\n')).toEqual([
      '[plugins."io.containerd.grpc.v1.cri".registry]',
      '  config_path = "/etc/containerd/certs.d"',
    ]);
    expect(await mainPid()).not.toBe(before);
    const asked = mirrors.first.accessLog().slice(started);
    expect(asked.map(({ method, target }) => `${method} ${target}`)).toContain(
      'HEAD /v2/library/nginx/manifests/latest?ns=docker.io',
    );
    expect((await machine.docker('ps', '--quiet', '--no-trunc')).stdout.trim()).toBe(container);

    // From here on a hosts.toml is all that it takes.
    const ghcr = await apply('--no-probe', '--registry', 'ghcr.io', mirrors.second.url);
    expect(ghcr.outcome).toMatchObject({ result: 'done', plan: { activation: 'at-each-pull' } });
    expect((await apply('--registry', 'ghcr.io', '--undo')).code).toBe(0);

    const undone = await apply('--undo');
    expect(undone.code, undone.stderr).toBe(0);
    expect(undone.outcome.plan?.activation).toBe('restart');
    expect(await text()).toBe(DEBIAN);
    expect((await machine.docker('ps', '--quiet', '--no-trunc')).stdout.trim()).toBe(container);
    await machine.docker('rm', '--force', container);
  });

  test('a pull that fails afterwards: both files are as they were, and containerd runs with them', async () => {
    const starts = async (): Promise<number> =>
      (await machine.run('journalctl', '--unit=containerd.service', '--output=cat')).stdout.split(
        'containerd successfully booted',
      ).length;
    const before = await starts();
    const failed = await apply(
      '--no-probe',
      '--activate',
      'restart',
      mirrors.first.url,
      '--verify-pull',
      'no/such',
    );
    expect([failed.code, failed.outcome.reason], failed.stderr).toEqual([4, 'pull']);
    expect(await text()).toBe(DEBIAN);
    const shown = await machine.run('containerd', 'config', 'dump');
    expect(shown.stdout).toMatch(/config_path = (?:""|'')/);
    // Once with the new files, and once more with the old ones.
    await expect.poll(starts).toBe(before + 2);
  });

  test('another tool’s file is left alone', async () => {
    await begin(`# Ansible managed\n${DEBIAN}`);
    const left = await apply('--no-probe', '--activate', 'restart', mirrors.first.url);
    expect([left.code, left.outcome.reason]).toEqual([3, 'config-left']);
    await begin(DEBIAN);
  });
});
