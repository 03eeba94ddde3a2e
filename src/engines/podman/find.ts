import path from 'node:path';
import { bytesOf, readFileState } from '../../host/file-state.ts';
import { isInstalled } from '../../host/installed.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import type { Asker, FindOptions, Found } from '../engine.ts';
import type { SeenOwnFile } from '../files/own-file.ts';
import type { Podman } from './engine.ts';
import { type PodmanInfo, podmanInfo } from './info.ts';
import { type OtherTable, otherEntries } from './other-files.ts';

/** Podman as who asks uses it, and the file of ours that configures it. */
export interface SeenPodman extends SeenOwnFile {
  readonly info: PodmanInfo;
  /** What all other files say, in the order in which podman reads them. */
  readonly others: readonly OtherTable[];
  /** The caller's proxies: podman has none of its own. */
  readonly proxies: Readonly<Record<string, string>>;
  readonly certsDir: string;
}

export async function findPodman(
  { dockerHost, config, registry }: FindOptions,
  asker: Asker,
): Promise<Found<Podman>> {
  if (dockerHost !== null) return { kind: 'foreign-option', option: '--docker-host' };
  if (!(await isInstalled('podman'))) return { kind: 'no-engine' };
  const info = await podmanInfo();
  if (info.kind === 'no-info') return info;
  const { folder, main, dropIns } = await placesOf(info, asker);
  const name = config === null ? path.join(folder, 'registries.conf.d', FILE_NAME) : path.resolve(config);
  const file = await readFileState(name, HOST.configBytes);
  if (file.kind === 'file-failure') return file;
  const seen: SeenPodman = {
    info,
    registry,
    file,
    bytes: bytesOf(file),
    others: await otherEntries(name, main, [...new Set([...dropIns, path.dirname(name)])]),
    proxies: proxiesOf(asker),
    certsDir: path.join(folder, 'certs.d'),
  };
  return { kind: 'seen', seen };
}

/** Files are read in the order of their names, and of two that name the same registry the later one counts. */
const FILE_NAME = '50-mirror-apply.conf';

interface Places {
  /** Ours is in its registries.conf.d. */
  readonly folder: string;
  readonly main: string;
  /** In the order in which they are read. */
  readonly dropIns: readonly string[];
}

/**
 * A user's own registries.conf hides the system's with all its drop-ins, also root's own; without it a user's drop-ins, and root's
 * own, are read behind the system's.
 */
async function placesOf({ rootless }: PodmanInfo, { home }: Asker): Promise<Places> {
  const [system, own] = ['/etc/containers', path.join(home, '.config', 'containers')];
  const mainOf = (folder: string): string => path.join(folder, 'registries.conf');
  const dropInsOf = (folder: string): string => path.join(folder, 'registries.conf.d');
  if (await isThere(mainOf(own))) return { folder: own, main: mainOf(own), dropIns: [dropInsOf(own)] };
  const dropIns = [dropInsOf(system), dropInsOf(own)];
  return { folder: rootless ? own : system, main: mainOf(system), dropIns };
}

function proxiesOf({ env }: Asker): Readonly<Record<string, string>> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]] as const] : [])));
}
