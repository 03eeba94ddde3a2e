import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Applied,
  type ApplyMachine,
  applyMachine,
  BIN,
  type Mirrors,
  mirrorApply,
  pulls,
  slashed,
  startMirrors,
} from './support/apply.ts';
import { importBusybox, runSleeper } from './support/dockerd-image.ts';
import { type HttpProxy, startHttpProxy } from './support/dockerd-proxy.ts';
import { engineOf, SUITES } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** The engine's own proxies: only a restart brings them, and a real proxy's log shows whether they are used. */

const builds = await Promise.all(SUITES.map(engineOf));
let namespace: Namespace;
let mirrors: Mirrors;
let proxy: HttpProxy;
beforeAll(async () => {
  namespace = await createNamespace();
  mirrors = await startMirrors(namespace);
  proxy = await startHttpProxy(namespace, '10.77.0.9', 'me:secret');
});
afterAll(async () => {
  for (const service of [proxy, mirrors, namespace]) await service?.stop();
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
    await engine.begin('{"debug": false}');
  });
  afterAll(() => machine?.stop());

  const inFile = !build.version.startsWith('20.');
  const authenticated = (): string => proxy.url.replace('http://', 'http://me:secret@');

  test('are written, restarted for, shown, used; the password is in one file of 0600 alone', async () => {
    const { code, outcome, stdout, stderr } = await mirrorApply(machine, [
      '--yes',
      '--http-proxy',
      authenticated(),
      '--https-proxy',
      authenticated(),
      '--no-proxy',
      '10.77.1.3',
      ...mirrors.probing,
      mirrors.first.url,
    ]);
    expect(code, stderr).toBe(0);
    expect(outcome).toMatchObject({ result: 'done', plan: { activation: 'restart', containersStopped: 0 } });
    expect(stdout + stderr).not.toContain('secret');
    const info = await engine.info();
    expect(info).toMatchObject({
      HttpProxy: proxy.url.replace('//', '//xxxxx:xxxxx@'),
      NoProxy: '10.77.1.3',
    });
    expect(await engine.inForce()).toEqual(slashed(mirrors.first.url));

    const keeper = join(
      machine.root,
      inFile ? 'etc/docker/daemon.json' : 'etc/docker/mirror-check-proxy.env',
    );
    expect(await readFile(keeper, 'utf8')).toContain('secret');
    expect((await stat(keeper)).mode & 0o777).toBe(0o600);
    const shown = await machine.run('systemctl', 'show', 'docker.service');
    expect(shown.stdout).not.toContain('secret');

    // The survey went through them, and so does the engine.
    const through = async (): Promise<number> =>
      (await proxy.requests()).filter((line) => line.includes(`${mirrors.first.url}/v2/`)).length;
    const before = await through();
    expect(before).toBeGreaterThan(0);
    // dockerd sends a line of Accept for each media type, of which tinyproxy passes on one: whether the pull gets any further is chance.
    const asked = pulls(mirrors.first);
    await machine.docker('pull', '--quiet', 'nginx:latest');
    expect(await through()).toBeGreaterThan(before);
    expect(pulls(mirrors.first)).toBeGreaterThan(asked);
  });

  test('are cleared again', async () => {
    const args = ['--yes', '--no-probe', '--http-proxy', '', '--https-proxy', '', '--no-proxy', ''];
    const { code, outcome, stderr } = await mirrorApply(machine, args);
    expect(code, stderr).toBe(0);
    expect(outcome.plan?.activation).toBe('restart');
    expect(await engine.info()).toMatchObject({ HttpProxy: '', HttpsProxy: '', NoProxy: '' });
    expect(await engine.inForce()).toEqual(slashed(mirrors.first.url));
  });

  test('come back by undo, and go by another', async () => {
    const back = await mirrorApply(machine, ['--yes', '--undo']);
    expect(back.code, back.stderr).toBe(0);
    expect(await engine.info()).toMatchObject({ NoProxy: '10.77.1.3' });
    const { outcome } = await mirrorApply(machine, ['--backups']);
    const first = outcome.backups?.at(-1)?.id ?? '';
    const undone = await mirrorApply(machine, ['--yes', '--undo', first]);
    expect(undone.code, undone.stderr).toBe(0);
    expect(await engine.info()).toMatchObject({ HttpProxy: '', NoProxy: '' });
    expect(await engine.text()).toBe('{"debug": false}');
    expect(await engine.inForce()).toEqual([]);
  });

  test.each([
    'http://user:a^bSECRET@10.77.0.1:3128',
    'http://user:50%offSECRET@10.77.0.1:3128',
    'http://CORP\\user:SECRET@10.77.0.1:3128',
    'http://user:SECRET#1@10.77.0.1:3128',
  ])('%s, which Go reads in another way, is refused before anything is touched', async (url) => {
    const [pid, text] = [await engine.pid(), await engine.text()];
    const { code, stdout, stderr } = await machine.run(
      ...[process.execPath, BIN, '--yes', '--no-probe', '--https-proxy', url],
    );
    expect(code).toBe(2);
    expect(stderr).toContain('%5E');
    expect(stdout + stderr).not.toContain('SECRET');
    expect([await engine.pid(), await engine.text()]).toEqual([pid, text]);
  });

  test('spelt in another way than the engine prints them; and a password alone, which it does not print', async () => {
    const set = async (url: string): Promise<Applied> =>
      await mirrorApply(machine, ['--yes', '--no-probe', '--http-proxy', url]);
    const began = await engine.pid();
    const spelt = await set('HTTP://me:one@代理.example:3128');
    expect(spelt.outcome, spelt.stderr).toMatchObject({ result: 'done' });
    const [pid, { HttpProxy: shown }] = [await engine.pid(), await engine.info()];
    expect(pid).not.toBe(began);
    expect(shown).not.toContain('one');
    expect((await set('HTTP://me:one@代理.example:3128')).outcome.result).toBe('nothing-to-do');
    expect(await engine.pid()).toBe(pid);

    const other = await set('HTTP://me:two@代理.example:3128');
    expect(other.outcome, other.stderr).toMatchObject({ result: 'done' });
    expect(await engine.info()).toMatchObject({ HttpProxy: shown });
    expect(await engine.pid()).not.toBe(pid);
    const undone = await mirrorApply(machine, ['--undo', '--yes']);
    expect(undone.outcome, undone.stderr).toMatchObject({ result: 'done' });
    expect(await engine.text()).toContain(inFile ? 'me:one@' : 'debug');

    // Written and not started with, as after a run that was killed between the two: the engine shows the same all the same.
    const last = await engine.pid();
    const url = 'HTTP://me:three@代理.example:3128';
    await mirrorApply(machine, ['--yes', '--no-probe', '--activate', 'none', '--http-proxy', url]);
    expect(await engine.pid()).toBe(last);
    const again = await set(url);
    expect(again.outcome, again.stderr).toMatchObject({ result: 'done', plan: { activation: 'restart' } });
    expect(await engine.pid()).not.toBe(last);
    expect((await set(url)).outcome.result).toBe('nothing-to-do');
    await mirrorApply(machine, ['--yes', '--no-probe', '--http-proxy', '']);
  });

  test('that fail at the first pull: the engine is back on what it showed before, however it printed the others', async () => {
    const before = await engine.info();
    const proxies = ['--http-proxy', 'HTTP://me:x@127.0.0.1:1', '--https-proxy', 'HTTP://me:x@127.0.0.1:1'];
    const args = ['--yes', '--no-probe', '--verify-pull', 'alpine', ...proxies];
    const { code, outcome, stderr } = await mirrorApply(machine, args);
    expect(code, stderr).toBe(4);
    expect(outcome).toMatchObject({ result: 'rolled-back' });
    const { HttpProxy, HttpsProxy } = await engine.info();
    expect([HttpProxy, HttpsProxy]).toEqual([before['HttpProxy'], before['HttpsProxy']]);
  });

  test('with live-restore no container stops, nobody has to agree to that, and the plan says so', async () => {
    await engine.begin('{"live-restore": true}');
    await importBusybox(machine, 'busybox:lab');
    const container = await runSleeper(machine, 'busybox:lab');
    const pidOf = async (): Promise<string> =>
      (await machine.docker('inspect', '--format', '{{.State.Pid}} {{.State.Running}}', container)).stdout;
    const [before, engineBefore] = [await pidOf(), await engine.pid()];
    expect(before).toMatch(/^[1-9]\d* true/);
    const args = ['--yes', '--no-probe', '--http-proxy', proxy.url];
    const { code, outcome, stderr } = await mirrorApply(machine, args);
    expect(code, stderr).toBe(0);
    expect(outcome.plan).toMatchObject({ activation: 'restart', containersStopped: 0 });
    expect(stderr).toContain('Containers go on running (live-restore is on).');
    expect(await engine.info()).toMatchObject({ HttpProxy: proxy.url });
    expect(await engine.pid()).not.toBe(engineBefore);
    expect(await pidOf()).toBe(before);
    await machine.docker('rm', '--force', container);
    await engine.begin('{"debug": false}');
  });

  test('a restart that is left to the user', async () => {
    const before = await engine.pid();
    const args = ['--yes', '--no-probe', '--http-proxy', proxy.url, '--activate', 'none'];
    expect((await mirrorApply(machine, args)).code).toBe(0);
    expect(await engine.pid()).toBe(before);
    await machine.run('systemctl', 'restart', 'docker.service');
    expect(await engine.info()).toMatchObject({ HttpProxy: proxy.url });
  });

  test.skipIf(inFile)(
    'of a wrapper in ExecStart=: told as set elsewhere, and never called ours',
    async () => {
      await engine.begin('{"debug": false}');
      const unit = await machine.run('systemctl', 'show', '-p', 'ExecStart', '--value', 'docker.service');
      const [, command = ''] = /argv\[\]=(.*?) ; ignore/.exec(unit.stdout) ?? [];
      const dropIn = join(machine.root, 'etc/systemd/system/docker.service.d/90-env.conf');
      await mkdir(dirname(dropIn), { recursive: true });
      const wrapper = `/usr/bin/env HTTPS_PROXY=http://env.example:1 ${command}`;
      await writeFile(dropIn, `[Service]\nExecStart=\nExecStart=${wrapper}\n`);
      await machine.run('systemctl', 'daemon-reload');
      const set = (url: string): Promise<Applied> =>
        mirrorApply(machine, ['--yes', '--no-probe', '--https-proxy', url]);
      const first = await set('http://127.0.0.1:1');
      expect(await engine.info()).toMatchObject({ HttpsProxy: 'http://env.example:1' });
      expect(first.outcome.messages.join(), first.stderr).toContain('goes on using HTTPS_PROXY');
      // It showed that before as well: what was set is not in force, and goes back.
      const second = await set('http://127.0.0.1:2');
      expect(second.outcome, second.stderr).toMatchObject({ result: 'rolled-back', exitCode: 4 });
      expect(await engine.isActive()).toBe('active');
      await engine.begin('{"debug": false}');
    },
  );
});
