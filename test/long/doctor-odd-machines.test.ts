import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CauseKind } from '../../src/words/doctor/cause.ts';
import { CONTAINERD_STORE, type Dockerd, startDockerd } from '../engines/support/dockerd.ts';
import { execute } from '../engines/support/dockerd-execute.ts';
import { type DoctorLab, HUB_NAMES, openDoctorLab, runDoctor } from '../engines/support/doctor-lab.ts';
import { engineOf } from '../engines/support/fetch-engine.ts';

/** Faults of the machine itself, each with an engine of its own that is started in them. */
interface Oddity {
  readonly name: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly hub?: string;
  readonly config?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly image?: string;
  /** Before the pull, where the engine is: a shell's lines. `$DATA` is its folder. */
  readonly before?: string;
  readonly login?: true;
  /** The other store has no part in it. */
  readonly only?: 'classic';
  /** The cause, else the verdict: such an engine may pull all the same, or what is wrong may show in its text alone. */
  readonly withText: CauseKind | 'healthy' | 'unknown';
  readonly withImage: CauseKind | 'healthy' | 'unknown';
}

const to = (address: string): Record<string, string> =>
  Object.fromEntries(HUB_NAMES.map((name) => [name, address]));

const OWN = { 'registry.own.test': '10.77.0.17' };

const ODDITIES: readonly Oddity[] = [
  {
    name: 'resolv.conf is for root alone',
    before: 'cp /etc/resolv.conf /run/r$$; chmod 600 /run/r$$; mount --bind /run/r$$ /etc/resolv.conf',
    withText: 'unknown',
    withImage: 'unknown',
  },
  {
    name: 'the first of two addresses is dead',
    names: to('10.77.0.3,10.77.0.2'),
    withText: 'healthy',
    withImage: 'healthy',
  },
  {
    name: 'certificate of tomorrow',
    names: to('10.77.0.16'),
    withText: 'certificate-expired',
    withImage: 'certificate-expired',
  },
  {
    name: 'a mirror whose clock is wrong',
    names: to('10.77.0.3'),
    config: { 'registry-mirrors': ['http://10.77.0.1:5416', 'http://10.77.0.1:5001'] },
    withText: 'healthy',
    withImage: 'healthy',
  },
  {
    name: 'data-root is read-only',
    before: 'mount --bind $DATA $DATA; mount -o remount,ro,bind $DATA',
    withText: 'read-only',
    withImage: 'read-only',
  },
  {
    name: 'downloads have a full disk of their own',
    only: 'classic',
    env: { DOCKER_TMPDIR: '/run/small' },
    before: 'mkdir -p /run/small; mount -t tmpfs -o size=64k none /run/small',
    withText: 'disk-full',
    withImage: 'disk-full',
  },
  {
    name: 'proxy for http alone',
    names: to('10.77.0.3'),
    env: { HTTP_PROXY: 'http://10.77.0.1:3128' },
    withText: 'proxy-passed-by',
    withImage: 'proxy-passed-by',
  },
  {
    name: 'proxy is not for the Hub',
    names: to('10.77.0.3'),
    env: { HTTPS_PROXY: 'http://10.77.0.1:3128', NO_PROXY: 'localhost,.docker.io,.docker.com' },
    withText: 'proxy-passed-by',
    withImage: 'proxy-passed-by',
  },
  {
    name: 'proxy spoken to in TLS',
    env: { HTTPS_PROXY: 'https://10.77.0.1:3403' },
    withText: 'proxy-fails',
    withImage: 'proxy-fails',
  },
  {
    name: 'a chart is no image',
    image: 'library/chart',
    withText: 'not-an-image',
    withImage: 'not-an-image',
  },
  {
    name: 'a layer is no archive',
    image: 'library/badlayer',
    withText: 'unpack-fails',
    withImage: 'healthy',
  },
  { name: 'a login of long ago', login: true, withText: 'stale-login', withImage: 'healthy' },
  {
    name: 'the Hub’s web site',
    names: { ...to('10.77.0.2'), 'hub.docker.com': '10.77.0.2' },
    image: 'hub.docker.com/library/hello',
    withText: 'healthy',
    withImage: 'bad-reference',
  },
  {
    name: 'a registry with a CA of its own',
    names: { ...to('10.77.0.2'), ...OWN },
    image: 'registry.own.test/library/hello',
    withText: 'healthy',
    withImage: 'unknown-ca',
  },
  {
    name: 'a registry with a CA of its own, and mirrors',
    names: { ...to('10.77.0.2'), ...OWN },
    config: { 'registry-mirrors': ['http://10.77.0.1:5001'] },
    image: 'registry.own.test/library/hello',
    withText: 'healthy',
    withImage: 'unknown-ca',
  },
  {
    name: 'a registry whose CA the engine has',
    names: { ...to('10.77.0.2'), ...OWN },
    image: 'registry.own.test/library/hello',
    before:
      'mkdir -p /etc/docker; mount -t tmpfs none /etc/docker; mkdir -p /etc/docker/certs.d/registry.own.test; cp $STRANGER /etc/docker/certs.d/registry.own.test/ca.crt',
    withText: 'healthy',
    withImage: 'healthy',
  },
];

