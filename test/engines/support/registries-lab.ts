import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildImage } from '../../../src/demo/image.ts';
import { certificateAuthority, serverCertificate } from '../../support/certificates.ts';
import { createNamespace, type Namespace } from './namespace.ts';
import { type RealRegistry, startRegistry } from './registry.ts';
import { pushImage } from './registry-push.ts';

/** A registry, how its mirror is addressed, and its images, each with bytes of its own: none is answered from what an engine already holds. */
export interface MirroredRegistry {
  readonly registry: string;
  /** A whole host; the registry's name before the image's; a path before `/v2/`. */
  readonly form: 'host' | 'prefix' | 'base';
  /** Its mirror has it, and so has the registry. */
  readonly mirrored: string;
  /** So has this one; it is pulled once the mirror is gone. */
  readonly orphaned: string;
  /** The registry alone has it. */
  readonly unmirrored: string;
}

export const REGISTRIES: readonly MirroredRegistry[] = [
  { registry: 'ghcr.io', form: 'prefix', mirrored: 'org/app', orphaned: 'org/late', unmirrored: 'org/rare' },
  { registry: 'registry.k8s.io', form: 'host', mirrored: 'pause', orphaned: 'etcd', unmirrored: 'dns/core' },
  { registry: 'quay.io', form: 'base', mirrored: 'team/web', orphaned: 'team/job', unmirrored: 'team/old' },
];

/** A mirror that runs, and its address as a mirror-apply takes it. */
export interface RunningMirror extends RealRegistry {
  readonly mirrorUrl: string;
  /** What stands before an image's name in what it is asked. */
  readonly prefix: string;
}

/** These registries with TLS under their own names, and their mirrors, in a network of their own. */
export interface RegistriesLab {
  /** What runs here finds the registries by name and trusts them. */
  readonly namespace: Namespace;
  readonly upstream: RealRegistry;
  startMirror(of: MirroredRegistry): Promise<RunningMirror>;
  stop(): Promise<void>;
}

const [UPSTREAM, MIRROR] = ['10.77.2.1', '10.77.2.2'];

export async function openRegistriesLab(): Promise<RegistriesLab> {
  const bare = await createNamespace();
  for (const address of [UPSTREAM, MIRROR]) await bare.addAddress(address);
  const folder = await mkdtemp(join(tmpdir(), 'registries-lab-'));
  await chmod(folder, 0o755);
  const names = REGISTRIES.map(({ registry }) => registry);
  const authority = await certificateAuthority('the lab');
  const [ca, hosts] = [join(folder, 'ca.pem'), join(folder, 'hosts')];
  await writeFile(ca, authority.cert);
  await writeFile(hosts, `127.0.0.1 localhost\n${UPSTREAM} ${names.join(' ')}\n`);
  const [whole, partial] = [join(folder, 'upstream'), join(folder, 'mirror')];
  await fill(
    whole,
    REGISTRIES.flatMap(({ mirrored, orphaned, unmirrored }) => [mirrored, orphaned, unmirrored]),
  );
  await fill(
    partial,
    REGISTRIES.flatMap(({ registry, form, mirrored, orphaned }) =>
      [mirrored, orphaned].map((name) => (form === 'prefix' ? `${registry}/${name}` : name)),
    ),
  );
  const upstream = await startRegistry({
    namespace: bare,
    address: UPSTREAM,
    port: 443,
    data: whole,
    tls: await serverCertificate({ hosts: names, authority }),
  });
  const inside = ['unshare', '--mount', '--propagation', 'private', 'env', `SSL_CERT_FILE=${ca}`];
  const named = ['sh', '-c', `mount --bind ${hosts} /etc/hosts && exec "$@"`, 'sh'];
  return {
    namespace: { ...bare, prefix: [...bare.prefix, ...inside, ...named] },
    upstream,
    async startMirror({ registry, form }) {
      const base = form === 'base' ? { base: '/base' } : {};
      const mirror = await startRegistry({ namespace: bare, address: MIRROR, data: partial, ...base });
      const paths = {
        host: { path: '', prefix: '/v2/' },
        prefix: { path: `/v2/${registry}`, prefix: `/v2/${registry}/` },
        base: { path: '/base', prefix: '/base/v2/' },
      };
      const { path, prefix } = paths[form];
      return { ...mirror, mirrorUrl: `${mirror.url}${path}`, prefix };
    },
    stop: async () => {
      await upstream.stop();
      await bare.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An image of a few kilobytes under each name; the same name's last part makes the same image everywhere. */
async function fill(data: string, repositories: readonly string[]): Promise<void> {
  const outside = await startRegistry({ data });
  for (const repository of repositories) {
    const layers = [{ seed: repository.split('/').at(-1) ?? '', bytes: 4000 }];
    await pushImage(outside, buildImage({ repository, tag: 'latest', format: 'oci', layers }));
  }
  await outside.stop();
}
