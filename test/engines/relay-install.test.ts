import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Mirrors, startMirrors } from './support/apply.ts';
import type { Execution } from './support/dockerd-execute.ts';
import { engineOf, SUITES } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** `mirror-relay install` and `uninstall` on a machine with systemd and a real dockerd. */

const BIN = fileURLToPath(new URL('../../bin/mirror-relay.js', import.meta.url));
const APPLY = fileURLToPath(new URL('../../bin/mirror-apply.js', import.meta.url));
const CHECK = fileURLToPath(new URL('../../bin/mirror-check.js', import.meta.url));
const build = (await Promise.all(SUITES.map(engineOf))).findLast(({ kind }) => kind === 'engine');

let namespace: Namespace;
let mirrors: Mirrors;
let machine: SystemdMachine;

describe.skipIf(build === undefined)('on a machine with systemd', () => {
  beforeAll(async () => {
    namespace = await createNamespace();
    mirrors = await startMirrors(namespace);
    if (build?.kind !== 'engine') return;
    machine = await bootSystemd({ build, namespace, config: '{"debug": false}\n' });
  });
  afterAll(async () => {
    await machine?.stop();
    await mirrors?.stop();
    await namespace?.stop();
  });

  const relay = (...args: readonly string[]): Promise<Execution> =>
    machine.run(process.execPath, BIN, ...args);
  const config = (): Promise<string> => readFile(join(machine.root, 'etc/docker/daemon.json'), 'utf8');
  /** Every file that is not a log, a cache of the machine's or a backup of mirror-apply's. */
  const files = async (): Promise<readonly string[]> => {
    const { stdout } = await machine.run(
      'find',
      '/etc',
      '/var/lib',
      '/usr/local',
      '/root',
      '-xdev',
      '(',
      '-name',
      'docker',
      '-path',
      '/var/lib/docker',
      '-o',
      '-name',
      '*.mirror-check-backups',
      ')',
      '-prune',
      '-o',
      '-print',
    );
    return stdout.split('\n').filter((path) => !/^\/var\/lib\/(?:docker|containerd|systemd\/)/.test(path));
  };

  const SERVING = ['install', '--yes', '--hub'] as const;

  test.each<[string, number, () => readonly string[], () => Promise<() => Promise<unknown>>]>([
    [
      'cannot serve',
      4,
      () => ['http://10.77.1.9:5000', '--image', 'nosuch:1', 'http://10.77.1.9:5000'],
      async () => async () => {},
    ],
    [
      'cannot listen',
      4,
      () => [mirrors.hub.url, '--listen', '127.0.0.1:5099', mirrors.first.url],
      async () => {
        // What refuses the socket its start.
        const folder = '/etc/systemd/system/mirror-relay.socket.d';
        await machine.run('mkdir', folder);
        await machine.run('sh', '-c', `printf '[Socket]\\nExecStartPre=/bin/false\\n' >${folder}/no.conf`);
        return () => machine.run('rm', '-r', folder);
      },
    ],
    [
      'Docker cannot be configured for',
      3,
      () => [mirrors.hub.url, mirrors.first.url],
      async () => {
        await machine.run(
          'sh',
          '-c',
          'cp /etc/docker/daemon.json /root/kept; printf "{" >/etc/docker/daemon.json',
        );
        return () => machine.run('sh', '-c', 'cat /root/kept >/etc/docker/daemon.json; rm /root/kept');
      },
    ],
  ])('what %s is taken back whole', async (_, expected, args, hinder) => {
    const text = await config();
    const mend = await hinder();
    const [before, hindered] = [await files(), await config()];
    const { code, stderr } = await relay(...SERVING, ...args());
    expect([code, stderr]).toEqual([expected, expect.stringContaining('The service was taken back.')]);
    expect(await files()).toEqual(before);
    expect(await config()).toBe(hindered);
    await mend();
    expect(await config()).toBe(text);
    expect((await machine.run('systemctl', 'is-failed', 'mirror-relay.service')).stdout.trim()).toBe(
      'inactive',
    );
  });

  test.each(['0.0.0.0:5077', '8.8.8.8:5077', '[2001:db8::1]:5077'])(
    '%s is not its to listen at',
    async (at) => {
      const before = await files();
      const { code, stderr } = await relay(...SERVING, mirrors.hub.url, '--listen', at, mirrors.first.url);
      expect([code, stderr]).toEqual([3, expect.stringContaining('is not an address of this machine')]);
      expect(await files()).toEqual(before);
    },
  );

  test('a unit of somebody else’s is neither overwritten nor taken away', async () => {
    const own = '/etc/systemd/system/mirror-relay.service';
    await machine.run('sh', '-c', `echo '[Service]' >${own}`);
    for (const args of [
      [...SERVING, mirrors.hub.url, mirrors.first.url],
      ['uninstall', '--yes'],
    ]) {
      const { code, stderr } = await relay(...args);
      expect([code, stderr]).toEqual([3, expect.stringContaining(own)]);
    }
    expect((await machine.run('cat', own)).stdout).toBe('[Service]\n');
    await machine.run('rm', own);
  });

  test('a signal takes everything back', async () => {
    const [before, text] = [await files(), await config()];
    const order = [...SERVING, mirrors.hub.url, '--image', 'nosuch:1', mirrors.first.url].join(' ');
    // Twice at one instant: timeout passes on what it gets to its child, and then to the whole group.
    const { stdout } = await machine.run(
      'sh',
      '-c',
      `timeout --preserve-status 60 ${process.execPath} ${BIN} ${order} >/run/said 2>&1 & pid=$!
      until grep -q Waiting /run/said || ! kill -0 $pid; do sleep 0.05; done
      kill -INT $pid; wait $pid; echo $?; cat /run/said`,
    );
    expect(stdout).toMatch(/^130\n[\s\S]*The service was taken back\./);
    expect([await files(), await config()]).toEqual([before, text]);
  });

  test('a report names the mirrors to begin with, and nothing is surveyed', async () => {
    const report = await machine.runWith(
      {},
      process.execPath,
      CHECK,
      '--format',
      'json',
      '--hub',
      mirrors.hub.url,
      mirrors.second.url,
    );
    await writeFile(join(machine.root, 'root/report.json'), report.stdout);
    const before = await files();
    const at = ['--listen', '[::1]:5077'];
    const { code, stderr } = await relay(...SERVING, mirrors.hub.url, '--from', '/root/report.json', ...at);
    expect([code, stderr]).toEqual([0, expect.stringContaining('Docker pulls through the relay')]);
    const log = await machine.run('journalctl', '--unit=mirror-relay.service', '--output=cat', '--no-pager');
    expect(log.stdout).toContain(`mirrors of docker.io, best first: ${mirrors.second.url}`);
    expect(log.stdout).not.toContain('looking for the best mirrors');
    expect(JSON.parse(await config())['registry-mirrors'][0]).toBe('http://[::1]:5077');
    expect((await relay('uninstall', '--yes')).code).toBe(0);
    expect(await files()).toEqual(before);
  });

  test('Docker pulls through it, with one real mirror behind, and everything goes again', async () => {
    const [before, text] = [await files(), await config()];
    const { code, stderr, stdout } = await relay(
      'install',
      '--yes',
      '--hub',
      mirrors.hub.url,
      mirrors.first.url,
      mirrors.second.url,
    );
    expect([code, stderr + stdout]).toEqual([0, expect.stringContaining('Docker pulls through the relay')]);
    // It has just been seen to serve.
    expect(stderr + stdout).not.toContain('Not measured');
    expect(JSON.parse(await config())['registry-mirrors']).toEqual([
      'http://10.213.50.77:5077',
      mirrors.first.url,
    ]);

    const pulled = await machine.docker('pull', 'nginx:latest');
    expect([pulled.code, pulled.stderr]).toEqual([0, '']);
    const status = JSON.parse(
      (await relay('status', '--format', 'json', '--listen', '10.213.50.77:5077')).stdout,
    );
    expect(status.requests.miss).toBeGreaterThan(2);

    const analysed = await machine.run('systemd-analyze', 'security', '--no-pager', 'mirror-relay.service');
    const level = Number(/exposure level for mirror-relay\.service: ([\d.]+)/.exec(analysed.stdout)?.[1]);
    expect(level, analysed.stdout).toBeLessThanOrEqual(2);
    const user = await machine.run('ps', '-o', 'user=', '-C', 'node');
    expect(user.stdout.trim()).not.toContain('root');

    expect((await relay('install', '--yes')).stderr).toContain('installed already');
    const [installed, configured] = [await files(), await config()];
    const planned = await relay('uninstall', '--dry-run');
    expect([planned.code, planned.stderr]).toEqual([0, expect.stringContaining('/var/lib/mirror-relay')]);
    expect(planned.stdout + planned.stderr).toContain(`"${mirrors.first.url}"`);
    expect([await files(), await config()]).toEqual([installed, configured]);

    const gone = await relay('uninstall', '--yes');
    expect([gone.code, gone.stderr]).toEqual([0, expect.stringContaining('The relay is gone.')]);
    expect(await config()).toBe(text);
    expect(await files()).toEqual(before);
    expect((await relay('uninstall')).stderr).toContain('No relay is installed');
  });

  test('Docker that does not run is not said to pull through it', async () => {
    await machine.run('systemctl', 'stop', 'docker.socket', 'docker.service');
    const { code, stderr } = await relay(
      ...SERVING,
      mirrors.hub.url,
      '--listen',
      '[::1]:5077',
      mirrors.first.url,
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining('Docker is not running. Once it is started')]);
    expect((await relay('uninstall', '--yes')).code).toBe(0);
    await machine.run('systemctl', 'start', 'docker.service');
  });

  test('mirrors that were chosen since stay, though the backup is gone', async () => {
    const { code, stderr } = await relay(...SERVING, mirrors.hub.url, mirrors.first.url);
    expect([code, stderr]).toEqual([0, expect.stringContaining('Docker pulls through the relay')]);
    const later = await machine.run(process.execPath, APPLY, '--yes', '--no-probe', mirrors.second.url);
    expect(later.code, later.stderr).toBe(0);
    await machine.run('rm', '-r', '/etc/docker/daemon.json.mirror-check-backups');
    const gone = await relay('uninstall', '--yes');
    expect([gone.code, gone.stderr]).toEqual([0, expect.stringContaining('The relay is gone.')]);
    expect(JSON.parse(await config())['registry-mirrors']).toEqual([mirrors.second.url, mirrors.first.url]);
  });
});
