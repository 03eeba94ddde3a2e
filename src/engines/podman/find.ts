import path from 'node:path';
import type { FileFailure } from '../../host/file-failure.ts';
import { bytesOf, type FileState, readFileState } from '../../host/file-state.ts';
import { isInstalled } from '../../host/installed.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import type { Asker, CommonAbsence, FindOptions, Sighted } from '../engine.ts';
import { type DropIn, parseDropIn } from '../files/registries-conf.ts';
import { type NoInfo, type PodmanInfo, podmanInfo } from './info.ts';
import { fileThatHides } from './later-files.ts';

/** Podman as who asks uses it, and the file of ours that configures it. */
export interface SeenPodman {
  readonly info: PodmanInfo;
  /** Whose images are mirrored. */
  readonly registry: string;
  readonly file: FileState;
  /** Of the file; null: there is none. */
  readonly bytes: Buffer | null;
  /** What the file says; null: it is not as we write it. A file that is not there says nothing. */
  readonly dropIn: DropIn | null;
  /** A file that is read after ours, and in whose stead ours would do nothing; null: none. */
  readonly hiddenBy: string | null;
  /** The caller's proxies: podman has none of its own. */
  readonly proxies: Readonly<Record<string, string>>;
  readonly certsDir: string;
}

export type PodmanAbsence =
  /** Its files are such that no command of podman's works. */
  | (NoInfo & { readonly kind: 'no-info' })
  /** An option of other engines. */
  | { readonly kind: 'foreign-option'; readonly option: string };

export async function findPodman(
  { dockerHost, config, registry }: FindOptions,
  asker: Asker,
): Promise<Sighted<SeenPodman> | PodmanAbsence | CommonAbsence | FileFailure> {
  if (dockerHost !== null) return { kind: 'foreign-option', option: '--docker-host' };
  if (!(await isInstalled('podman'))) return { kind: 'no-engine' };
  const info = await podmanInfo();
  if (info.kind === 'no-info') return info;
  const folder = await settingsFolder(info, asker);
  const name = config === null ? path.join(folder, 'registries.conf.d', FILE_NAME) : path.resolve(config);
  const file = await readFileState(name, HOST.configBytes);
  if (file.kind === 'file-failure') return file;
  const bytes = bytesOf(file);
  const seen: SeenPodman = {
    info,
    registry,
    file,
    bytes,
    dropIn: bytes === null ? { registries: [] } : parseDropIn(bytes.toString('utf8')),
    hiddenBy: await fileThatHides(name, registry, [path.dirname(name), ...laterFolders(folder, asker)]),
    proxies: proxiesOf(asker),
    certsDir: path.join(folder, 'certs.d'),
  };
  return { kind: 'seen', seen };
}

/** Files are read in the order of their names, and of two that name the same registry the later one counts. */
const FILE_NAME = '50-mirror-apply.conf';

/**
 * A user's own registries.conf hides the system's with all its drop-ins, also root's own; without it a user's drop-ins are read
 * beside the system's.
 */
async function settingsFolder({ rootless }: PodmanInfo, { home }: Asker): Promise<string> {
  const own = path.join(home, '.config', 'containers');
  return rootless || (await isThere(path.join(own, 'registries.conf'))) ? own : '/etc/containers';
}

/** Drop-ins of root's own, beside a system's, are read behind those. */
function laterFolders(folder: string, { home }: Asker): readonly string[] {
  const own = path.join(home, '.config', 'containers', 'registries.conf.d');
  return folder === '/etc/containers' ? [own] : [];
}

function proxiesOf({ env }: Asker): Readonly<Record<string, string>> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]] as const] : [])));
}
