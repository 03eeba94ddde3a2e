import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasImage, pullImage, removeImage } from '../../src/engines/containerd/cri.ts';
import { MEMBER, type Mirrors, mirrorApply, startMirrors } from './support/apply.ts';
import { type ContainerdMachine, startContainerd } from './support/containerd.ts';
import { pullWithLogin } from './support/cri-login.ts';
import { engineOf, SUITES } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import type { RealRegistry } from './support/registry.ts';

/** `mirror-apply --engine containerd` with Debian's containerds and their CRI plugin, pulled from as a kubelet does. */

const IMAGE = 'docker.io/library/nginx:latest';
const { signal } = new AbortController();

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

/** What containerd has asked a registry for: `HEAD tag`, `GET digest` … */
function asked({ accessLog }: RealRegistry): readonly string[] {
  return accessLog()
    .filter(({ userAgent }) => userAgent.startsWith('containerd/'))
    .map(({ method, target }) => `${method} ${target}`);
}

describe.each(builds)('containerd of $name', (build) => {
  if (build.kind === 'unavailable') {
    test.skip(`not available: ${build.why}`, () => {});
    return;
  }
  let machine: ContainerdMachine;
  let file: string;
  beforeAll(async () => {
    machine = await startContainerd(namespace, '  config_path = "CERTS"', build);
    file = join(machine.certs, 'docker.io/hosts.toml');
  });
  afterAll(() => machine?.stop());
  beforeEach(() => rm(machine.certs, { recursive: true, force: true }));
  const text = (): Promise<string | null> => readFile(file, 'utf8').catch(() => null);
  const apply = (...args: readonly string[]) =>
    mirrorApply(machine, ['--engine', 'containerd', '--config', machine.config, '--yes', ...args]);

  test('the survey chooses, the next pull goes through the mirror, the undo takes it back', async () => {
    const applied = await apply(...mirrors.probing, mirrors.first.url, mirrors.second.url);
    expect(applied.code, applied.stderr).toBe(0);
    expect(applied.outcome).toMatchObject({
      result: 'done',
      engine: { name: 'containerd', running: true, file },
      plan: { activation: 'at-each-pull', containersStopped: 0 },
    });
    const [first = ''] = applied.outcome.plan?.mirrors?.map(({ url }) => url) ?? [];
    const [chosen, other] =
      first === mirrors.first.url ? [mirrors.first, mirrors.second] : [mirrors.second, mirrors.first];
    const [before, others] = [asked(chosen).length, asked(other).length];
    const pulled = await pullImage(machine.socket, IMAGE, signal);
    expect(pulled, machine.log()).toMatchObject({ kind: 'answer' });
    expect(asked(chosen).slice(before)).toContain('HEAD /v2/library/nginx/manifests/latest?ns=docker.io');
    // The other one is never asked what a tag is.
    expect(
      asked(other)
        .slice(others)
        .filter((line) => line.includes('/manifests/latest')),
    ).toEqual([]);
    expect((await removeImage(machine.socket, IMAGE)).kind).toBe('answer');

    const undone = await apply('--undo');
    expect(undone.code, undone.stderr).toBe(0);
    expect(await text()).toBeNull();
    // Nobody else is here to pull from.
    expect((await pullImage(machine.socket, IMAGE, signal)).kind).toBe('failed');
  });

  test('again changes nothing; each registry for itself, and back byte for byte', async () => {
    expect((await apply('--no-probe', mirrors.first.url)).outcome.result).toBe('done');
    const before = await text();
    expect((await apply('--no-probe', mirrors.first.url)).outcome.result).toBe('nothing-to-do');
    expect((await apply('--no-probe', '--registry', 'ghcr.io', mirrors.second.url)).code).toBe(0);
    expect(await text()).toBe(before);
    const ghcr = await readFile(join(machine.certs, 'ghcr.io/hosts.toml'), 'utf8');
    expect(ghcr).toContain('server = "https://ghcr.io"');
    expect((await apply('--registry', 'ghcr.io', '--undo')).code).toBe(0);
    expect(await text()).toBe(before);
    await expect(readFile(join(machine.certs, 'ghcr.io/hosts.toml'))).rejects.toThrow('ENOENT');
  });

  // Backup and file both want a folder that neither has.
  test('no folder of hosts.toml before: each time it is made, with the backup', async () => {
    for (const _ of Array(2)) {
      await rm(machine.certs, { recursive: true, force: true });
      const applied = await apply('--no-probe', mirrors.first.url);
      expect([applied.code, applied.outcome.result], applied.stderr).toEqual([0, 'done']);
      expect(await text()).toContain(mirrors.first.url);
      expect((await apply('--undo')).code).toBe(0);
      expect(await text()).toBeNull();
    }
  });

  test('a test pull that fails: everything is as it was; one that works leaves no image', async () => {
    const failed = await apply('--no-probe', mirrors.first.url, '--verify-pull', 'nobody/has-this');
    expect(failed.code, failed.stderr).toBe(4);
    expect(failed.outcome).toMatchObject({ result: 'rolled-back', reason: 'pull' });
    expect(await text()).toBeNull();
    const pulled = await apply('--no-probe', mirrors.first.url, '--verify-pull', 'nginx:latest');
    expect(pulled.outcome).toMatchObject({ result: 'done', pull: { image: 'nginx:latest' } });
    expect(await hasImage(machine.socket, IMAGE)).toBe(false);
  });

  test('a login that a kubelet brings for the registry reaches a mirror that asks for one, and the plan says so', async () => {
    const planned = await apply('--dry-run', '--no-probe', 'https://mirror.example.com');
    expect(planned.outcome.plan?.warnings).toContain('pull-secrets');
    expect((await apply('--no-probe', mirrors.members.url)).outcome.result).toBe('done');
    expect((await pullImage(machine.socket, IMAGE, signal)).kind).toBe('failed');
    // Nobody but the mirror has the image, and it gives nothing without its login.
    expect(await pullWithLogin(machine.socket, IMAGE, MEMBER)).toBe('');
    expect(asked(mirrors.members)).toContain('HEAD /v2/library/nginx/manifests/latest?ns=docker.io');
    expect((await removeImage(machine.socket, IMAGE)).kind).toBe('answer');
  });

  test('a file of somebody else’s stays, unless --replace', async () => {
    const theirs = 'server = "https://registry-1.docker.io"\n[host."https://mine.lan"]\n';
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, theirs);
    expect((await apply('--no-probe', mirrors.first.url)).outcome.reason).toBe('foreign-file');
    expect(await text()).toBe(theirs);
    expect((await apply('--no-probe', '--replace', mirrors.first.url)).code).toBe(0);
    expect((await apply('--undo')).code).toBe(0);
    expect(await text()).toBe(theirs);
  });

  // A registry's folder hides it, even an empty one.
  test.runIf(build.name === 'bookworm')(
    'a file of all registries counts again after what was taken back',
    async () => {
      const all = join(machine.certs, '_default/hosts.toml');
      await mkdir(dirname(all), { recursive: true });
      await writeFile(all, `[host."${mirrors.second.url}"]\n  capabilities = ["pull", "resolve"]\n`);
      const failed = await apply('--no-probe', mirrors.first.url, '--verify-pull', 'nobody/has-this');
      expect(failed.outcome).toMatchObject({ result: 'rolled-back' });
      expect((await apply('--no-probe', mirrors.first.url)).outcome.plan?.warnings).toContain(
        'default-hidden',
      );
      expect((await apply('--undo')).code).toBe(0);
      const before = asked(mirrors.second).length;
      expect(await pullImage(machine.socket, IMAGE, signal)).toMatchObject({ kind: 'answer' });
      expect(asked(mirrors.second).length).toBeGreaterThan(before);
      expect((await removeImage(machine.socket, IMAGE)).kind).toBe('answer');
    },
  );

  test.each(['ca.crt', 'corp.crt', 'client.cert', 'client.key'])(
    '%s beside it would no longer be read: refused',
    async (name) => {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(join(dirname(file), name), 'a certificate');
      expect((await apply('--no-probe', mirrors.first.url)).outcome.reason).toBe('certificates');
      expect(await text()).toBeNull();
    },
  );
});

