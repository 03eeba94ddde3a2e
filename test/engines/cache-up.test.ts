import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageFile } from '../../src/packaging.ts';
import type { CacheStatus } from '../../src/use/cache/status.ts';
import { type AccountRegistries, startAccountRegistries } from './support/account-registries.ts';
import { type Mirrors, startMirrors } from './support/apply.ts';
import type { Execution } from './support/dockerd-execute.ts';
import { type HttpProxy, startHttpProxy } from './support/dockerd-proxy.ts';
import { engineOf, SUITES } from './support/fetch-engine.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { bootSystemd, type SystemdMachine } from './support/systemd.ts';

/** `mirror-cache` on a machine with systemd, Debian's docker-registry and a real dockerd. */

const BIN = fileURLToPath(new URL('../../bin/mirror-cache.js', import.meta.url));
const APPLY = fileURLToPath(new URL('../../bin/mirror-apply.js', import.meta.url));
const build = (await Promise.all(SUITES.map(engineOf))).findLast(({ kind }) => kind === 'engine');

let namespace: Namespace;
let mirrors: Mirrors;
let machine: SystemdMachine;
let registries: AccountRegistries;
let proxy: HttpProxy;

const ACCOUNT = 'me:passw0rd-of-mine';
const [FIRST, SECOND, THIRD] = ['10.77.2.1:8443', '10.77.2.2:8443', '10.77.2.3:8443'] as const;

