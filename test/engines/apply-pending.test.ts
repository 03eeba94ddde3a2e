import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ApplyMachine, applyMachine, mirrorApply, slashed } from './support/apply.ts';
import { engineOf, SUITES } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** A reload or restart brings into force whatever others left in the file: all of it is known, and told, before. */

const builds = await Promise.all(SUITES.filter((suite) => suite !== 'trixie').map(engineOf));
const MIRROR = ['--no-probe', 'https://mirror.example'] as const;
const PROXY = ['--no-probe', '--http-proxy', 'http://127.0.0.1:1'] as const;

let namespace: Namespace;
beforeAll(async () => {
  namespace = await createNamespace();
});
afterAll(() => namespace?.stop());

describe.each(builds)('with the engine of $name', (build) => {
  if (build.kind === 'unavailable') {
    test.skip(`not available: ${build.why}`, () => {});
    return;
  }
  let machine: SystemdMachine;
  let engine: ApplyMachine;
  beforeAll(async () => {
    machine = await bootSystemd({ build, namespace, config: '{}' });
    engine = applyMachine(machine);
  });
  afterAll(() => machine?.stop());
  beforeEach(async () => {
    await engine.begin('{"debug": false}');
    // What was changed within a second of the start counts as changed since.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
  });

  test('a data-root that waits for the next start: no restart without --with-pending, not even with --yes', async () => {
    const moved = '{"debug": false, "data-root": "/var/lib/docker-new"}';
    await writeFile(engine.path, moved);
    const pid = await engine.pid();
    const { code, outcome, stderr } = await mirrorApply(machine, [
      '--yes',
      '--activate',
      'restart',
      ...PROXY,
    ]);
    expect(code, stderr).toBe(6);
    expect(outcome).toMatchObject({
      result: 'no-consent',
      plan: { warnings: expect.arrayContaining(['pending']) },
    });
    expect(outcome.messages.join()).toMatch(/data-root.*--with-pending/);
    expect([await engine.pid(), await readFile(engine.path, 'utf8')]).toEqual([pid, moved]);

    const agreed = await mirrorApply(machine, ['--yes', '--with-pending', ...PROXY]);
    expect(agreed.outcome, agreed.stderr).toMatchObject({ result: 'done' });
    expect(await engine.info()).toMatchObject({ DockerRootDir: '/var/lib/docker-new' });
  });

  test('mirrors alone: a reload leaves it waiting, and tells of what it does bring along', async () => {
    await writeFile(engine.path, '{"debug": true, "data-root": "/var/lib/docker-new"}');
    const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...MIRROR]);
    expect(code, stderr).toBe(0);
    expect(stderr.replace(/\s+/g, ' ')).toContain('is not used yet: debug.');
    expect(outcome.plan?.warnings).toContain('pending');
    expect(await engine.inForce()).toEqual(slashed('https://mirror.example'));
    expect(await engine.info()).toMatchObject({ DockerRootDir: '/var/lib/docker', Debug: true });
  });

  test('a default runtime that the engine does not know: not even by a reload', async () => {
    const edited = '{"debug": false, "default-runtime": "nvidia"}';
    await writeFile(engine.path, edited);
    const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...MIRROR]);
    // 20.10 says so itself when it is asked about the file.
    const old = build.name === 'bookworm';
    expect(code, stderr).toBe(old ? 3 : 6);
    expect(outcome.messages.join()).toMatch(old ? /nvidia/ : /default-runtime.*--with-pending/);
    expect(await readFile(engine.path, 'utf8')).toBe(edited);
  });

  test.runIf(build.name !== 'bookworm')('an image store that the file no longer names', async () => {
    await engine.begin('{"features": {"containerd-snapshotter": true}}');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await writeFile(engine.path, '{}');
    const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...PROXY]);
    expect(code, stderr).toBe(6);
    expect(outcome.messages.join()).toContain('features');
  });

  test('a data-root among the options of its service', async () => {
    const options = join(machine.root, 'etc/default/docker');
    const before = await readFile(options, 'utf8');
    const pid = await engine.pid();
    try {
      await writeFile(options, `${before}\nDOCKER_OPTS="--data-root=/var/lib/docker-new"\n`);
      const { code, outcome, stderr } = await mirrorApply(machine, ['--yes', ...PROXY]);
      expect(code, stderr).toBe(6);
      expect(outcome.messages.join()).toMatch(/--data-root.*--with-pending/);
    } finally {
      await writeFile(options, before);
    }
    expect(await engine.pid()).toBe(pid);
  });

  test('nothing waits: nothing is told', async () => {
    const { outcome, stderr } = await mirrorApply(machine, ['--yes', ...PROXY]);
    expect(outcome.plan?.warnings, stderr).not.toContain('pending');
    expect(outcome.result).toBe('done');
  });

  test('an undo brings it into force as well', async () => {
    await mirrorApply(machine, ['--yes', ...PROXY]);
    const text = (await engine.text()) ?? '';
    await writeFile(engine.path, text.replace('{', '{"data-root": "/var/lib/docker-new", '));
    const { code, outcome } = await mirrorApply(machine, ['--undo', '--yes']);
    expect(code).toBe(6);
    expect(outcome.messages.join()).toContain('data-root');
  });
});
