import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApplyMachine, applyMachine, type Mirrors, slashed, startMirrors } from './support/apply.ts';
import type { Execution } from './support/dockerd-execute.ts';
import { engineOf } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** The example role, by Debian's ansible-core on the machine that it configures. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const build = await engineOf('bookworm');
const canRun = build.kind === 'engine' && existsSync('/usr/bin/ansible-playbook');

let namespace: Namespace;
let mirrors: Mirrors;
let machine: SystemdMachine;
let engine: ApplyMachine;

describe.skipIf(!canRun)('the Ansible role', () => {
  beforeAll(async () => {
    if (build.kind !== 'engine') return;
    namespace = await createNamespace();
    mirrors = await startMirrors(namespace);
    machine = await bootSystemd({ build, namespace, config: '{"debug": false}\n' });
    engine = applyMachine(machine);
    const at = (path: string): string => join(machine.root, 'opt', path);
    await mkdir(at('bin'), { recursive: true, mode: 0o755 });
    await cp(join(ROOT, 'examples/ansible'), at('ansible'), { recursive: true });
    for (const name of ['mirror-check', 'mirror-apply']) {
      const script = `#!/bin/sh\nexec ${process.execPath} ${ROOT}/bin/${name}.js "$@"\n`;
      await writeFile(at(`bin/${name}`), script, { mode: 0o755 });
    }
    // Two names for one machine, in one network: one of them measures.
    await writeFile(
      at('hosts'),
      `first ansible_connection=local\nsecond ansible_connection=local\n[all:vars]\nansible_python_interpreter=/usr/bin/python3\nmirror_check_network=lab\n`,
    );
    await writeFile(
      at('vars.json'),
      JSON.stringify({
        mirror_check_bin: '/opt/bin/',
        mirror_check_probe: [...mirrors.probing, mirrors.first.url, mirrors.second.url],
        mirror_check_apply: ['--engine', 'docker'],
      }),
    );
  });
  afterAll(async () => {
    for (const one of [machine, mirrors, namespace]) await one?.stop();
  });

  const play = (...args: readonly string[]): Promise<Execution> =>
    machine.runWith(
      { ANSIBLE_NOCOLOR: '1', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
      'ansible-playbook',
      '-i',
      '/opt/hosts',
      '-e',
      '@/opt/vars.json',
      ...args,
      '/opt/ansible/playbook.yml',
    );
  const recap = ({ stdout }: Execution): readonly string[] =>
    [...stdout.matchAll(/^(first|second) .*?changed=(\d+) .*?failed=(\d+)/gm)].map(
      ([, host, changed, failed]) => `${host} ${changed} ${failed}`,
    );

  test('shows what would change and changes nothing', async () => {
    const before = await engine.text();
    const { code, stdout, stderr } = await play('--check', '--diff');
    expect([code, stderr], stdout).toEqual([0, '']);
    expect(stdout).toContain('registry-mirrors');
    expect(recap({ code, stdout, stderr })).toEqual(['first 1 0', 'second 1 0']);
    expect(await engine.text()).toBe(before);
  });

  test('a host without the program is told of, and no failure of a check', async () => {
    const { code, stdout } = await play('--check', '--diff', '-e', 'mirror_check_bin=/opt/nowhere/');
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('not on this host yet');
    const real = await play('-e', 'mirror_check_bin=/opt/nowhere/');
    expect([real.code === 0, recap(real)]).toEqual([false, ['first 0 1']]);
  });

  test('configures the hosts of a network by one report, and a second time nothing', async () => {
    const run = await play();
    expect(run.code, run.stdout + run.stderr).toBe(0);
    // It is one machine by two names.
    expect(recap(run)).toEqual(['first 1 0', 'second 0 0']);
    expect((await engine.inForce()).toSorted()).toEqual(
      slashed(mirrors.first.url, mirrors.second.url).toSorted(),
    );
    expect(run.stdout.match(/^changed: \[first\]$/gm)).toHaveLength(1);
    expect(
      JSON.parse(await readFile(join(machine.root, 'opt/ansible/reports/lab.json'), 'utf8')),
    ).toMatchObject({
      schemaVersion: 1,
    });
    const kept = join(machine.root, 'opt/ansible/reports/lab.json');
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
    const again = await play();
    expect(recap(again), again.stdout).toEqual(['first 0 0', 'second 0 0']);
    expect(again.stdout).toContain('nobody is asked again');

    // Asked otherwise, it is another report; and one in which nothing is usable is none to be kept.
    const before = await readFile(kept, 'utf8');
    const dead = ['--hub', mirrors.hub.url, 'http://10.77.1.9:5000'];
    const none = await play('-e', JSON.stringify({ mirror_check_probe: dead }));
    expect(none.code, none.stdout).not.toBe(0);
    expect(none.stdout).toContain('No mirror is usable from the network lab');
    expect(await readFile(kept, 'utf8')).toBe(before);
  });

  test('ends at the first host that cannot be configured', async () => {
    await writeFile(engine.path, '{"debug": tru}\n');
    const { code, stdout } = await play();
    expect(code).not.toBe(0);
    expect(recap({ code, stdout, stderr: '' })).toEqual(['first 0 1']);
    expect(await engine.text()).toBe('{"debug": tru}\n');
  });
});
