import path from 'node:path';
import type { FileFailure } from '../../host/file-failure.ts';
import { bytesOf, type FileState, readFileState } from '../../host/file-state.ts';
import { isInstalled } from '../../host/installed.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import { findProcesses } from '../../host/processes.ts';
import { run, succeeded } from '../../host/run.ts';
import type { Asker, FindOptions } from '../engine.ts';
import { type Host, parseHostsToml } from '../files/hosts-toml.ts';
import { DEFAULT_SOCKET, folderOf, type NoFolder, parseContainerdVersion, readDump } from './config.ts';
import { criVersion } from './cri.ts';

/** containerd's CRI plugin, which pulls for Kubernetes, and the hosts.toml of one registry that it reads at each pull. */
export interface SeenContainerd {
  readonly version: string;
  /** It answers on its socket. */
  readonly running: boolean;
  readonly socket: string;
  readonly registry: string;
  readonly file: FileState;
  /** Of the file; null: there is none. */
  readonly bytes: Buffer | null;
  /** What the file says; null: it is not ours. */
  readonly hosts: readonly Host[] | null;
  /** Certificates that lie in the file's folder: containerd would no longer read them beside a hosts.toml. */
  readonly certificates: boolean;
  /** Who asks may not write there, or speak to its socket. */
  readonly needsRoot: boolean;
  /** Says anew which folder is in force. */
  readonly folderNow: () => Promise<string | null>;
}

export type ContainerdAbsence =
  | NoFolder
  | { readonly kind: 'foreign-option'; readonly option: string }
  /** `lines`: containerd's own words; clean them before they are shown. */
  | { readonly kind: 'bad-config'; readonly lines: readonly string[] };

export async function findContainerd(
  { dockerHost, config, registry }: FindOptions,
  asker: Asker,
): Promise<SeenContainerd | ContainerdAbsence | { readonly kind: 'no-engine' } | FileFailure> {
  if (dockerHost !== null) return { kind: 'foreign-option', option: '--docker-host' };
  const process = await ownProcess();
  const program = process?.program ?? 'containerd';
  const versionRun = await run(program, ['--version']);
  const version = succeeded(versionRun) ? parseContainerdVersion(versionRun.stdout) : null;
  if (version === null) return { kind: 'no-engine' };
  const flag = process?.argv.findIndex((word) => word === '--config' || word === '-c') ?? -1;
  const named = flag < 0 ? null : (process?.argv[flag + 1] ?? null);
  const main = config === null ? (named ?? '/etc/containerd/config.toml') : path.resolve(config);
  const look = async (): Promise<
    ReturnType<typeof readDump> | Extract<ContainerdAbsence, { kind: 'bad-config' }>
  > => {
    const args = (await isThere(main)) ? ['--config', main, 'config', 'dump'] : ['config', 'default'];
    const dump = await run(program, args);
    if (dump.kind !== 'exited') return { kind: 'bad-config', lines: [] };
    if (dump.code === 0) return readDump(dump.stdout);
    return { kind: 'bad-config', lines: dump.stderr.split('\n').filter((line) => line !== '') };
  };
  const dump = await look();
  if ('kind' in dump) return dump;
  const folder = folderOf(dump, main, version.major);
  if (typeof folder !== 'string') return folder;
  const file = await readFileState(path.join(folder, registry, 'hosts.toml'), HOST.configBytes);
  if (file.kind === 'file-failure') return file;
  const bytes = bytesOf(file);
  return {
    version: version.text,
    running: (await criVersion(dump.socket)).kind === 'answer',
    socket: dump.socket,
    registry,
    file,
    bytes,
    hosts: bytes === null ? [] : parseHostsToml(bytes.toString('utf8')),
    certificates: bytes === null && (await isThere(path.join(folder, registry, 'ca.crt'))),
    needsRoot: asker.uid !== 0,
    async folderNow() {
      const now = await look();
      const inForce = 'kind' in now ? null : folderOf(now, main, version.major);
      return typeof inForce === 'string' ? inForce : null;
    },
  };
}

/** It listens, and is not there for Docker: a containerd that dockerd runs, or depends on, is no engine of its own. */
export async function isContainerdAlone(): Promise<boolean> {
  if (!(await isInstalled('containerd')) || (await isInstalled('dockerd'))) return false;
  return await isThere(DEFAULT_SOCKET);
}

/** Root's own, by proof, and not that of a dockerd; null: none, or several. */
async function ownProcess(): Promise<{
  readonly program: string | null;
  readonly argv: readonly string[];
} | null> {
  const { proven } = await findProcesses({ names: new Set(['containerd']), owner: 0 });
  const own = proven.filter(({ argv }) => !argv.some((word) => word.includes('/docker/containerd/')));
  return own.length === 1 ? (own[0] ?? null) : null;
}