describe.skipIf(build === undefined)('on a machine with systemd', () => {
  beforeAll(async () => {
    namespace = await createNamespace();
    mirrors = await startMirrors(namespace);
    if (build?.kind !== 'engine') return;
    machine = await bootSystemd({ build, namespace, config: '{"debug": false}\n' });
    const addresses = [FIRST, SECOND, THIRD].map((host) => host.replace(/:.*/, ''));
    registries = await startAccountRegistries(namespace, addresses, ACCOUNT);
    await appendFile(join(machine.root, 'etc/ssl/certs/ca-certificates.crt'), registries.authority);
    proxy = await startHttpProxy(namespace, '10.77.2.9', 'proxied:passw0rd-of-it');
  });
  afterAll(async () => {
    await machine?.stop();
    await proxy?.stop();
    await registries?.stop();
    await mirrors?.stop();
    await namespace?.stop();
  });

  const cache = (...args: readonly string[]): Promise<Execution> =>
    machine.run(process.execPath, BIN, ...args);
  const config = (): Promise<string> => readFile(join(machine.root, 'etc/docker/daemon.json'), 'utf8');
  /** Every file that is not a log, a cache of the machine's or a backup of mirror-apply's. */
  const files = async (): Promise<readonly string[]> => {
    const { stdout } = await machine.run(
      ...['find', '/etc', '/var/lib', '/usr/local', '/root', '-xdev'],
      ...[
        '(',
        '-path',
        '/var/lib/docker',
        '-o',
        '-name',
        '*.mirror-check-backups',
        ')',
        '-prune',
        '-o',
        '-print',
      ],
    );
    return stdout.split('\n').filter((path) => !/^\/var\/lib\/(?:docker|containerd|systemd\/)/.test(path));
  };

  test('what is in the way is told before anything is written', async () => {
    const before = await files();
    const account = '/etc/account';
    await machine.run('sh', '-c', `echo me:secret >${account} && chmod 644 ${account}`);
    for (const [args, word] of [
      [['--max-size', '900000GiB'], 'on a full disk'],
      [['--max-size', '64MiB', '--listen', new URL(mirrors.hub.url).host], 'Somebody listens'],
      [['--max-size', '64MiB', '--listen', '10.99.99.99'], 'no address of this machine'],
      [['--max-size', '64MiB', '--listen', '127.0.0.1'], 'certificate of Docker Hub'],
      [['--max-size', '64MiB', '--account-file', account], 'chmod 600'],
      [['--max-size', '64MiB', '--upstream', 'relay'], 'No relay is installed'],
      [['--max-size', '64MiB', '--data', '/etc'], 'belongs to the system'],
      [['--max-size', '64MiB', '--redis', '127.0.0.1:1/3'], 'does not answer as a redis does (ECONNREFUSED)'],
      [['--max-size', '64MiB', '--apply', '--engine', 'k3s'], 'k3s is not found on this machine'],
    ] as const) {
      const { code, stderr } = await cache('up', '--yes', ...args);
      expect([code, stderr]).toEqual([3, expect.stringContaining(word)]);
      expect(stderr).not.toContain('secret');
    }
    await machine.run('rm', account);
    const stuff = '/srv/stuff/docker.io';
    await machine.run('sh', '-c', `mkdir -p ${stuff} && echo precious >${stuff}/thesis.txt`);
    const data = await cache('up', '--yes', '--max-size', '64MiB', '--data', '/srv/stuff');
    expect([data.code, data.stderr]).toEqual([3, expect.stringContaining('thesis.txt')]);
    expect((await machine.run('stat', '-c', '%U %a', stuff)).stdout.trim()).toBe('root 755');
    await machine.run('rm', '-r', '/srv/stuff');
    // A registry's own store, which looks like a cache's and cannot be fetched again.
    const precious =
      '/srv/own/docker.io/docker/registry/v2/repositories/me/app/_manifests/tags/1/current/link';
    await machine.run('install', '-D', '/dev/null', precious);
    const own = await cache('up', '--yes', '--max-size', '64MiB', '--data', '/srv/own');
    expect([own.code, own.stderr]).toEqual([3, expect.stringContaining('scheduler-state.json')]);
    expect((await machine.run('stat', precious)).code).toBe(0);
    await machine.run('rm', '-r', '/srv/own');
    await machine.run('touch', '/srv/file');
    const file = await cache('up', '--yes', '--max-size', '64MiB', '--data', '/srv/file');
    expect([file.code, file.stderr]).toEqual([3, expect.stringContaining('is not a folder')]);
    await machine.run('rm', '/srv/file');
    await machine.run('sh', '-c', 'mkdir /etc/mirror-cache && echo mine >/etc/mirror-cache/docker.io.yml');
    const foreign = await cache('up', '--yes', '--max-size', '64MiB');
    expect([foreign.code, foreign.stderr]).toEqual([3, expect.stringContaining('has not written it')]);
    expect((await cache('down', '--yes')).stderr).toContain('No cache is set up');
    expect((await machine.run('cat', '/etc/mirror-cache/docker.io.yml')).stdout).toBe('mine\n');
    await machine.run('rm', '-r', '/etc/mirror-cache');
    const units = ['mirror-cache@.service', 'mirror-cache-address.service'].map(
      (name) => `/etc/systemd/system/${name}`,
    );
    const ownUnit = '[Service]\nExecStart=/bin/sleep 1000\n';
    for (const path of units) {
      await machine.run('sh', '-c', `printf '${ownUnit}' >${path}`);
      for (const args of [['up', '--max-size', '64MiB'], ['down']]) {
        const refused = await cache(...args, '--yes');
        expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining(path)]);
      }
      const seen = await cache('status');
      expect([seen.code, seen.stdout]).toEqual([1, expect.stringContaining(path)]);
      expect((await machine.run('cat', path)).stdout).toBe(ownUnit);
      await machine.run('rm', path);
    }
    // Halves of killed runs go, with the folder that was made for them; what is somebody's own stays.
    const half = '/etc/mirror-cache/.mirror-check-0-4711-1-0123456789ab.new';
    await machine.run('sh', '-c', `mkdir /etc/mirror-cache && echo s3cret >${half}`);
    expect((await cache('down', '--yes')).stderr).toContain('No cache is set up');
    await machine.run('sh', '-c', 'mkdir /etc/mirror-cache && echo mine >/etc/mirror-cache/prod.env');
    expect((await cache('down', '--yes')).stderr).toContain('No cache is set up');
    expect((await machine.run('cat', '/etc/mirror-cache/prod.env')).stdout).toBe('mine\n');
    await machine.run('rm', '-r', '/etc/mirror-cache');
    expect(await files()).toEqual(before);
  });

  test('what cannot serve is taken back whole, and says why', async () => {
    const [before, text] = [await files(), await config()];
    const down = await cache('up', '--yes', '--max-size', '64MiB', '--upstream', 'http://10.77.1.9:5000');
    expect([down.code, down.stderr]).toEqual([4, expect.stringContaining('cannot reach its upstream')]);
    expect(await files()).toEqual(before);
    expect(await config()).toBe(text);
  });

  test('Docker pulls through it, it is watched, pruned, and everything goes again', async () => {
    const [before, text] = [await files(), await config()];
    const up = await cache('up', '--yes', '--apply', '--max-size', '64MiB', '--upstream', mirrors.hub.url);
    expect([up.code, up.stderr + up.stdout]).toEqual([
      0,
      expect.stringContaining('serves at http://10.213.50.78:5100'),
    ]);
    expect(JSON.parse(await config())['registry-mirrors']).toEqual(['http://10.213.50.78:5100']);

    const pulled = await machine.docker('pull', 'nginx:latest');
    expect([pulled.code, pulled.stderr]).toEqual([0, '']);
    const status = await cache('status', '--format', 'json');
    const told = JSON.parse(status.stdout) as CacheStatus;
    const validate = new Ajv2020({ strict: false }).compile(
      JSON.parse(packageFile('schema/cache-status.schema.json')) as object,
    );
    expect(validate(told), JSON.stringify(validate.errors)).toBe(true);
    expect([status.code, told.caches[0]]).toMatchObject([
      0,
      { serves: true, upstreamState: 'answers', maxBytes: 67_108_864 },
    ]);
    expect(told.caches[0]?.log?.blobs.fetched).toBeGreaterThan(0);
    expect(told.caches[0]?.bytes).toBeGreaterThan(1_000_000);

    process.kill(mirrors.hub.pid, 'SIGSTOP');
    try {
      const silent = await cache('status');
      expect([silent.code, silent.stdout]).toEqual([1, expect.stringContaining('each tag hangs')]);
    } finally {
      process.kill(mirrors.hub.pid, 'SIGCONT');
    }

    const analysed = await machine.run(
      'systemd-analyze',
      'security',
      '--no-pager',
      'mirror-cache@docker.io.service',
    );
    const level = Number(
      /exposure level for mirror-cache@docker\.io\.service: ([\d.]+)/.exec(analysed.stdout)?.[1],
    );
    expect(level, analysed.stdout).toBeLessThanOrEqual(2);

    const shown = await cache('prune', '--max-size', '1MiB', '--dry-run');
    expect([shown.code, shown.stderr]).toEqual([0, expect.stringContaining('would let go of library/nginx')]);
    expect(shown.stderr).toContain('Nothing was changed.');
    const pruned = await cache('prune', '--max-size', '1MiB');
    expect([pruned.code, pruned.stderr]).toEqual([0, expect.stringContaining('let go of library/nginx')]);
    await machine.docker('image', 'rm', 'nginx:latest');
    const again = await machine.docker('pull', 'nginx:latest');
    expect([again.code, again.stderr]).toEqual([0, '']);
    const timed = await machine.run('systemctl', 'start', 'mirror-cache-prune@docker.io.service');
    expect([timed.code, timed.stderr]).toEqual([0, '']);
    const timer = await machine.run('systemctl', 'is-active', 'mirror-cache-prune@docker.io.timer');
    expect(timer.stdout.trim()).toBe('active');

    // A network that is restarted may take the address along.
    await machine.run('ip', 'address', 'delete', '10.213.50.78/32', 'dev', 'lo');
    const lost = await cache('status');
    expect([lost.code, lost.stdout]).toEqual([
      1,
      expect.stringContaining('this machine has lost that address'),
    ]);
    const [, remedy = ''] = /: sudo (systemctl restart [\w-]+)$/m.exec(lost.stdout) ?? [];
    await machine.run('sh', '-c', remedy);
    await expect.poll(async () => (await cache('status')).code, { timeout: 30_000 }).toBe(0);
    await machine.run('ip', 'address', 'delete', '10.213.50.78/32', 'dev', 'lo');

    await machine.run('systemctl', 'stop', 'mirror-cache@docker.io.service');
    const stopped = await cache('status');
    expect([stopped.code, stopped.stdout]).toEqual([1, expect.stringContaining('does not serve')]);

    expect((await cache('up', '--yes')).stderr).toContain('There are caches already: docker.io');
    const gone = await cache('down', '--yes');
    expect([gone.code, gone.stderr]).toEqual([0, expect.stringContaining('The caches are gone.')]);
    // Which would have the engine ask where nobody is any more.
    expect(gone.stdout + gone.stderr).not.toContain('--undo');
    expect(await config()).toBe(text);
    expect(await files()).toEqual(before);
  });

  test.each([
    ['by its own --apply, and the backup is gone', ['--apply']],
    ['by hand', []],
  ])('Docker was pointed at it %s: the address goes, and what was chosen since stays', async (_, how) => {
    const apply = (...args: readonly string[]) =>
      machine.run(process.execPath, APPLY, '--yes', '--no-probe', ...args);
    const up = await cache('up', '--yes', '--max-size', '64MiB', '--upstream', mirrors.hub.url, ...how);
    expect(up.code, up.stderr).toBe(0);
    // An earlier cache of this machine has left its log.
    const fresh = JSON.parse((await cache('status', '--format', 'json')).stdout) as CacheStatus;
    expect(fresh.caches[0]?.log?.blobs).toEqual({ asked: 0, fetched: 0 });
    if (how.length === 0) expect((await apply('http://10.213.50.78:5100')).code).toBe(0);
    expect((await apply(mirrors.first.url)).code).toBe(0);
    await machine.run('rm', '-r', '/etc/docker/daemon.json.mirror-check-backups');
    expect(JSON.parse(await config())['registry-mirrors']).toEqual([
      mirrors.first.url,
      'http://10.213.50.78:5100',
    ]);
    const asked = await cache('down', '--no-input');
    expect([asked.code, asked.stderr]).toEqual([
      6,
      expect.stringMatching(/docker asks them for docker\.io: http:\/\/10\.213\.50\.78:5100 goes from/),
    ]);
    const gone = await cache('down', '--yes');
    expect([gone.code, gone.stderr]).toEqual([0, expect.stringContaining('The caches are gone.')]);
    expect(gone.stderr).not.toContain('still stands');
    expect(JSON.parse(await config())['registry-mirrors']).toEqual([mirrors.first.url]);
    expect((await apply('--mirrors-off', mirrors.first.url)).code).toBe(0);
    expect(JSON.parse(await config())['registry-mirrors']).toEqual([]);
  });

  test('several registries, by way of a proxy, with an account: each joins those that are there', async () => {
    const before = await files();
    const bound = ['--yes', '--max-size', '64MiB'] as const;
    const via = `http://proxied:passw0rd-of-it@${new URL(proxy.url).host}`;
    const status = async () => JSON.parse((await cache('status', '-f', 'json')).stdout) as CacheStatus;
    const ask = (port: number, path: string) =>
      machine.run(
        'curl',
        '-sS',
        '-o',
        '/dev/null',
        '-w',
        '%{http_code}',
        '-H',
        'accept: application/vnd.docker.distribution.manifest.v2+json',
        `http://10.213.50.78:${port}${path}`,
      );

    const two = [
      '--registry',
      FIRST,
      '--registry',
      SECOND,
      '--image',
      `${FIRST}/open/a`,
      '--image',
      `${SECOND}/open/b`,
    ];
    const up = await cache('up', ...bound, ...two, '--via', via);
    expect([up.code, up.stderr]).toEqual([
      0,
      expect.stringContaining(`${SECOND} serves at http://10.213.50.78:5101`),
    ]);
    expect(up.stderr + up.stdout).not.toContain('passw0rd');
    expect((await proxy.requests()).filter((line) => line.startsWith('CONNECT'))).toEqual(
      expect.arrayContaining([`CONNECT ${FIRST}`, `CONNECT ${SECOND}`]),
    );
    const secret = '/etc/mirror-cache/10.77.2.1_8443.env';
    expect((await machine.run('stat', '-c', '%U %a', secret)).stdout.trim()).toBe('root 600');

    await machine.run('sh', '-c', `umask 077 && echo ${ACCOUNT} >/root/account`);
    const [third, image] = [
      ['--registry', THIRD],
      ['--image', `${THIRD}/private/c`],
    ];
    const other = await cache('up', '--yes', '--registry', 'ghcr.io', '--max-size', '65MiB');
    expect([other.code, other.stderr]).toEqual([
      3,
      expect.stringContaining('--max-size is the same for all'),
    ]);

    // A failed one takes itself back, and nothing of the others.
    const refused = await cache('up', ...bound, ...third, ...image);
    expect([refused.code, refused.stderr]).toEqual([
      4,
      expect.stringMatching(/does not come through[\s\S]*: 404/),
    ]);
    expect((await status()).caches.map(({ registry, serves }) => [registry, serves])).toEqual([
      [FIRST, true],
      [SECOND, true],
    ]);
    await machine.run('sh', '-c', 'umask 077 && echo me:wrong >/root/wrong');
    const wrong = await cache('up', '--yes', ...third, ...image, '--account-file', '/root/wrong');
    expect([wrong.code, wrong.stderr]).toEqual([4, expect.stringContaining('or the account was refused')]);
    expect(wrong.stderr.match(/response completed with error/g)?.length ?? 0).toBeLessThan(2);
    await machine.run('rm', '/root/wrong');
    await machine.run('sh', '-c', "echo '# mine' >>/etc/systemd/system/mirror-cache@.service");
    const withAccount = ['--account-file', '/root/account', '--apply'];
    const member = await cache('up', '--yes', ...third, ...image, ...withAccount);
    expect([member.code, member.stderr]).toEqual([
      0,
      expect.stringContaining('everybody who reaches this cache'),
    ]);
    expect(member.stderr).toContain('at http://10.213.50.78:5102');
    expect(member.stderr).toContain('written anew: /etc/systemd/system/mirror-cache@.service.');
    expect(member.stdout).toContain(`--registry ${THIRD} --undo`);
    expect((await ask(5102, '/v2/private/c/manifests/latest')).stdout).toBe('200');
    const sentTo = registries.asked().filter((line) => line.endsWith(' account'));
    expect(new Set(sentTo.map((line) => line.split(' ')[2]))).toEqual(new Set([THIRD]));
    // Docker has another file for each registry but its own.
    const hosts = ['find', '/etc/docker/certs.d', '-name', 'hosts.toml'] as const;
    expect((await machine.run(...hosts)).stdout).toBe(`/etc/docker/certs.d/${THIRD}/hosts.toml\n`);
    const shown = await machine.run('systemctl', 'show', 'mirror-cache@10.77.2.3_8443.service');
    expect(shown.stdout).not.toContain('passw0rd');

    await machine.run(
      'sed',
      '-i',
      's/^  remoteurl: .*/  remoteurl: https:\\/\\/elsewhere/',
      '/etc/mirror-cache/10.77.2.2_8443.yml',
    );
    const edited = await cache('status');
    expect([edited.code, edited.stdout]).toEqual([
      1,
      expect.stringContaining('/etc/mirror-cache/10.77.2.2_8443.yml'),
    ]);
    const kept = (await machine.run('cat', '/etc/mirror-cache/10.77.2.2_8443.yml')).stdout;
    const onTop = await cache('up', ...bound, '--registry', SECOND);
    expect([onTop.code, onTop.stderr]).toEqual([3, expect.stringContaining('Undo the edit')]);
    expect((await machine.run('cat', '/etc/mirror-cache/10.77.2.2_8443.yml')).stdout).toBe(kept);

    const alone = await cache('down', '--yes', '--registry', THIRD);
    expect([alone.code, alone.stderr]).toEqual([0, expect.stringContaining(`The caches of ${THIRD} go`)]);
    expect((await machine.run(...hosts)).stdout).toBe('');
    expect([(await ask(5100, '/v2/')).stdout, (await ask(5102, '/v2/')).stdout]).toEqual(['200', '000']);
    expect((await status()).caches.map(({ registry }) => registry)).toEqual([FIRST]);
    const twice = await cache('down', '--yes', '--registry', THIRD);
    expect([twice.code, twice.stderr]).toEqual([3, expect.stringContaining(SECOND)]);

    const gone = await cache('down', '--yes');
    expect([gone.code, gone.stderr]).toEqual([0, expect.stringContaining('was edited')]);
    expect((await machine.run(...hosts)).stdout).toBe('');
    await machine.run('rm', '-r', '/root/account', '/etc/docker/certs.d');
    expect(await files()).toEqual(before);
    const active = await machine.run(
      'systemctl',
      'list-units',
      '--all',
      '--plain',
      '--no-legend',
      'mirror-cache*',
    );
    expect(active.stdout).toBe('');
  });

  test('podman is pointed at it, and back; what was fetched may stay', async () => {
    const before = await files();
    await machine.run('install', '-d', '-m', '700', '/srv/images');
    const disk = ['-t', 'tmpfs', '-o', 'size=96m,mode=700'];
    expect((await machine.run('mount', ...disk, 'none', '/srv/images')).code).toBe(0);
    const options = [
      '--data',
      '/srv/images',
      '--max-size',
      '64MiB',
      '--upstream',
      mirrors.hub.url,
      '--apply',
      '--engine',
      'podman',
    ];
    // Of two at once one does it, and the other one leaves it alone.
    const both = await Promise.all([cache('up', '--yes', ...options), cache('up', '--yes', ...options)]);
    const [up, late] = both.sort((a, b) => a.code - b.code);
    expect([up?.code, up?.stderr]).toEqual([0, expect.stringContaining('serves at')]);
    expect([late?.code, late?.stderr]).toEqual([
      3,
      expect.stringMatching(/right now|changed meanwhile|caches already/),
    ]);
    expect((await cache('status')).code).toBe(0);
    await machine.run('sh', '-c', 'cat /dev/zero >/srv/images/fill');
    const full = await cache('status', '-f', 'json');
    expect([full.code, JSON.parse(full.stdout).caches[0]]).toMatchObject([
      1,
      { serves: false, notServing: 'disk-full' },
    ]);
    await machine.run('rm', '/srv/images/fill');
    expect((await cache('status')).code).toBe(0);
    const conf = await machine.run('sh', '-c', 'cat /etc/containers/registries.conf.d/*');
    expect(conf.stdout).toContain('10.213.50.78:5100');
    const kept = await cache('down', '--yes', '--keep-data');
    expect([kept.code, kept.stderr]).toEqual([
      0,
      expect.stringContaining('What was fetched stays in /srv/images.'),
    ]);
    const again = await cache('up', '--dry-run', ...options);
    expect(again.stderr).toContain('Nothing was changed.');
    expect(again.stderr).toContain(
      'kept in /srv/images. An earlier cache left something there, which is used again: docker.io',
    );
    // What podman itself makes when it is asked is podman's.
    const left = (await files()).filter((path) => !before.includes(path));
    expect(left.filter((path) => !/^\/var\/lib\/containers|^\/root\/\.rpmdb/.test(path))).toEqual([]);
    const there = await machine.run('ls', '/srv/images/docker.io/docker/registry/v2');
    expect(there.stdout.trim().split('\n')).toEqual(['blobs', 'repositories']);

    // What is said to go goes, also where somebody stopped the mount.
    expect((await cache('up', '--yes', ...options)).code).toBe(0);
    await machine.run(
      'systemctl',
      'stop',
      'mirror-cache@docker.io',
      'var-lib-private-mirror\\x2dcache.mount',
    );
    expect((await cache('status')).stdout).toContain('is it mounted?');
    expect((await machine.run('ls', '/srv/images')).stdout).toBe('docker.io\n');
    // Nothing says any more that it is a cache's: it is spared, and gone with the proof.
    const proofs = ['scheduler-state.json', 'mirror-cache-pulls.json'].map(
      (name) => `/srv/images/docker.io/${name}`,
    );
    await machine.run('sh', '-c', `mkdir /srv/proof && mv ${proofs.join(' ')} /srv/proof; true`);
    const spared = await cache('down', '--yes');
    expect([spared.code, spared.stderr]).toEqual([
      3,
      expect.stringContaining('What lies in /srv/images/docker.io stays'),
    ]);
    expect((await machine.run('ls', '/srv/images')).stdout).toBe('docker.io\n');
    expect((await cache('up', '--yes', ...options)).stderr).toContain('scheduler-state.json');
    const unproven = ['prune', '--data', '/srv/images/docker.io', '--max-size', '1KiB'];
    await machine.run('chown', '-R', 'root:', '/srv/images/docker.io');
    expect(await cache(...unproven)).toMatchObject({ code: 3, stderr: expect.stringContaining('scheduler') });
    await machine.run('sh', '-c', 'mv /srv/proof/* /srv/images/docker.io && rmdir /srv/proof');
    // podman takes a loopback address, which the next cache, for Docker, must not have of it.
    expect((await cache('up', '--yes', ...options, '--listen', '127.0.0.1')).code).toBe(0);
    const next = await cache('up', '--yes', '--registry', FIRST, '--max-size', '64MiB');
    expect([next.code, next.stderr]).toEqual([
      3,
      expect.stringContaining('with --listen, or name the engine'),
    ]);
    const gone = await cache('down', '--yes');
    expect([gone.code, gone.stderr]).toEqual([0, expect.stringContaining('The caches are gone.')]);
    expect((await machine.run('ls', '/srv/images')).stdout).toBe('');
    await machine.run('umount', '/srv/images');
  });
});
