import path from 'node:path';
import type { FileFailure } from '../../host/file-failure.ts';
import { bytesOf, type FileState, readFileState } from '../../host/file-state.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import { type Host, parseHostsToml } from './hosts-toml.ts';
import type { OwnShown } from './own-hands.ts';

/** The hosts.toml of one registry as it stands. */
export interface HostsFile {
  readonly registry: string;
  readonly file: FileState;
  /** Of the file; null: there is none. */
  readonly bytes: Buffer | null;
  /** What the file says; null: it is not ours. */
  readonly hosts: readonly Host[] | null;
  /** Certificates that lie in the registry's folder: they would no longer be read beside a hosts.toml. */
  readonly certificates: boolean;
  /** The hosts.toml of all registries without a folder of their own, which this one has not yet; null: it has, or there is none. */
  readonly standIn: string | null;
}

/** `folder`: of the registry. */
export async function readHostsFile(
  registry: string,
  folder: string,
  target: string = path.join(folder, 'hosts.toml'),
): Promise<HostsFile | FileFailure> {
  const file = await readFileState(target, HOST.configBytes);
  if (file.kind === 'file-failure') return file;
  const bytes = bytesOf(file);
  const standIn = path.join(path.dirname(folder), '_default', 'hosts.toml');
  return {
    standIn: !(await isThere(folder)) && (await isThere(standIn)) ? standIn : null,
    registry,
    file,
    bytes,
    hosts: bytes === null ? [] : parseHostsToml(bytes.toString('utf8')),
    certificates: bytes === null && (await isThere(path.join(folder, 'ca.crt'))),
  };
}

/** Nobody shows a hosts.toml: the mirrors that it has now, by our own strict reading. */
export async function hostsShown({ file }: HostsFile): Promise<OwnShown> {
  const now = await readFileState(file.path, HOST.configBytes);
  const bytes = now.kind === 'file-failure' ? null : bytesOf(now);
  return { mirrors: urlsOf(bytes === null ? [] : parseHostsToml(bytes.toString('utf8'))) };
}

export function urlsOf(hosts: readonly Host[] | null): readonly string[] {
  return (hosts ?? []).map(({ url }) => url);
}
