import path from 'node:path';
import { bytesOf, readFileState } from '../../host/file-state.ts';
import { isInstalled } from '../../host/installed.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import type { ProvenProcess } from '../../host/prove-process.ts';
import { run } from '../../host/run.ts';
import type { ServiceManager } from '../../services/index.ts';
import type { Asker, FindOptions, Found } from '../engine.ts';
import { type HostsFile, readHostsFile } from '../files/hosts-file.ts';
import { kubeletLogins } from '../files/kubelet-logins.ts';
import { DEFAULT_SOCKET, folderOf, type NoFolder } from './config.ts';
import {
  folderFor,
  type LinesToWrite,
  linesToWrite,
  type NoEdit,
  newConfig,
  withConfigPath,
} from './config-file.ts';
import { changedSince, type Dumped, findConfigured } from './configured.ts';
import { criVersion } from './cri.ts';
import type { Containerd } from './engine.ts';
import { keeperOf, ownProcess } from './service.ts';

/** containerd's CRI plugin, which pulls for Kubernetes, and the hosts.toml of one registry that it reads at each pull. */
export interface SeenContainerd extends HostsFile {
  readonly version: string;
  /** It answers on its socket. */
  readonly running: boolean;
  readonly socket: string;
  /** Files that name a login at the registry, which a kubelet would hand to it. */
  readonly logins: readonly string[];
  /** Who asks may not write there, or speak to its socket. */
  readonly needsRoot: boolean;
  /** Says anew which folder is in force. */
  readonly folderNow: () => Promise<string | null>;
  /** What has to change in config.toml before a hosts.toml is read; null: nothing. */
  readonly config: ConfigChange | null;
  /** A file of its configuration that changed since it was started, so that a folder named there is not read yet; null: none. */
  readonly changed: string | null;
  /** config.toml as it stands, whether or not it has to change: an undo may have to. */
  readonly main: { readonly path: string; readonly bytes: Buffer | null };
  /** Who keeps it running. */
  readonly service: ServiceManager;
  /** Its process now; null: none, or several. */
  readonly process: () => Promise<ProvenProcess | null>;
  /** Would containerd start with this config.toml? Its own words where not. */
  readonly judge: (file: string) => Promise<readonly string[] | null>;
}

export interface ConfigChange {
  /** `why`: it is left alone, and the reason. */
  readonly after: Buffer | NoEdit;
  /** Why no hosts.toml is read today. */
  readonly missing: Extract<NoFolder, { kind: 'no-config-path' | 'two-folders' }>;
}

/** Of those that `--activate restart` would mend, what a person has to write where nobody restarts containerd for us. */
export type ContainerdAbsence =
  | Exclude<NoFolder, ConfigChange['missing']>
  | (ConfigChange['missing'] & { readonly path: string; readonly write: LinesToWrite | NoEdit })
  | Extract<Dumped, { kind: 'bad-config' }>;

export async function findContainerd(
  { dockerHost, config, registry }: FindOptions,
  asker: Asker,
): Promise<Found<Containerd>> {
  if (dockerHost !== null) return { kind: 'foreign-option', option: '--docker-host' };
  const configured = await findConfigured(config);
  if (configured === null) return { kind: 'no-engine' };
  const { daemon, program, version, main, look } = configured;
  const dumped = await look();
  if (dumped.kind === 'bad-config') return dumped;
  const { dump } = dumped;
  const found = folderOf(dump, main, version.major);
  const missing = typeof found === 'string' ? null : found;
  if (missing !== null && missing.kind !== 'no-config-path' && missing.kind !== 'two-folders') return missing;
  const folder = typeof found === 'string' ? found : folderFor(dump.configPath);
  const mainFile = await readFileState(main, HOST.configBytes);
  if (mainFile.kind === 'file-failure') return mainFile;
  const mainBytes = bytesOf(mainFile);
  const service = await keeperOf(daemon, dump.socket);
  // A person has to restart it, and is told what to write.
  if (missing !== null && !service.traits.restarts) {
    const text = mainBytes?.toString('utf8') ?? null;
    return { ...missing, path: main, write: linesToWrite(text, folder, version.major) };
  }
  const hosts = await readHostsFile(registry, path.join(folder, registry));
  if ('kind' in hosts) return hosts;
  const seen: SeenContainerd = {
    ...hosts,
    version: version.text,
    running: (await criVersion(dump.socket)).kind === 'answer',
    socket: dump.socket,
    logins: await kubeletLogins(registry),
    needsRoot: asker.uid !== 0,
    config: missing === null ? null : changeOf(mainBytes, folder, version.major, missing),
    changed: missing === null ? await changedSince(configured, dump.imports) : null,
    main: { path: main, bytes: mainBytes },
    service,
    process: ownProcess,
    async judge(temp) {
      const judged = await run(program, ['--config', temp, 'config', 'dump']);
      if (judged.kind !== 'exited') return [];
      return judged.code === 0 ? null : judged.stderr.split('\n').filter((line) => line !== '');
    },
    async folderNow() {
      const now = await look();
      const inForce = now.kind === 'dump' ? folderOf(now.dump, main, version.major) : null;
      return typeof inForce === 'string' ? inForce : null;
    },
  };
  return { kind: 'seen', seen };
}

function changeOf(
  before: Buffer | null,
  folder: string,
  major: number,
  missing: ConfigChange['missing'],
): ConfigChange {
  const after =
    before === null ? newConfig(folder, major) : withConfigPath(before.toString('utf8'), folder, major);
  return { missing, after: typeof after === 'string' ? Buffer.from(after) : after };
}

/** It listens, and is not there for Docker: a containerd that dockerd runs, or depends on, is not an engine of its own. */
export async function isContainerdAlone(): Promise<boolean> {
  if (!(await isInstalled('containerd')) || (await isInstalled('dockerd'))) return false;
  return await isThere(DEFAULT_SOCKET);
}
