import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MEMBER, type Mirrors, mirrorApply, startMirrors } from './support/apply.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { type PodmanMachine, podmanMachine } from './support/podman.ts';
import type { RealRegistry } from './support/registry.ts';

/** `mirror-apply --engine podman` with Debian's podman: what it writes, what podman then pulls through, and the way back. */

const IMAGE = 'docker.io/library/nginx:latest';
const PODMAN = ['--engine', 'podman', '--yes'];

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

/** How many requests of podman's a registry has answered. */
function pulls({ accessLog }: RealRegistry): number {
  return accessLog().filter(({ userAgent }) => /^containers\//.test(userAgent)).length;
}

describe.each([
  ['root', 0],
  ['a user', 23_456],
])('podman of %s', (_, uid) => {
  let machine: PodmanMachine;
  let file: string;
  beforeAll(async () => {
    machine = await podmanMachine(namespace, { uid });
    const folder = uid === 0 ? machine.etc : join(machine.home, '.config/containers');
    file = join(folder, 'registries.conf.d/50-mirror-apply.conf');
  });
  afterAll(() => machine?.stop());
  beforeEach(async () => {
    await rm(dirname(file), { recursive: true, force: true });
    await rm(join(dirname(dirname(file)), 'registries.conf'), { force: true });
  });
  const text = (): Promise<string | null> => readFile(file, 'utf8').catch(() => null);
  const other = async (name: string, content: string): Promise<void> => {
    const path = join(dirname(file), name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    await machine.run('chown', '-R', `${uid}:${uid}`, machine.home);
  };
  const apply = (...args: readonly string[]) => mirrorApply(machine, [...PODMAN, ...args]);

  test('the survey chooses, the next pull goes through the mirror, the undo takes it back', async () => {
    const applied = await apply(...mirrors.probing, mirrors.first.url, mirrors.second.url);
    expect(applied.code, applied.stderr).toBe(0);
    expect(applied.outcome).toMatchObject({
      result: 'done',
      engine: { name: 'podman', install: uid === 0 ? 'rootful' : 'rootless' },
      plan: { activation: 'at-each-pull', containersStopped: 0 },
    });
    const [first = ''] = applied.outcome.plan?.mirrors?.map(({ url }) => url) ?? [];
    expect(applied.outcome.inForce?.mirrors[0]).toBe(new URL(first).host);
    const chosen = first === mirrors.first.url ? mirrors.first : mirrors.second;
    const asked = pulls(chosen);
    const pulled = await machine.run('podman', 'pull', '--quiet', IMAGE);
    expect(pulled.code, pulled.stderr).toBe(0);
    expect(pulls(chosen)).toBeGreaterThan(asked + 2);
    expect((await machine.run('podman', 'rmi', IMAGE)).code).toBe(0);

    const undone = await apply('--undo');
    expect(undone.code, undone.stderr).toBe(0);
    expect(await text()).toBeNull();
    // Nobody else is here to pull from.
    expect((await machine.run('podman', 'pull', '--quiet', IMAGE)).code).not.toBe(0);
  });

  test('again changes nothing', async () => {
    expect((await apply('--no-probe', mirrors.first.url)).outcome.result).toBe('done');
    const before = await text();
    expect((await apply('--no-probe', mirrors.first.url)).outcome.result).toBe('nothing-to-do');
    expect(await text()).toBe(before);
  });

  test('each registry for itself, and back byte for byte', async () => {
    expect((await apply('--no-probe', mirrors.first.url)).code).toBe(0);
    const before = await text();
    const second = await apply('--no-probe', '--registry', 'ghcr.io', mirrors.second.url);
    expect(second.code, second.stderr).toBe(0);
    expect(await text()).toContain('prefix = "docker.io"');
    expect(await text()).toContain('prefix = "ghcr.io"');
    expect((await apply('--undo')).code).toBe(0);
    expect(await text()).toBe(before);
  });

  test('a test pull by name of the docker hub that fails: everything is as it was', async () => {
    const failed = await apply('--no-probe', mirrors.first.url, '--verify-pull', 'nobody/has-this');
    expect(failed.code, failed.stderr).toBe(4);
    expect(failed.outcome).toMatchObject({ result: 'rolled-back', reason: 'pull' });
    expect(await text()).toBeNull();
    const pulled = await apply('--no-probe', mirrors.first.url, '--verify-pull', 'nginx:latest');
    expect(pulled.outcome).toMatchObject({
      result: 'done',
      pull: { image: 'nginx:latest', by: new URL(mirrors.first.url).host },
    });
    expect((await machine.run('podman', 'image', 'exists', IMAGE)).code).toBe(1);
  });

  test('a login at the registry does not reach a mirror that asks for one', async () => {
    expect((await apply('--no-probe', mirrors.members.url)).outcome.result).toBe('done');
    const before = mirrors.members.accessLog().length;
    const login = `${MEMBER.user}:${MEMBER.password}`;
    expect((await machine.run('podman', 'pull', '--quiet', '--creds', login, IMAGE)).code).not.toBe(0);
    const statuses = mirrors.members
      .accessLog()
      .slice(before)
      .map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401]));
    // It is the login that it wants: by the mirror's own name podman sends it.
    const own = IMAGE.replace('docker.io', new URL(mirrors.members.url).host);
    const pulled = await machine.run(
      'podman',
      'pull',
      '--quiet',
      '--creds',
      login,
      '--tls-verify=false',
      own,
    );
    expect(pulled.code, pulled.stderr).toBe(0);
    expect((await machine.run('podman', 'rmi', own)).code).toBe(0);
  });

  test('another file that counts more: named before anything is written', async () => {
    await other('60-later.conf', '[[registry]]\nprefix = "docker.io"\nlocation = "docker.io"\n');
    for (const how of [[], ['--dry-run'], ['--replace']]) {
      const hidden = await apply('--no-probe', ...how, mirrors.first.url);
      expect(hidden.code, hidden.stderr).toBe(3);
      expect(hidden.outcome).toMatchObject({ result: 'refused', reason: 'hidden' });
      expect(hidden.outcome.messages[0]).toContain('registries.conf.d/60-later.conf');
    }
    expect(await text()).toBeNull();
  });

  test('a registry that another file blocks stays blocked, whichever prefix says so', async () => {
    await other('10-policy.conf', '# Ours alone.\n[[registry]]\nprefix = "*.io"\nblocked = true\n');
    for (const how of [[], ['--replace']]) {
      const refused = await apply('--no-probe', ...how, mirrors.first.url);
      expect(refused.code, refused.stderr).toBe(3);
      expect(refused.outcome).toMatchObject({ result: 'refused', reason: 'redirected' });
      expect(refused.outcome.messages[0]).toMatch(/"\*\.io", .*registries\.conf\.d\/10-policy\.conf:2\)/);
    }
    expect(await text()).toBeNull();
    const pulled = await machine.run('podman', 'pull', '--quiet', IMAGE);
    expect(pulled.stderr).toContain('registry *.io is blocked');
  });

  test('what a narrower table has goes by that table, and the plan says so', async () => {
    const elsewhere = '[[registry]]\nprefix = "docker.io/library"\nlocation = "127.0.0.1:1/library"\n';
    await other('90-library.conf', elsewhere);
    const applied = await apply('--no-probe', mirrors.first.url);
    expect(applied.code, applied.stderr).toBe(0);
    expect(applied.outcome.plan?.warnings).toContain('narrower-table');
    expect(applied.stderr.replace(/\s+/g, '')).toContain(
      '90-library.conf:1hasatableofitsownfordocker.io/library',
    );
    const asked = pulls(mirrors.first);
    expect((await machine.run('podman', 'pull', '--quiet', IMAGE)).stderr).toContain('127.0.0.1:1');
    expect(pulls(mirrors.first)).toBe(asked);
    expect((await apply('--undo')).code).toBe(0);
  });

  test('mirrors of another file stay, unless --replace', async () => {
    const mine =
      '[[registry]]\nprefix = "docker.io"\nlocation = "docker.io"\n[[registry.mirror]]\nlocation = "mine.lan"\n';
    await other('10-mine.conf', mine);
    const refused = await apply('--no-probe', mirrors.first.url);
    expect(refused.code, refused.stderr).toBe(3);
    expect(refused.outcome).toMatchObject({ result: 'refused', reason: 'other-mirrors' });
    expect(await text()).toBeNull();
    expect((await apply('--no-probe', '--replace', mirrors.first.url)).code).toBe(0);
    expect((await apply('--undo')).code).toBe(0);
    const { stdout } = await machine.run('podman', 'info', '--format', '{{json .Registries}}');
    expect(stdout).toContain('mine.lan');
  });

  test('an edit of ours by somebody else is not overwritten', async () => {
    expect((await apply('--no-probe', mirrors.first.url)).code).toBe(0);
    const edited = `${await text()}\n# Mine.\n[[registry]]\nprefix = "quay.io"\nlocation = "quay.io"\n`;
    await other('50-mirror-apply.conf', edited);
    expect((await apply('--no-probe', mirrors.second.url)).outcome.reason).toBe('edited');
    const refused = await apply('--undo');
    expect(refused.outcome).toMatchObject({ result: 'refused', reason: 'edited' });
    expect(refused.outcome.messages[0]).toContain('--undo --whole');
    expect(await text()).toBe(edited);
    expect((await apply('--undo', '--whole')).code).toBe(0);
    expect(await text()).toBeNull();
  });

  test('a broken file: podman’s own words, and nothing is touched', async () => {
    await other('90-bad.conf', '[[registry]]\nlocation = "http://x"\n');
    const refused = await apply('--no-probe', mirrors.first.url);
    expect(refused.code, refused.stderr).toBe(3);
    expect(refused.outcome.messages.join()).toContain('90-bad.conf');
    expect(await text()).toBeNull();
  });
});

test('without Docker it is podman that is configured, and nobody has to say so', async () => {
  const args = ['--yes', '--no-probe', mirrors.first.url];
  const both = await podmanMachine(namespace);
  const alone = await podmanMachine(namespace, { docker: false });
  try {
    const docker = await mirrorApply(both, ['--dry-run', ...args]);
    expect(docker.outcome.engine, docker.stderr).toMatchObject({ name: 'docker' });
    expect(docker.stderr).toContain('--engine podman');
    const podman = await mirrorApply(alone, args);
    expect(podman.outcome, podman.stderr).toMatchObject({ result: 'done', engine: { name: 'podman' } });
  } finally {
    await both.stop();
    await alone.stop();
  }
});
