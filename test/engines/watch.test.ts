import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApplyMachine, applyMachine, type Mirrors, startMirrors } from './support/apply.ts';
import type { Execution } from './support/dockerd-execute.ts';
import { engineOf, SUITES } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** `mirror-watch` on a machine with systemd and a real dockerd, whose mirrors die. */

const BIN = fileURLToPath(new URL('../../bin/mirror-watch.js', import.meta.url));
const build = (await Promise.all(SUITES.map(engineOf))).findLast(({ kind }) => kind === 'engine');
const LIST = '/root/mirrors.txt';

let namespace: Namespace;
let mirrors: Mirrors;
let machine: SystemdMachine;
let apply: ApplyMachine;

describe.skipIf(build === undefined)('on a machine with systemd', () => {
  beforeAll(async () => {
    namespace = await createNamespace();
    mirrors = await startMirrors(namespace);
    if (build?.kind !== 'engine') return;
    machine = await bootSystemd({ build, namespace, config: null });
    apply = applyMachine(machine);
    await writeFile(join(machine.root, LIST), `${mirrors.first.url}\n${mirrors.second.url}\n`);
  });
  afterAll(async () => {
    await machine?.stop();
    await mirrors?.stop();
    await namespace?.stop();
  });

  const watch = (...args: readonly string[]): Promise<Execution> =>
    machine.run(process.execPath, BIN, ...args);
  const probing = (): readonly string[] => ['--list', LIST, '--hub', mirrors.hub.url];
  const look = (...args: readonly string[]): Promise<Execution> =>
    watch('run', '--again-after', '1', ...probing(), ...args);
  const withMirror = (url: string, more = {}): string =>
    `${JSON.stringify({ 'registry-mirrors': [url], ...more })}\n`;
  const state = async (): Promise<{ readonly last: unknown; readonly mirrors: readonly unknown[] }> =>
    JSON.parse((await watch('status', '--format', 'json')).stdout);
  /** No registry listens there. */
  const DEAD = 'http://10.77.1.9:5000';

  test('what works is let alone, measured once a week', async () => {
    await apply.begin(withMirror(mirrors.first.url));
    const first = await look();
    expect([first.code, first.stderr]).toEqual([0, expect.stringContaining('Once a week')]);
    const [text, pid] = [await apply.text(), await apply.pid()];
    const second = await look();
    expect([second.code, second.stderr]).toEqual([0, expect.stringContaining('All mirrors work.')]);
    expect([await apply.text(), await apply.pid()]).toEqual([text, pid]);
    expect(await state()).toMatchObject({
      engine: 'docker',
      mirrors: [{ url: mirrors.first.url, state: 'works' }],
    });
  });

  test('one that is down is replaced by a reload, and somebody is told', async () => {
    await apply.begin(withMirror(DEAD, { debug: true }));
    const pid = await apply.pid();
    const { code, stderr } = await look('--notify', 'cat > /root/told.json');
    expect([code, stderr]).toEqual([0, expect.stringContaining('A mirror is down, twice in a row')]);
    const [mirror, ...others] = await apply.inForce();
    expect([`${mirrors.first.url}/`, `${mirrors.second.url}/`]).toContain(mirror);
    expect(others).toEqual([]);
    expect(await apply.text()).toMatch(/"debug": ?true/);
    expect(await apply.pid()).toBe(pid);
    const told = JSON.parse(await readFile(join(machine.root, 'root/told.json'), 'utf8'));
    expect(told.last).toMatchObject({ why: 'down', applied: { kind: 'changed', before: [DEAD] } });

    // What was measured is for the next time that all are.
    const kept = join(machine.root, 'var/lib/mirror-watch/report.json');
    const leading = async (): Promise<unknown[]> =>
      JSON.parse(await readFile(kept, 'utf8')).mirrors.flatMap(
        (one: { learned?: { leadingAt: string } }) => one.learned?.leadingAt ?? [],
      );
    const before = await leading();
    expect(before.length).toBeGreaterThan(0);
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
    expect((await look('--full')).code).toBe(0);
    expect(await leading()).not.toEqual(before);
  });

  test("the operator's own mirror, which no list names, comes back after an outage", async () => {
    const own = mirrors.first.url;
    const lan = new URL(own).hostname;
    const list = '/root/without-own.txt';
    await writeFile(join(machine.root, list), `${mirrors.second.url}\n`);
    const lookOnce = (...args: readonly string[]): Promise<Execution> =>
      watch('run', '--again-after', '1', '--list', list, '--hub', mirrors.hub.url, ...args);
    const kept = join(machine.root, 'var/lib/mirror-watch/mirrors-docker.json');
    await apply.begin(withMirror(own));
    await rm(kept, { force: true });
    expect((await lookOnce()).code).toBe(0);
    const [program = '', ...prefix] = namespace.prefix;
    await promisify(execFile)(program, [...prefix, 'ip', 'address', 'del', `${lan}/32`, 'dev', 'lo']);
    try {
      expect((await lookOnce()).code).toBe(0);
      expect(await apply.inForce()).toEqual([`${mirrors.second.url}/`]);
      expect(await state()).toMatchObject({ awaited: [{ state: 'down' }] });
      expect((await stat(kept)).mode & 0o777).toBe(0o600);
      const again = await lookOnce();
      expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('comes back when it works')]);
    } finally {
      await namespace.addAddress(lan);
    }
    const back = await lookOnce();
    expect([back.code, back.stderr]).toEqual([0, expect.stringContaining('works again, and comes back')]);
    expect(await apply.inForce()).toEqual([`${own}/`]);
    expect(await state()).toMatchObject({ awaited: [] });
    const well = await lookOnce('--full');
    expect(well.code).toBe(0);
    expect(await apply.inForce()).toEqual([`${own}/`]);
  });

  test("the operator's own mirror, which fails only when all are measured, comes back by a measurement", async () => {
    const list = '/root/without-own.txt';
    await writeFile(join(machine.root, list), `${mirrors.second.url}\n`);
    const lookOnce = (...args: readonly string[]): Promise<Execution> =>
      watch('run', '--again-after', '1', '--list', list, '--hub', mirrors.hub.url, ...args);
    await rm(join(machine.root, 'var/lib/mirror-watch'), { recursive: true, force: true });
    const busy = join(machine.root, 'root/busy');
    await writeFile(busy, '');
    const own = 'http://10.77.1.5:5000';
    const flaky = await startFlakyMirror(namespace, '10.77.1.5', 5000, mirrors.first.url, busy);
    try {
      await apply.begin(withMirror(own));
      const out = await lookOnce();
      expect([out.code, out.stderr]).toEqual([0, expect.stringMatching(/10\.77\.1\.5:5000\/? {2}works/)]);
      expect(await apply.inForce()).toEqual([`${mirrors.second.url}/`]);
      for (const args of [[], ['--full']]) {
        const still = await lookOnce(...args);
        expect([still.code, still.stderr]).toEqual([
          0,
          expect.stringContaining('failed when it was measured'),
        ]);
        expect(await apply.inForce()).toEqual([`${mirrors.second.url}/`]);
      }
      expect(await state()).toMatchObject({ awaited: [{ state: 'unknown' }] });
      await rm(busy);
      expect((await lookOnce()).code).toBe(0);
      expect(await apply.inForce()).toEqual([`${mirrors.second.url}/`]);
      const back = await lookOnce('--full');
      expect([back.code, back.stderr]).toEqual([0, expect.stringContaining('works again, and comes back')]);
      expect(await apply.inForce()).toEqual([`${own}/`]);
      expect(await state()).toMatchObject({ awaited: [], mirrors: [{ state: 'works' }] });
    } finally {
      flaky.kill();
    }
  });

  test('with the server of a list away, what is down goes all the same, and the next look measures', async () => {
    await rm(join(machine.root, 'var/lib/mirror-watch'), { recursive: true, force: true });
    const both = `${JSON.stringify({ 'registry-mirrors': [DEAD, mirrors.first.url] })}\n`;
    const away = ['--list', `${mirrors.hub.url.replace(/:\d+$/, ':9')}/list.txt`, '--hub', mirrors.hub.url];
    await apply.begin(both);
    await rm(join(machine.root, 'root/told.json'), { force: true });
    const run = (): Promise<Execution> =>
      watch('run', '--again-after', '1', ...away, '--notify', 'cat >> /root/told.json');
    const first = await run();
    expect([first.code, first.stderr]).toEqual([2, expect.stringContaining('could not be measured')]);
    expect(await apply.inForce()).toEqual([`${mirrors.first.url}/`]);
    const status = await watch('status');
    expect([status.code, status.stdout]).toEqual([1, expect.not.stringContaining('last measured')]);
    expect(status.stdout).toContain('The last run, at');
    expect((await run()).code).toBe(2);
    const told = await readFile(join(machine.root, 'root/told.json'), 'utf8');
    expect(
      told
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).last.applied.kind),
    ).toEqual(['changed', 'failed']);
    expect((await look()).code).toBe(0);
    expect((await apply.inForce()).length).toBe(2);
    expect((await watch('status')).code).toBe(0);
  });

  test('an address that the engine takes and nobody can ask is not known, and stays', async () => {
    await rm(join(machine.root, 'var/lib/mirror-watch'), { recursive: true, force: true });
    const odd = 'https://mirror..example';
    await apply.begin(`${JSON.stringify({ 'registry-mirrors': [odd, DEAD] })}\n`);
    const first = await look();
    expect([first.code, first.stderr]).toEqual([
      0,
      expect.stringContaining(`${odd} in /etc/docker/daemon.json`),
    ]);
    expect(await apply.inForce()).toEqual([`${odd}/`]);
    const second = await look();
    expect([second.code, second.stderr]).toEqual([
      0,
      expect.stringContaining('No mirror is known to be down'),
    ]);
    expect(await state()).toMatchObject({ mirrors: [{ state: 'unknown' }], awaited: [{ state: 'down' }] });
  });

  test('nothing is done with an edit of somebody waiting in the file, and it is told once', async () => {
    await apply.begin(withMirror(DEAD));
    const edited = withMirror(DEAD, { debug: true });
    await writeFile(apply.path, edited);
    await rm(join(machine.root, 'root/told.json'), { force: true });
    for (const tells of [true, false]) {
      const { code, stderr } = await look('--notify', 'cat >> /root/told.json');
      expect([code, stderr]).toEqual([6, expect.stringContaining('status 6')]);
      const lines = await readFile(join(machine.root, 'root/told.json'), 'utf8').catch(() => '');
      expect(lines.trim().split('\n').length, String(tells)).toBe(1);
    }
    // Nor is anything measured, whatever day it is.
    const asked = mirrors.first.accessLog().length;
    const full = await look('--full');
    expect([full.code, full.stderr]).toEqual([6, expect.stringContaining('waits in the file (debug)')]);
    expect(mirrors.first.accessLog().length).toBe(asked);
    expect(await apply.text()).toBe(edited);
    expect((await watch('status')).code).toBe(1);
  });

  test('a file that cannot be read is not one without mirrors; a state that cannot be kept is told', async () => {
    await apply.begin(withMirror(mirrors.first.url));
    await writeFile(apply.path, '{ broken');
    const broken = await look();
    expect([broken.code, broken.stderr]).toEqual([3, expect.stringContaining('says why')]);
    const told = await watch('status');
    expect([told.code, told.stdout]).toEqual([1, expect.stringContaining('says why')]);
    await writeFile(apply.path, withMirror(mirrors.first.url));
    await rm(join(machine.root, 'var/lib/mirror-watch'), { recursive: true, force: true });
    await writeFile(join(machine.root, 'var/lib/mirror-watch'), '');
    const kept = await look();
    expect([kept.code, kept.stderr]).toEqual([3, expect.stringContaining('/var/lib/mirror-watch')]);
    await rm(join(machine.root, 'var/lib/mirror-watch'));
  });

  test('a timer does it from now on; uninstalled, nothing of it is left and the mirrors stay', async () => {
    const listing = async (): Promise<string> =>
      (await machine.run('find', '/etc/systemd', '/etc/mirror-watch.env', '/var/lib/mirror-watch')).stdout;
    await apply.begin(withMirror(DEAD));
    await rm(join(machine.root, 'var/lib/mirror-watch'), { recursive: true, force: true });
    const before = await listing();
    const own = '/etc/systemd/system/mirror-watch.service';
    await machine.run('sh', '-c', `echo '[Service]' >${own}`);
    for (const verb of ['install', 'uninstall']) {
      const refused = await watch(verb, '--yes');
      expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining(own)]);
    }
    expect((await machine.run('cat', own)).stdout).toBe('[Service]\n');
    await machine.run('rm', own);
    const secret = 'cat > /root/told-by-timer.json # s3cret';
    const installed = await watch('install', '--yes', '--again-after', '1', '--notify', secret, ...probing());
    expect([installed.code, installed.stderr]).toEqual([
      0,
      expect.stringContaining('are watched from now on'),
    ]);
    expect((await machine.run('systemctl', 'is-active', 'mirror-watch.timer')).stdout.trim()).toBe('active');
    expect((await machine.run('systemctl', 'show', 'mirror-watch.service')).stdout).not.toContain('s3cret');
    expect((await machine.run('stat', '-c', '%a', '/etc/mirror-watch.env')).stdout.trim()).toBe('600');

    // As the timer does.
    const started = await machine.run('systemctl', 'start', 'mirror-watch.service');
    expect([started.code, started.stderr]).toEqual([0, '']);
    expect(await apply.inForce()).not.toContain(`${DEAD}/`);
    const told = JSON.parse(await readFile(join(machine.root, 'root/told-by-timer.json'), 'utf8'));
    expect(told.last.applied.kind).toBe('changed');
    expect((await watch('status')).stdout).toContain('The engine has other mirrors now');

    // systemd cleans no unit whose last run failed.
    await rm(join(machine.root, LIST));
    expect((await machine.run('systemctl', 'start', 'mirror-watch.service')).code).not.toBe(0);
    const journal = await machine.run(
      'journalctl',
      '--unit=mirror-watch.service',
      '--output=cat',
      '--no-pager',
    );
    expect(journal.stdout).toContain(`The list ${LIST} cannot be read`);
    const failed = await watch('status');
    expect([failed.code, failed.stdout]).toEqual([
      1,
      expect.stringContaining(`The list ${LIST} cannot be read`),
    ]);
    expect(failed.stderr).toContain('mirror-watch.service failed (exit-code)');
    const text = await apply.text();
    const gone = await watch('uninstall', '--yes');
    expect([gone.code, gone.stderr]).toEqual([0, expect.stringContaining('The watch is gone')]);
    expect(await listing()).toBe(before);
    expect(await apply.text()).toBe(text);
    expect((await watch('uninstall')).stderr).toContain('No watch is installed');
  });
});

async function startFlakyMirror(
  { prefix, addAddress }: Namespace,
  address: string,
  port: number,
  upstream: string,
  file: string,
): Promise<ChildProcess> {
  await addAddress(address);
  const script = fileURLToPath(new URL('support/flaky-mirror.mjs', import.meta.url));
  const [program = '', ...args] = [
    ...prefix,
    process.execPath,
    script,
    address,
    String(port),
    upstream,
    file,
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}
