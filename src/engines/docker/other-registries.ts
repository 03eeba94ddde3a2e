import path from 'node:path';
import type { FileFailure } from '../../host/file-failure.ts';
import type { Asker, Engine, FindOptions, Sighted } from '../engine.ts';
import { type HostsFile, hostsBefore, hostsShown, readHostsFile } from '../files/hosts-file.ts';
import { HOSTS_TOML } from '../files/hosts-toml.ts';
import { type OwnShapes, ownEngine } from '../files/own-engine.ts';
import { planOwnUndo } from '../files/own-file.ts';
import { ownHands } from '../files/own-hands.ts';
import { lookAtEngine } from './api/info.ts';
import { pullThrough } from './api/pull.ts';
import { capabilitiesOf } from './capabilities.ts';
import type { DockerAbsence } from './engine.ts';
import { type Inspection, inspectDocker } from './inspect.ts';
import { planApply, planEarly } from './plan/other-registries.ts';

/** Docker, and the hosts.toml that it reads of one registry other than Docker Hub. */
export interface SeenDockerHosts extends HostsFile {
  readonly inspection: Inspection;
  readonly needsRoot: boolean;
}

export type DockerHostsAbsence =
  | DockerAbsence
  /** Before 28.0, or where the version is not known. */
  | { readonly kind: 'only-docker-hub'; readonly registry: string };

/** The classic store pulls from the registry itself: only `docker build` reads the file. */
export interface BuildsOnly {
  readonly kind: 'builds-only';
  readonly registry: string;
}

export type DockerHosts = OwnShapes<SeenDockerHosts, DockerHostsAbsence, never, BuildsOnly, never>;

/** dockerd from 28.0 on, for registries other than Docker Hub: one hosts.toml of ours a registry, read at each pull. docs/engines/docker.md. */
export const dockerHosts: Engine<DockerHosts> = ownEngine({
  name: 'docker',
  file: HOSTS_TOML,
  isInstalled: async () => false,
  find: findHosts,
  facts: ({ inspection: { engine, install }, needsRoot }) => ({
    version: engine.version?.text ?? null,
    store: engine.store,
    install: install.install,
    running: engine.running,
    needsRoot,
  }),
  probing: ({ inspection: { environment, install } }) => ({ environment, certsDir: install.certsDir }),
  planEarly,
  planApply,
  planUndo: ({ file: { path: at }, bytes }, entry) =>
    planOwnUndo([{ path: at, bytes, entry: entry(at, bytes) }], 'foreign-file'),
  inForce: ({ inspection }) => inspection.engine.running,
  // It shows no hosts.toml: what is looked at is the file as it stands, by our own strict reading, and that the engine answers.
  hands(seen) {
    const { endpoint, engine } = seen.inspection;
    return ownHands({
      before: engine.running ? hostsBefore(seen) : null,
      look: async () => ((await lookAtEngine(endpoint)).kind === 'engine' ? await hostsShown(seen) : null),
      judge: async () => null,
      silent: engine.running ? { kind: 'not-up' } : { kind: 'active', shown: null },
      tryOut: (image, signal) => pullThrough(endpoint, image, signal),
    });
  },
  words: async (lang) => await (await import('./words/other-registries.ts')).dockerHostsWords(lang),
});

async function findHosts(
  { dockerHost, config, registry }: FindOptions,
  asker: Asker,
): Promise<Sighted<SeenDockerHosts> | DockerHostsAbsence | FileFailure> {
  const inspection = await inspectDocker({ dockerHost, config: null }, asker);
  if (inspection.kind !== 'inspection') {
    return inspection.kind === 'no-engine' ? { kind: 'only-docker-hub', registry } : inspection;
  }
  const { engine, install } = inspection;
  const reads = engine.version !== null && capabilitiesOf(engine.version).hostsToml;
  if (!reads || install.certsDir === null) return { kind: 'only-docker-hub', registry };
  const folder = path.join(install.certsDir, registry);
  const file = await readHostsFile(registry, folder, config === null ? undefined : path.resolve(config));
  if ('kind' in file) return file;
  const ofAll = install.install === 'rootful' || install.install === 'snap';
  const needsRoot = asker.platform === 'linux' && asker.uid !== 0 && ofAll;
  return { kind: 'seen', seen: { ...file, inspection, needsRoot } };
}
