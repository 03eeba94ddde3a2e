import { chown, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApplyMachine, applyMachine, BIN, mirrorApply, slashed } from './support/apply.ts';
import { engineOf } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** Every odd file and directory, under one engine that reads them all; the rest of the matrix is the host layer's own. */

const build = await engineOf('trixie');
const MIRROR = 'http://10.77.9.9:5000';

describe.runIf(build.kind === 'engine')('mirror-apply with', () => {
  if (build.kind !== 'engine') return;
  let namespace: Namespace;
  let machine: SystemdMachine;
  let engine: ApplyMachine;
  beforeAll(async () => {
    namespace = await createNamespace();
    machine = await bootSystemd({ build, namespace, config: null });
    engine = applyMachine(machine);
  });
  afterAll(async () => {
    await engine?.begin(null);
    await machine?.stop();
    await namespace?.stop();
  });

  const apply = (...more: readonly string[]): ReturnType<typeof mirrorApply> =>
    mirrorApply(machine, ['--yes', '--no-probe', MIRROR, ...more]);
  const undo = (): ReturnType<typeof mirrorApply> => mirrorApply(machine, ['--yes', '--undo']);
  const command = (...options: readonly string[]): string =>
    [process.execPath, BIN, '--no-probe', MIRROR, ...options].join(' ');
  const inside = async (script: string): Promise<string> => {
    const { code, stdout, stderr } = await machine.run('sh', '-c', script);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  };

  test('a symlink: followed, and still one', async () => {
    await engine.begin('{}');
    await rename(engine.path, join(machine.root, 'etc/docker/real.json'));
    await symlink('real.json', engine.path);
    expect((await apply()).code).toBe(0);
    expect(await inside('readlink /etc/docker/daemon.json')).toBe('real.json');
    expect(await engine.inForce()).toEqual(slashed(MIRROR));
    expect((await undo()).code).toBe(0);
    expect(await engine.text()).toBe('{}');
  });

  test('a bind mount: written in place', async () => {
    await engine.begin('{"debug":false}');
    await inside(
      'cp /etc/docker/daemon.json /root/mounted.json && mount --bind /root/mounted.json /etc/docker/daemon.json',
    );
    expect((await apply()).code).toBe(0);
    expect(JSON.parse(await inside('cat /root/mounted.json'))).toEqual({
      debug: false,
      'registry-mirrors': [MIRROR],
    });
    expect(await engine.inForce()).toEqual(slashed(MIRROR));
    expect((await undo()).code).toBe(0);
    expect(await inside('cat /root/mounted.json')).toBe('{"debug":false}');
    expect(await engine.inForce()).toEqual([]);
    await inside('umount /etc/docker/daemon.json');
  });

  test('UTF-16: kept', async () => {
    await engine.begin('{}');
    const text = '\ufeff{\r\n  "labels": ["名=值"]\r\n}\r\n';
    await writeFile(engine.path, Buffer.from(text, 'utf16le'));
    expect((await apply()).code).toBe(0);
    const after = (await readFile(engine.path)).toString('utf16le');
    expect(after).toContain(`"registry-mirrors": [\r\n    "${MIRROR}"\r\n  ]`);
    expect(after).toContain('"labels": ["名=值"]');
    expect(await engine.inForce()).toEqual(slashed(MIRROR));
    expect((await undo()).code).toBe(0);
    expect((await readFile(engine.path)).toString('utf16le')).toBe(text);
  });

  test('10 MB: only our lines change', async () => {
    await engine.begin('{}');
    const labels = Array.from({ length: 200_000 }, (_, n) => `"label-${n}=${'x'.repeat(35)}"`);
    const text = `{\n  "labels": [${labels.join(',\n    ')}],\n  "debug": false\n}\n`;
    expect(text.length).toBeGreaterThan(10_000_000);
    await writeFile(engine.path, text);
    const { code, stderr } = await apply();
    expect(code, stderr).toBe(0);
    const after = (await engine.text()) ?? '';
    expect(after.replace(`,\n  "registry-mirrors": [\n    "${MIRROR}"\n  ]`, '')).toBe(text);
    expect(await engine.inForce()).toEqual(slashed(MIRROR));
    expect((await undo()).code).toBe(0);
    expect(await engine.text()).toBe(text);
  });

  test('an immutable file: refused, nothing changed', async () => {
    await engine.begin('{}');
    await inside('chattr +i /etc/docker/daemon.json');
    const { code, outcome } = await apply();
    await inside('chattr -i /etc/docker/daemon.json');
    expect([code, outcome.reason]).toEqual([3, 'not-permitted']);
    expect(await engine.text()).toBe('{}');
    expect(await engine.inForce()).toEqual([]);
  });

  test('a read-only directory: refused, nothing changed', async () => {
    await engine.begin('{}');
    await inside('mount --bind /etc/docker /etc/docker && mount -o remount,bind,ro /etc/docker');
    const { code, outcome } = await apply();
    await inside('umount /etc/docker');
    expect([code, outcome.reason]).toEqual([3, 'read-only']);
    expect(await readdir(join(engine.path, '..'))).toEqual(['daemon.json']);
  });

  test('a full disk: refused, nothing changed', async () => {
    await engine.begin('{}');
    await inside(
      'mount -t tmpfs -o size=64k,mode=755 tmpfs /etc/docker && echo "{}" >/etc/docker/daemon.json && (head -c 1000000 /dev/zero >/etc/docker/filler || true)',
    );
    const { code, outcome } = await apply();
    expect(await inside('cat /etc/docker/daemon.json')).toBe('{}');
    await inside('umount /etc/docker');
    expect([code, outcome.reason]).toEqual([3, 'no-space']);
    expect(await engine.inForce()).toEqual([]);
  });

  test('a directory that another user can write to: root stays out', async () => {
    await engine.begin('{}');
    await chown(join(engine.path, '..'), 4711, 4711);
    const { code, outcome } = await apply();
    expect([code, outcome.reason]).toEqual([3, 'unsafe']);
  });

  test('backups in a folder of another user: a dry run refuses what the run refuses, and says what to do', async () => {
    await engine.begin('{}');
    expect((await apply()).code).toBe(0);
    const backups = `${engine.path}.mirror-check-backups`;
    await chown(backups, 4711, 4711);
    for (const option of ['--dry-run', '--yes']) {
      for (const wish of [['--no-probe', '--replace', 'https://other.example'], ['--undo']]) {
        const { code, outcome, stderr } = await mirrorApply(machine, [option, ...wish]);
        expect([code, outcome.reason], stderr).toEqual([3, 'unsafe']);
        expect(outcome.messages.join(' ')).toContain('4711');
        expect(outcome.messages.join(' ')).toContain(
          'sudo chown root /etc/docker/daemon.json.mirror-check-backups',
        );
      }
    }
    await chown(backups, 0, 0);
    expect((await undo()).code).toBe(0);
  });

  test('a file of another user is changed, with one note: who owns it configures root’s engine', async () => {
    await engine.begin('{}');
    await chown(engine.path, 4711, 4711);
    const { code, stderr } = await apply();
    expect(code, stderr).toBe(0);
    expect(stderr.replaceAll('\n', ' ')).toContain('daemon.json belongs to the user with uid 4711');
    expect((await stat(engine.path)).uid).toBe(4711);
    await chown(engine.path, 0, 0);
    expect((await undo()).stderr).not.toContain('belongs to');
  });

  test('edits since: undo takes back only our key', async () => {
    await engine.begin('{\n  "debug": false\n}\n');
    expect((await apply()).code).toBe(0);
    const edited = (await engine.text())?.replace('"debug": false', '"debug": true') ?? '';
    await writeFile(engine.path, edited);
    const { code, outcome } = await undo();
    expect(code).toBe(0);
    expect(outcome.plan?.warnings).toContain('edited-since');
    expect(await engine.text()).toBe('{\n  "debug": true\n}\n');
    expect(await engine.inForce()).toEqual([]);
  });

  test('a key that stands there twice: the last is edited, the first goes', async () => {
    await engine.begin(
      '{"registry-mirrors": ["https://a.example"], "registry-mirrors": ["https://b.example"]}',
    );
    expect((await apply('--replace')).code).toBe(0);
    expect(await engine.text()).toBe(`{"registry-mirrors": ["${MIRROR}"]}`);
  });

  test('an engine that is down: written, not started, right at its next start', async () => {
    await engine.begin('{}');
    await machine.run('systemctl', 'stop', 'docker.service');
    const { code, outcome, stderr } = await apply('--verify-pull', 'nginx:latest');
    expect(code, stderr).toBe(0);
    expect(outcome).toMatchObject({ engine: { running: false }, plan: { activation: 'none' } });
    // Nobody is there to pull, and nobody is left to think that it went well.
    expect(outcome).toMatchObject({ pull: null, pullSkipped: 'engine-down' });
    expect(outcome.messages.join('\n')).toContain('nginx:latest was not pulled');
    expect(await engine.isActive()).toBe('inactive');
    await machine.run('systemctl', 'start', 'docker.service');
    expect(await engine.inForce()).toEqual(slashed(MIRROR));
  });

  test('a full disk under stdout: what was done is done, and said to be', async () => {
    await engine.begin('{}');
    const script = '"$@" >/dev/full 2>/root/said; echo $?; cat /root/said';
    const said = await inside(`set -- ${command('--yes')}; ${script}`);
    expect(said).toMatch(/^0\n/);
    expect(said).toContain('could not be written to stdout');
    expect(await engine.inForce()).toEqual(slashed(MIRROR));
  });

  test('a reader that goes away: done all the same', async () => {
    await engine.begin('{}');
    const script = `{ sleep 1; ${command('--yes')}; echo $? >/root/status; } | true; while [ ! -s /root/status ]; do sleep 0.1; done; cat /root/status`;
    expect(await inside(`rm -f /root/status; ${script}`)).toBe('0');
    expect(await engine.inForce()).toEqual(slashed(MIRROR));
  });

  test('mode and owner stay; a new file can be read by all', async () => {
    await engine.begin('{}');
    await inside('chmod 640 /etc/docker/daemon.json && chgrp 4712 /etc/docker/daemon.json');
    expect((await apply()).code).toBe(0);
    expect(await inside('stat -c "%a %u %g" /etc/docker/daemon.json')).toBe('640 0 4712');
    await engine.begin(null);
    expect((await apply()).code).toBe(0);
    expect((await stat(engine.path)).mode & 0o777).toBe(0o644);
  });
});
