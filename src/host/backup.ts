import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type BackupSet, parseBackup, renderBackup } from './backup-format.ts';
import { backupId, isBackupId } from './backup-id.ts';
import { makeDirectories, removeEmptyDirectories, syncDirectory } from './directories.ts';
import { errnoOf, type FileFailure, fileFailure, fileFailureFrom } from './file-failure.ts';
import { type FileState, readFileState } from './file-state.ts';
import { HOST } from './limits.ts';
import { ownerOfFile } from './owner-of-file.ts';
import { replaceFile } from './replace-file.ts';
import { checkSafety, type Safety } from './safety.ts';
import { removeDeadTemps, unlinkIfThere } from './temp-file.ts';

/**
 * The folder that holds a configuration file's backups, beside it. That of a hosts.toml lies beside the file's folder: an engine looks whether the registry has a folder, and one that
 * stayed for our backups alone would hide `_default`. Pure.
 */
export function backupDirectory(configPath: string): string {
  const path = resolve(configPath);
  return `${basename(path) === 'hosts.toml' ? dirname(path) : path}.mirror-check-backups`;
}

/**
 * Why no backup of this file can be kept, or believed: its folder is not our own alone. null: nothing speaks against it. `asRoot`: root will
 * do it, though it may be a user who asks.
 */
export async function backupObstacle(
  configPath: string,
  asRoot: boolean,
): Promise<Exclude<Safety, { kind: 'safe' }> | null> {
  const directory = backupDirectory(configPath);
  if (asRoot) {
    const safety = await checkSafety(directory);
    return safety.kind === 'safe' ? null : safety;
  }
  const owner = await ownerOfFile(directory);
  const isOurs = owner === null || process.geteuid === undefined || owner === process.geteuid();
  return isOurs ? null : fileFailure('not-permitted', directory);
}

export interface BackupRequest {
  /** The configuration file whose folder holds the set. */
  readonly configPath: string;
  readonly createdAt: Date;
  readonly reason: BackupSet['reason'];
  readonly toolVersion: string;
  /** See BackupSet.keys. */
  readonly keys?: readonly string[];
  readonly group?: string;
  /** Every file that will be touched, as it is now, and what it will be with its sha256; null: it will not be there. */
  readonly files: readonly {
    readonly before: FileState;
    readonly afterSha256: string | null;
    readonly after?: Buffer;
  }[];
}

export type BackupResult =
  | { readonly kind: 'backup'; readonly set: BackupSet; readonly path: string }
  | FileFailure;

/**
 * Writes a set: one file, 0600 in a folder of 0700, whole or absent whenever we are killed. Ids sort by time, also when
 * the clock was set back since the last one. None is given up for it: it may be of a run that fails (`pruneBackups`).
 */
export async function createBackup(request: BackupRequest): Promise<BackupResult> {
  const directory = backupDirectory(request.configPath);
  const ready = await prepare(directory);
  if (ready.kind === 'file-failure') return ready;
  const written = await writeNext(directory, ready.ids, request);
  // A disk that is full has room for a folder all the same.
  if (written.kind === 'file-failure') await removeEmptyDirectories(ready.made).catch(() => undefined);
  return written;
}

async function writeNext(
  directory: string,
  ids: readonly string[],
  request: BackupRequest,
): Promise<BackupResult> {
  const set: BackupSet = {
    schemaVersion: 1,
    id: backupId(request.createdAt, ids[0] ?? null),
    createdAt: request.createdAt.toISOString(),
    reason: request.reason,
    tool: { name: 'mirror-check', version: request.toolVersion },
    keys: request.keys ?? [],
    ...(request.group === undefined ? {} : { group: request.group }),
    files: await Promise.all(
      request.files.map(async ({ before, ...after }) => ({
        before: recorded(before),
        ...after,
        ...(await othersChanged(before, request.configPath, ids)),
      })),
    ),
  };
  const path = join(directory, `${set.id}.json`);
  const written = await writeSet(path, set);
  return written ?? { kind: 'backup', set, path };
}

/** Of a file that a run of ours left so, that run knows; of any other, its own last change is somebody else's. */
async function othersChanged(
  before: FileState,
  configPath: string,
  ids: readonly string[],
): Promise<Pick<BackupSet['files'][number], 'othersChangedAt'>> {
  if (before.kind === 'absent') return {};
  const last = await lastWith(before.path, configPath, ids);
  if (last !== null && knows(last, before.sha256)) {
    const { othersChangedAt } = last;
    if (othersChangedAt !== undefined) return { othersChangedAt };
    if (!last.before.exists) return {};
  }
  return { othersChangedAt: new Date(Number(before.identity.ctimeNs / 1_000_000n)).toISOString() };
}

/** Is this the file as a run left it; or as it found it, where it was killed before it wrote? */
export function knows(
  { before, afterSha256 }: Pick<BackupSet['files'][number], 'before' | 'afterSha256'>,
  sha256: string,
): boolean {
  return afterSha256 === sha256 || (before.exists && before.sha256 === sha256);
}

/** What the newest set that has this file says of it; null: none has. */
async function lastWith(
  path: string,
  configPath: string,
  ids: readonly string[],
): Promise<BackupSet['files'][number] | null> {
  for (const id of ids) {
    const read = await readBackup(configPath, id);
    const file = read.kind === 'backup' ? read.set.files.find(({ before }) => before.path === path) : null;
    if (file) return file;
  }
  return null;
}

