import path from 'node:path';
import type { FileFailure } from '../../host/file-failure.ts';
import { bytesOf, type FileState, readFileState } from '../../host/file-state.ts';
import { isInstalled } from '../../host/installed.ts';
import { isThere } from '../../host/is-there.ts';
import { HOST } from '../../host/limits.ts';
import type { Asker, FindOptions, Found } from '../engine.ts';
import { kubeletLogins } from '../files/kubelet-logins.ts';
import type { SeenOwnFile } from '../files/own-file.ts';
import { type Builder, findBuilders } from './builders.ts';
import type { ByHandShapes } from './engine.ts';
import { BY_HAND, type ByHand, type ByHandName } from './kinds.ts';

/** An engine that is here, and its file as it stands. */
export interface SeenByHand extends SeenOwnFile {
  readonly kind: ByHand;
  readonly running: boolean;
  /** What makes it take effect; null: nothing has to. */
  readonly activate: string | null;
  readonly builders: readonly Builder[];
  /** Files that name a login at the registry, which a kubelet of this machine would hand to it. */
  readonly logins: readonly string[];
}

export async function findByHand(
  name: ByHandName,
  { dockerHost, config, registry, printsOnly = false }: FindOptions,
  asker: Asker,
): Promise<Found<ByHandShapes>> {
  if (dockerHost !== null) return { kind: 'foreign-option', option: '--docker-host' };
  if (!printsOnly && !(await isHere(name, asker))) return { kind: 'no-engine' };
  const kind = BY_HAND[name];
  const target = config === null ? kind.place(asker, registry) : path.resolve(config);
  const file: FileState | FileFailure = kind.inside
    ? { kind: 'absent', path: target, realPath: target, missingDirectories: [] }
    : await readFileState(target, HOST.configBytes);
  if (file.kind === 'file-failure') return file;
  const seen: SeenByHand = {
    kind,
    registry,
    running: kind.socket === null || (await isThere(kind.socket)),
    file,
    bytes: bytesOf(file),
    activate: kind.activate(asker, await isThere(`/etc/systemd/system/${name}-agent.service`)),
    logins: kind.kubelet && !kind.inside ? await kubeletLogins(registry) : [],
    builders: name === 'buildx' ? await findBuilders(asker) : [],
  };
  return { kind: 'seen', seen };
}

/** Builders of buildx's count where there are any: the program comes with Docker. */
export async function isHere(name: ByHandName, asker: Asker): Promise<boolean> {
  if (name === 'buildx') return (await findBuilders(asker)).length > 0;
  const { programs, traces } = BY_HAND[name];
  const found = await Promise.all([...programs.map(isInstalled), ...traces.map(isThere)]);
  return found.includes(true);
}