const build = await engineOf('sid');
let lab: DoctorLab;
beforeAll(async () => {
  lab = await openDoctorLab();
});
afterAll(async () => {
  await lab?.stop();
});

describe.each(['classic', 'containerd'] as const)('%s store', (store) => {
  test.skipIf(build.kind === 'unavailable').each(ODDITIES.filter(({ only = store }) => only === store))(
    '$name',
    async (odd) => {
      if (build.kind === 'unavailable') return;
      await lab.set(odd.names ?? to('10.77.0.2'), odd.hub);
      const features = store === 'containerd' ? CONTAINERD_STORE : {};
      const dockerd = await startDockerd({
        build,
        namespace: lab.namespace,
        store,
        config: JSON.stringify({ ...features, ...odd.config }),
        env: { SSL_CERT_FILE: lab.ca, ...odd.env },
      });
      try {
        await lab.attach(dockerd);
        const folder = join(dockerd.socket, '..');
        if (odd.before !== undefined) {
          const lines = `set -e; DATA=${folder}/data; STRANGER=${lab.strangersCa}; ${odd.before}`;
          const done = await execute([...dockerd.prefix, 'sh', '-c', lines]);
          expect(done.code, done.stderr).toBe(0);
        }
        const home = join(folder, 'home');
        await mkdir(join(home, '.docker'), { recursive: true });
        if (odd.login === true) {
          const auth = Buffer.from('somebody:of-long-ago').toString('base64');
          await writeFile(
            join(home, '.docker/config.json'),
            JSON.stringify({ auths: { 'https://index.docker.io/v1/': { auth } } }),
          );
        }
        const image = odd.image ?? 'library/hello';
        const pulled = await execute([...client(dockerd, home), 'pull', image], { timeoutMs: 110_000 });
        const text = pulled.stderr.trim();
        for (const [how, given, cause] of [
          ['text', text, odd.withText],
          ['image', image, odd.withImage],
        ] as const) {
          if (given === '') continue;
          const seen = await runDoctor(dockerd, [given], { HOME: home });
          expect.soft(seen.kinds[0] ?? seen.verdict, `${how}: ${given}\n${seen.json}`).toBe(cause);
        }
      } finally {
        await dockerd.stop();
      }
    },
  );
});

function client({ build: { root }, prefix, socket }: Dockerd, home: string): readonly string[] {
  const docker = `${root === '/' ? '' : root}/usr/bin/docker`;
  return [...prefix, 'env', '-i', `HOME=${home}`, docker, '--host', `unix://${socket}`];
}
