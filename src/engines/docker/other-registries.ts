import path from 'node:path';
import type { FileFailure } from '../../host/file-failure.ts';
import { bytesOf, type FileState, readFileState } from '../../host/file-state.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import type { Asker, Engine, FindOptions, Shapes, Sighted } from '../engine.ts';
import type { HostsFlaw } from '../files/hosts-plan.ts';
import { type Host, parseHostsToml } from '../files/hosts-toml.ts';
import { entryOf } from '../files/own-file.ts';
import { type OwnExpect, type OwnShown, ownHands } from '../files/own-hands.ts';
import { lookAtEngine } from './api/info.ts';
import { pullThrough } from './api/pull.ts';
import { capabilitiesOf } from './capabilities.ts';
import type { DockerAbsence } from './engine.ts';
import { type Inspection, inspectDocker } from './inspect.ts';
import {
  type HostsReason,
  type HostsWarningOfDocker,
  planApply,
  planEarly,
  planUndo,
} from './plan/other-registries.ts';

/** Docker, and the hosts.toml that it reads of one registry other than Docker Hub. */
export interface SeenDockerHosts {
  readonly inspection: Inspection;
  readonly registry: string;
  readonly file: FileState;
  /** null: there is none. */
  readonly bytes: Buffer | null;
  /** null: it is not ours. */
  readonly hosts: readonly Host[] | null;
  /** What it would take away: docs/engines/docker.md, "Other registries". */
  readonly certificates: boolean;
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
    configured: (hosts ?? []).map(({ url }) => url),
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
  hands({ inspection: { endpoint, engine }, hosts, file }) {
    return ownHands({
      before: engine.running ? { mirrors: (hosts ?? []).map(({ url }) => url) } : null,
      async look() {
        if ((await lookAtEngine(endpoint)).kind !== 'engine') return null;
        const now = await readFileState(file.path, HOST.configBytes);
        const bytes = now.kind === 'file-failure' ? null : bytesOf(now);
        const read = bytes === null ? [] : parseHostsToml(bytes.toString('utf8'));
        return { mirrors: (read ?? []).map(({ url }) => url) };
      },
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
  const target = config === null ? path.join(folder, 'hosts.toml') : path.resolve(config);
  const file = await readFileState(target, HOST.configBytes);
  if (file.kind === 'file-failure') return file;
  const bytes = bytesOf(file);
  const ofAll = install.install === 'rootful' || install.install === 'snap';
  const seen: SeenDockerHosts = {
    inspection,
    registry,
    file,
    bytes,
    hosts: bytes === null ? [] : parseHostsToml(bytes.toString('utf8')),
    certificates: bytes === null && (await isThere(path.join(folder, 'ca.crt'))),
    needsRoot: asker.platform === 'linux' && asker.uid !== 0 && ofAll,
  };
  return { kind: 'seen', seen };
}
