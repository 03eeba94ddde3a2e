import type { Client } from './walk.ts';

/** Whose configuration `mirror-apply` knows. */
export const ENGINES = [
  'docker',
  'containerd',
  'podman',
  'cri-o',
  'k3s',
  'rke2',
  'buildkit',
  'buildx',
  'nerdctl',
  'kind',
] as const;
/** Whose configuration it is where no option says so, and it is there. */
export const DEFAULT_ENGINE: (typeof ENGINES)[number] = 'docker';

/** Both of Docker's: whoever installs Docker may have either store, and `docker build` goes containerd's way with both. */
export const DOCKER_CLIENTS: readonly Client[] = ['classic', 'containerd'];

/** By which client an engine pulls, by the names that people know engines by. null: no engine of that name is known. */
export function clientsOf(engine: string): readonly Client[] | null {
  return CLIENTS_OF.get(engine.trim().toLowerCase()) ?? null;
}

const CONTAINERD: readonly Client[] = ['containerd'];
const CONTAINERS_IMAGE: readonly Client[] = ['containersImage'];

const BY_ENGINE: Readonly<Record<(typeof ENGINES)[number], readonly Client[]>> = {
  docker: DOCKER_CLIENTS,
  containerd: CONTAINERD,
  nerdctl: CONTAINERD,
  buildkit: CONTAINERD,
  buildx: CONTAINERD,
  k3s: CONTAINERD,
  rke2: CONTAINERD,
  kind: CONTAINERD,
  podman: CONTAINERS_IMAGE,
  'cri-o': CONTAINERS_IMAGE,
};

/** What has no configuration of its own, and other spellings. */
const BY_OTHER_NAME = {
  cri: CONTAINERD,
  kubernetes: CONTAINERD,
  buildah: CONTAINERS_IMAGE,
  skopeo: CONTAINERS_IMAGE,
  crio: CONTAINERS_IMAGE,
};

const CLIENTS_OF: ReadonlyMap<string, readonly Client[]> = new Map(
  Object.entries({ ...BY_ENGINE, ...BY_OTHER_NAME }),
);

/**
 * Mirrors of which forms it can be told of. What `registry-mirrors` names, Docker asks for `/v2/` behind its path; other registries' mirrors stand in a hosts.toml, which can
 * put a name before every image's, as every other engine's file can.
 */
export function formsFor(engine: string, registry: string): 'host' | 'any' {
  return engine === 'docker' && registry === 'docker.io' ? 'host' : 'any';
}

/** By which client an engine pulls from mirrors of this registry; null: as the survey has it. Docker's, of all but its own registry, are read by containerd's library alone. */
export function clientsFor(engine: string, registry: string): readonly Client[] | null {
  if (engine !== 'docker') return clientsOf(engine);
  return registry === 'docker.io' ? null : CONTAINERD;
}

/** For a message about a name that is none of them. */
export const ENGINE_NAMES: readonly string[] = [...CLIENTS_OF.keys()];
