import path from 'node:path';
import { shellWord } from '../../host/shell-word.ts';
import type { Asker, EngineName } from '../engine.ts';
import { BUILDKITD_TOML } from '../files/buildkitd-toml.ts';
import type { FileKind } from '../files/file-kind.ts';
import { HOSTS_TOML } from '../files/hosts-toml.ts';
import { REGISTRIES_CONF } from '../files/registries-conf.ts';
import { REGISTRIES_YAML } from '../files/registries-yaml.ts';
import type { Builder } from './builders.ts';

export type ByHandName = Exclude<EngineName, 'docker' | 'containerd' | 'podman'>;

/**
 * An engine whose file is planned and shown, and put in place by a person: root writes nothing for an engine that no test of ours has pulled with.
 * From where each is known is in docs/engines: cri-o.md, k3s.md, buildkit.md, nerdctl.md, kind.md.
 */
export interface ByHand {
  readonly title: string;
  readonly file: FileKind['name'];
  /** A kubelet hands it the logins of pods, and its own. */
  readonly kubelet: boolean;
  /** Any of these programs on PATH, or any of these files. */
  readonly programs: readonly string[];
  readonly traces: readonly string[];
  /** Nobody but root may read it. */
  readonly holdsPasswords: boolean;
  /** Where it listens while it runs; null: nothing of it runs. */
  readonly socket: string | null;
  /** Its file for who asks. */
  readonly place: (asker: Asker, registry: string) => string;
  /** It lies in its nodes, where it is not looked at. */
  readonly inside: boolean;
  /** null: at each pull. */
  readonly activate: (asker: Asker, hasAgent: boolean) => string | null;
  /** What a person types once the new file is there; first of all what puts it in place. */
  readonly install: (place: Placement) => readonly string[];
}

export interface Placement {
  readonly path: string;
  /** The new file, as a shell word. */
  readonly name: string;
  readonly activate: string | null;
  readonly builders: readonly Builder[];
}

export const FILE_KINDS: Readonly<Record<FileKind['name'], FileKind>> = {
  'hosts.toml': HOSTS_TOML,
  'registries.conf': REGISTRIES_CONF,
  'registries.yaml': REGISTRIES_YAML,
  'buildkitd.toml': BUILDKITD_TOML,
};

const put = (mode: string, { path: to, name }: Placement): string =>
  `${to.startsWith('/etc/') ? 'sudo ' : ''}install -D -m ${mode} ${name} ${shellWord(to)}`;

/** Where nothing else is said. */
const USUAL = {
  kubelet: false,
  programs: [],
  traces: [],
  holdsPasswords: false,
  socket: null,
  inside: false,
  activate: () => null,
  install: (place) => [put('644', place), ...(place.activate === null ? [] : [place.activate])],
} satisfies Partial<ByHand>;

/** k3s, and RKE2, which is k3s in this. */
function kubernetes(title: string, name: 'k3s' | 'rke2'): ByHand {
  return {
    ...USUAL,
    title,
    file: 'registries.yaml',
    kubelet: true,
    programs: [name],
    traces: [`/var/lib/rancher/${name}`],
    // Its `configs` may.
    holdsPasswords: true,
    socket: '/run/k3s/containerd/containerd.sock',
    place: () => `/etc/rancher/${name}/registries.yaml`,
    activate: (_, hasAgent) => {
      const server = name === 'k3s' ? 'k3s' : 'rke2-server';
      return `sudo systemctl restart ${hasAgent ? `${name}-agent` : server}`;
    },
    install: (place) => [put('600', place), place.activate ?? ''],
  };
}

export const BY_HAND: Readonly<Record<ByHandName, ByHand>> = {
  'cri-o': {
    ...USUAL,
    title: 'CRI-O',
    // Logins it keeps by host: none reaches a mirror.
    file: 'registries.conf',
    programs: ['crio'],
    traces: ['/etc/crio'],
    socket: '/var/run/crio/crio.sock',
    place: () => '/etc/containers/registries.conf.d/50-mirror-apply.conf',
    activate: () => 'sudo systemctl reload crio',
    install: (place) => [
      // A bad one keeps CRI-O from its next start, and podman from every pull.
      `CONTAINERS_REGISTRIES_CONF=${place.name} podman info >/dev/null && ${put('644', place)}`,
      place.activate ?? '',
      "journalctl -u crio -n 50 | grep -E 'Applied new registry configuration|Unable to reload'",
    ],
  },
  k3s: kubernetes('k3s', 'k3s'),
  rke2: kubernetes('RKE2', 'rke2'),
  buildkit: {
    ...USUAL,
    title: 'BuildKit',
    file: 'buildkitd.toml',
    programs: ['buildkitd'],
    traces: ['/etc/buildkit'],
    socket: '/run/buildkit/buildkitd.sock',
    place: ({ uid, home }) =>
      uid === 0 ? '/etc/buildkit/buildkitd.toml' : path.posix.join(home, '.config/buildkit/buildkitd.toml'),
    activate: ({ uid }) => `${uid === 0 ? 'sudo systemctl' : 'systemctl --user'} restart buildkit`,
  },
  buildx: {
    ...USUAL,
    title: 'docker buildx',
    file: 'buildkitd.toml',
    place: ({ home }) => path.posix.join(home, '.docker/buildx/buildkitd.default.toml'),
    install: (place) => [
      put('644', place),
      ...place.builders.flatMap((builder) => remake(builder, place.path)),
    ],
  },
  nerdctl: {
    ...USUAL,
    title: 'nerdctl',
    file: 'hosts.toml',
    programs: ['nerdctl'],
    place: ({ uid, home }, registry) => {
      const folder = uid === 0 || uid === null ? '/etc' : path.posix.join(home, '.config');
      return path.posix.join(folder, 'containerd/certs.d', registry, 'hosts.toml');
    },
  },
  kind: {
    ...USUAL,
    title: 'kind',
    file: 'hosts.toml',
    kubelet: true,
    programs: ['kind'],
    place: (_, registry) => `/etc/containerd/certs.d/${registry}/hosts.toml`,
    inside: true,
    install: ({ path: to, name }) => [
      `for node in $(kind get nodes); do docker exec "$node" mkdir -p ${path.posix.dirname(to)} && docker exec -i "$node" cp /dev/stdin ${to} <${name}; done`,
    ],
  },
};

/** The same builder with the new file; `--keep-state` keeps its cache. It must not be building. */
function remake({ name, options }: Builder, file: string): readonly string[] {
  const words = [name, ...options].map(shellWord);
  return [
    `docker buildx rm --keep-state ${words[0]}`,
    `docker buildx create --name ${words.join(' ')} --driver docker-container --buildkitd-config ${shellWord(file)} --bootstrap`,
  ];
}