/** What our own last run with this file says of it; null: there is none, or it may not be read. */
export async function lastRunOn(path: string): Promise<BackupSet['files'][number] | null> {
  const ids = await listBackups(path);
  return 'kind' in ids ? null : await lastWith(path, path, ids);
}

/** Once a run is done, the oldest beyond `HOST.backupsKept` go. */
export async function pruneBackups(configPath: string): Promise<FileFailure | null> {
  const directory = backupDirectory(configPath);
  const ids = await idsIn(directory);
  if ('kind' in ids) return ids;
  const old = ids.slice(HOST.backupsKept);
  if (old.length === 0) return null;
  try {
    // Not synced: one that comes back with the power goes with the next run.
    for (const id of old) await unlinkIfThere(join(directory, `${id}.json`));
    return null;
  } catch (error) {
    return fileFailureFrom(error, directory);
  }
}

/** Ids, newest first. No folder: no backups. */
export async function listBackups(configPath: string): Promise<readonly string[] | FileFailure> {
  return await idsIn(backupDirectory(configPath));
}

/** The newest of those that were not there `before`, as `listBackups` told; null: there is none. */
export async function newBackup(
  configPath: string,
  before: readonly string[] | FileFailure,
): Promise<string | null> {
  const after = await listBackups(configPath);
  if ('kind' in after) return null;
  return after.find((id) => 'kind' in before || !before.includes(id)) ?? null;
}

export type ReadBackup =
  | { readonly kind: 'backup'; readonly set: BackupSet }
  | { readonly kind: 'no-such-backup'; readonly id: string }
  /** Not of our making, damaged, or from a newer version of this tool. */
  | { readonly kind: 'unreadable-backup'; readonly id: string; readonly path: string }
  | FileFailure;

/** The set of this id, its form and its digests checked. */
export async function readBackup(configPath: string, id: string): Promise<ReadBackup> {
  if (!isBackupId(id)) return { kind: 'no-such-backup', id };
  const path = join(backupDirectory(configPath), `${id}.json`);
  const state = await readFileState(path, HOST.recordBytes);
  if (state.kind === 'file-failure') return state;
  if (state.kind === 'absent') return { kind: 'no-such-backup', id };
  const set = parseBackup(state.bytes);
  if (set === null || set.id !== id) return { kind: 'unreadable-backup', id, path };
  return { kind: 'backup', set };
}

/** Takes a set away again: of a run that changed nothing in the end, there is nothing to undo. */
export async function removeBackup(configPath: string, id: string): Promise<FileFailure | null> {
  const directory = backupDirectory(configPath);
  try {
    await unlinkIfThere(join(directory, `${id}.json`));
    await syncDirectory(directory);
    await removeEmptyDirectories([directory]);
    return null;
  } catch (error) {
    return fileFailureFrom(error, directory);
  }
}

function recorded(state: FileState): BackupSet['files'][number]['before'] {
  if (state.kind === 'absent') {
    return {
      exists: false,
      path: state.path,
      realPath: state.realPath,
      missingDirectories: state.missingDirectories,
    };
  }
  const { path, realPath, mode, uid, gid, sha256, bytes } = state;
  return { exists: true, path, realPath, mode, uid, gid, sha256, bytes };
}

interface Prepared {
  readonly kind: 'prepared';
  /** Those that were not there, outermost first. */
  readonly made: readonly string[];
  /** Of the sets in it, newest first. */
  readonly ids: readonly string[];
}

/** Makes the folder, and the one that it stands in; or takes the one that is there: ours, and without what a killed run left in it. */
async function prepare(directory: string): Promise<Prepared | FileFailure> {
  const inside = await readFileState(join(directory, 'any'), 0);
  if (inside.kind === 'file-failure') return inside;
  const missing = inside.kind === 'absent' ? inside.missingDirectories : [];
  try {
    const made = [
      ...(await makeDirectories(missing.slice(0, -1), 0o755)),
      ...(await makeDirectories(missing.slice(-1), 0o700)),
    ];
    const { uid } = await lstat(directory);
    if (process.geteuid !== undefined && uid !== process.geteuid())
      return fileFailure('not-permitted', directory);
    const names = await readdir(directory);
    await removeDeadTemps(directory, names);
    return { kind: 'prepared', made, ids: idsAmong(names) };
  } catch (error) {
    await removeEmptyDirectories(missing).catch(() => undefined);
    return fileFailureFrom(error, directory);
  }
}

async function writeSet(path: string, set: BackupSet): Promise<FileFailure | null> {
  const expected = await readFileState(path, HOST.recordBytes);
  if (expected.kind === 'file-failure') return expected;
  const outcome = await replaceFile({
    expected,
    bytes: renderBackup(set),
    mode: 0o600,
    owner: null,
    validate: async () => null,
    padding: Buffer.alloc(0),
  });
  switch (outcome.kind) {
    case 'replaced':
      return null;
    case 'file-failure':
      return outcome;
    case 'invalid':
    case 'changed-meanwhile':
      return fileFailure('already-exists', path);
    default:
      return outcome satisfies never;
  }
}

async function idsIn(directory: string): Promise<readonly string[] | FileFailure> {
  try {
    return idsAmong(await readdir(directory));
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? [] : fileFailureFrom(error, directory);
  }
}

function idsAmong(names: readonly string[]): readonly string[] {
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .filter(isBackupId)
    .sort()
    .reverse();
}
