import path from 'node:path';
import type { FileFailure } from '../../host/file-failure.ts';
import type { Asker, Engine, FindOptions, Shapes, Sighted } from '../engine.ts';
import { type HostsFile, hostsShown, readHostsFile, urlsOf } from '../files/hosts-file.ts';
import type { HostsFlaw, HostsReason } from '../files/hosts-plan.ts';
import { entryOf } from '../files/own-file.ts';
import { type OwnExpect, type OwnShown, ownHands } from '../files/own-hands.ts';
import { lookAtEngine } from './api/info.ts';
import { pullThrough } from './api/pull.ts';
import { capabilitiesOf } from './capabilities.ts';
import type { DockerAbsence } from './engine.ts';
import { type Inspection, inspectDocker } from './inspect.ts';
import { type HostsWarningOfDocker, planApply, planEarly, planUndo } from './plan/other-registries.ts';

/** Docker, and the hosts.toml that it reads of one registry other than Docker Hub. */
export interface SeenDockerHosts extends HostsFile {
  readonly inspection: Inspection;
  readonly needsRoot: boolean;
}

export type DockerHostsAbsence =
  | DockerAbsence
  /** Before 28.0, or where the version is not known. */
  | { readonly kind: 'only-docker-hub'; readonly registry: string };

export interface DockerHosts extends Shapes {
  readonly sighting: SeenDockerHosts;
  readonly expect: OwnExpect;
  readonly shown: OwnShown;
  readonly absence: DockerHostsAbsence;
  readonly flaw: HostsFlaw;
  readonly warning: HostsWarningOfDocker;
  readonly reason: HostsReason;
}

/** dockerd from 28.0 on, for registries other than Docker Hub: one hosts.toml of ours a registry, read at each pull. docs/engines/docker.md. */
export const dockerHosts: Engine<DockerHosts> = {
  name: 'docker',
  registries: 'any',
  isInstalled: async () => false,
  find: findHosts,
  facts: ({ inspection: { engine, install }, file, needsRoot }) => ({
    version: engine.version?.text ?? null,
    store: engine.store,
    install: install.install,
    running: engine.running,
    file,
    emptyFile: '',
    needsRoot,
    startCommand: null,
  }),
  probing: ({ hosts, inspection: { environment, install } }) => ({
    configured: urlsOf(hosts),
    environment,
    proxies: null,
    certsDir: install.certsDir,
  }),
  planEarly,
  planApply,
  async planUndo(seen, set, { whole = false }) {
    const plan = planUndo(seen, entryOf(set, seen.file, seen.bytes, whole));
    return { kind: 'undo', plan, keys: set.keys };
  },
  keysOf: ({ registry }) => [registry],
  inForce: ({ inspection }) => inspection.engine.running,
  // It shows no hosts.toml: what is looked at is the file as it stands, by our own strict reading, and that the engine answers.
  hands(seen) {
    const { endpoint, engine } = seen.inspection;
    return ownHands({
      before: engine.running ? { mirrors: urlsOf(seen.hosts) } : null,
      look: async () => ((await lookAtEngine(endpoint)).kind === 'engine' ? await hostsShown(seen) : null),
      judge: async () => null,
      silent: engine.running ? { kind: 'not-up' } : { kind: 'active', shown: null },
      tryOut: (image, signal) => pullThrough(endpoint, image, signal),
    });
  },
  words: async (lang) => await (await import('./words/other-registries.ts')).dockerHostsWords(lang),
};

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
