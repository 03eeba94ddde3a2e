import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { errnoOf, type FileFailure, fileFailure, fileFailureFrom } from './file-failure.ts';

export interface LockOwner {
  /** null: a system without user ids, whose temporary folder is the user's own. */
  readonly uid: number | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type LockDirectory = { readonly kind: 'directory'; readonly path: string } | FileFailure;

/**
 * Where the locks of this user's runs are: /run/mirror-check for root, XDG_RUNTIME_DIR for a user, else the user's own state folder,
 * else a folder of the user's own in the temporary directory, which another user may have made first. Made if need be, and never one
 * that another user made or can write to: who can write there could pretend that a run is under way, or that none is.
 */
export async function lockDirectory({ uid, env }: LockOwner): Promise<LockDirectory> {
  let defect: FileFailure = fileFailure('not-found', tmpdir());
  for (const { base, isShared, below } of placesFor(uid, env)) {
    if (!isShared && (await defectOf(base, uid)) !== null) continue;
    const found = await makeBelow(base, below, uid);
    if (found.kind === 'directory') return found;
    defect = found;
  }
  return defect;
}

interface Place {
  readonly base: string;
  /** It is the temporary directory, which is everybody's; any other base has to be the user's own. */
  readonly isShared: boolean;
  /** Folders below it, outermost first; each is made if need be. */
  readonly below: readonly string[];
}

function placesFor(uid: number | null, env: LockOwner['env']): readonly Place[] {
  const name = 'mirror-check';
  if (uid === null) return [{ base: tmpdir(), isShared: true, below: [name] }];
  const runtime = uid === 0 ? '/run' : env['XDG_RUNTIME_DIR'];
  // https://specifications.freedesktop.org/basedir-spec/latest/
  const [state, home] = [env['XDG_STATE_HOME'], uid === 0 ? homeOfRoot() : env['HOME']];
  const places: readonly (Place | null)[] = [
    placeIn(runtime, [name]),
    uid === 0 ? null : placeIn(state, [name]),
    placeIn(home, ['.local', 'state', name]),
    { base: tmpdir(), isShared: true, below: [`${name}-${uid}`] },
  ];
  return places.filter((place) => place !== null);
}

function placeIn(base: string | null | undefined, below: readonly string[]): Place | null {
  return base !== null && base !== undefined && isAbsolute(base) ? { base, isShared: false, below } : null;
}

/** By the account: sudo may have kept a user's HOME. */
function homeOfRoot(): string | null {
  try {
    return userInfo().homedir;
  } catch {
    return null;
  }
}

async function makeBelow(base: string, below: readonly string[], uid: number | null): Promise<LockDirectory> {
  let path = base;
  for (const name of below) {
    path = join(path, name);
    try {
      await mkdir(path, { mode: 0o700 });
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') return fileFailureFrom(error, path);
    }
    const defect = await defectOf(path, uid);
    if (defect !== null) return defect;
  }
  return { kind: 'directory', path };
}

async function defectOf(path: string, uid: number | null): Promise<FileFailure | null> {
  try {
    const stats = await lstat(path);
    if (!stats.isDirectory()) return fileFailure('not-a-directory', path);
    if (uid === null) return null;
    return stats.uid === uid && (stats.mode & 0o022) === 0 ? null : fileFailure('not-permitted', path);
  } catch (error) {
    return fileFailureFrom(error, path);
  }
}
