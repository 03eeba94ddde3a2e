import path from 'node:path';
import type { FileFailure } from '../../host/file-failure.ts';
import { bytesOf, readFileState } from '../../host/file-state.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import { listFolder } from '../../host/list-folder.ts';
import { HOSTS_TOML } from './hosts-toml.ts';
import { mirrorsIn, type SeenOwnFile } from './own-file.ts';
import type { OwnShown } from './own-hands.ts';

/** The hosts.toml of one registry as it stands. */
export interface HostsFile extends SeenOwnFile {
  /** A certificate or key that lies in the registry's folder, and would no longer be read beside a hosts.toml; null: none. */
  readonly certificates: string | null;
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
    certificates:
      bytes === null ? ((await listFolder(folder)).find((name) => CERTIFICATE.test(name)) ?? null) : null,
  };
}

/** Each file of these names is read where there is no hosts.toml: a CA, and a client's certificate with its key. containerd, core/remotes/docker/config/hosts.go: loadCertFiles. */
const CERTIFICATE = /\.(?:crt|cert|key)$/;

/** Nobody shows a hosts.toml: the mirrors that it has now, by our own strict reading. */
export async function hostsShown(seen: HostsFile): Promise<OwnShown> {
  const now = await readFileState(seen.file.path, HOST.configBytes);
  return hostsBefore({ ...seen, bytes: now.kind === 'file-failure' ? null : bytesOf(now) });
}

/** Those that it had when it was looked at. */
export function hostsBefore(seen: HostsFile): OwnShown {
  return { mirrors: mirrorsIn(seen, HOSTS_TOML) ?? [] };
}