test.each([
  ['no folder', '', 'no-config-path'],
  [
    'mirrors in the file itself',
    '  [plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]\n    endpoint = ["https://mine.lan"]',
    'mirrors-inside',
  ],
])('%s: refused, with what to do', async (_, registry, reason) => {
  const machine = await startContainerd(namespace, registry);
  try {
    const args = ['--engine', 'containerd', '--config', machine.config, '--no-probe', mirrors.first.url];
    const refused = await mirrorApply(machine, args);
    expect(refused.code, refused.stderr).toBe(3);
    expect(refused.outcome.reason).toBe(reason);
  } finally {
    await machine.stop();
  }
});

test.each([
  ['no file', null],
  ['no version line', '[debug]\n  level = "info"\n'],
  ['a file of version 2', 'version = 2\n'],
])('%s: the lines that are shown name a folder that is read', async (_, text) => {
  const machine = await startContainerd(namespace, '');
  try {
    const config = join(dirname(machine.config), 'other.toml');
    if (text !== null) await writeFile(config, text);
    const args = ['--engine', 'containerd', '--config', config, '--no-probe', mirrors.first.url];
    const refused = await mirrorApply(machine, args);
    expect([refused.code, refused.outcome.reason], refused.stderr).toEqual([3, 'no-config-path']);
    const [told, ...lines] = refused.outcome.messages;
    expect(told).toContain(config);
    await writeFile(config, `${text ?? ''}${lines.join('\n')}\n`);
    const planned = await mirrorApply(machine, [...args, '--dry-run']);
    expect(planned.outcome, planned.stderr).toMatchObject({
      result: 'planned',
      engine: { file: '/etc/containerd/certs.d/docker.io/hosts.toml' },
    });
  } finally {
    await machine.stop();
  }
});
