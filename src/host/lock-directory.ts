import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { errnoOf, type FileFailure, fileFailure, fileFailureFrom } from './file-failure.ts';

export interface LockOwner {
  /** null: a system without user ids, whose temporary folder is the user's own. */
  readonly uid: number | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type LockDirectory = { readonly kind: 'directory'; readonly path: string } | FileFailure;

/**
 * Where the locks of this user's runs are: /run/mirror-check for root, XDG_RUNTIME_DIR for a user, else a folder of the
 * user's own in the temporary directory. Made if need be, and never one that another user made or can write to: who can
 * write there could pretend that a run is under way, or that none is.
 */
export async function lockDirectory({ uid, env }: LockOwner): Promise<LockDirectory> {
  for (const place of placesFor(uid, env)) {
    if (place.parent !== null && (await defectOf(place.parent, uid)) !== null) continue;
    try {
      await mkdir(place.path, { mode: 0o700 });
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') return fileFailureFrom(error, place.path);
    }
    return (await defectOf(place.path, uid)) ?? { kind: 'directory', path: place.path };
  }
  return fileFailure('not-found', tmpdir());
}

interface Place {
  readonly path: string;
  /** The directory above, where it has to be the user's own for this place to be taken; null: any will do. */
  readonly parent: string | null;
}

function placesFor(uid: number | null, env: LockOwner['env']): readonly Place[] {
  const temporary: Place = {
    path: join(tmpdir(), uid === null ? 'mirror-check' : `mirror-check-${uid}`),
    parent: null,
  };
  const runtime = uid === 0 ? '/run' : env['XDG_RUNTIME_DIR'];
  if (uid === null || runtime === undefined || !isAbsolute(runtime)) return [temporary];
  return [{ path: join(runtime, 'mirror-check'), parent: runtime }, temporary];
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
