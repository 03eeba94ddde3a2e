import { readFile } from 'node:fs/promises';
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

  test('what cannot serve is taken back whole', async () => {
    const [before, text] = [await files(), await config()];
    const { code, stderr } = await relay(
      'install',
      '--yes',
      '--hub',
      'http://10.77.1.9:5000',
      '--image',
      'nosuch:1',
      'http://10.77.1.9:5000',
    );
    expect([code, stderr]).toEqual([4, expect.stringContaining('The service was taken back.')]);
    expect(await files()).toEqual(before);
    expect(await config()).toBe(text);
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
    const gone = await relay('uninstall', '--yes');
    expect([gone.code, gone.stderr]).toEqual([0, expect.stringContaining('The relay is gone.')]);
    expect(await config()).toBe(text);
    expect(await files()).toEqual(before);
    expect((await relay('uninstall')).stderr).toContain('No relay is installed');
  });
});
