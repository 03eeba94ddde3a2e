import { sha256Of } from './file-state.ts';
import { isRecord, parseJson } from './parse-json.ts';

/** One file of a set, as it was. */
export type FileBefore =
  | {
      readonly exists: true;
      readonly path: string;
      readonly realPath: string;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      readonly sha256: string;
      readonly bytes: Buffer;
    }
  | {
      readonly exists: false;
      readonly path: string;
      readonly realPath: string;
      /** Directories that were made for the file: the undo removes them if they are empty. */
      readonly missingDirectories: readonly string[];
    };

export interface BackupSet {
  readonly schemaVersion: 1;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly reason: 'apply' | 'undo';
  readonly tool: { readonly name: 'mirror-check'; readonly version: string };
  /** Which settings the run changed, in the words of whoever made the set: what an undo puts back into a file that was edited since. */
  readonly keys: readonly string[];
  /** The change of several engines that it is a part of; absent: of none. */
  readonly group?: string;
  readonly files: readonly {
    readonly before: FileBefore;
    /** Of the file as the run meant to leave it; null: removed. Tells whether it was edited since. */
    readonly afterSha256: string | null;
    /** Those bytes: of a file that was edited since, they tell what of it the run had put there. Absent: not kept, by earlier versions. */
    readonly after?: Buffer;
    /** ISO 8601, UTC: when anybody else changed the file last, however often runs of ours did since. Absent: nobody had made it, or not kept, by earlier versions. */
    readonly othersChangedAt?: string;
  }[];
}

/** JSON with the bytes in base64: one file holds the whole set. Pure. */
export function renderBackup(set: BackupSet): Buffer {
  const files = set.files.map(({ before, afterSha256, after, othersChangedAt }) => {
    const left = {
      ...(after ? { afterBase64: after.toString('base64') } : {}),
      ...(othersChangedAt === undefined ? {} : { othersChangedAt }),
    };
    if (!before.exists) return { before, afterSha256, ...left };
    const { bytes, ...facts } = before;
    return { before: { ...facts, base64: bytes.toString('base64') }, afterSha256, ...left };
  });
  return Buffer.from(`${JSON.stringify({ ...set, files }, null, 2)}\n`);
}

/** null: not a set of this version, or its bytes are not those of its digests. Pure. */
export function parseBackup(bytes: Uint8Array): BackupSet | null {
  const value = parseJson(Buffer.from(bytes).toString('utf8'));
  if (!isRecord(value)) return null;
  const { schemaVersion, id, createdAt, reason, tool, files, keys, group } = value;
  if (schemaVersion !== 1 || typeof id !== 'string' || !isInstant(createdAt)) return null;
  if (reason !== 'apply' && reason !== 'undo') return null;
  if (!isRecord(tool) || tool['name'] !== 'mirror-check' || typeof tool['version'] !== 'string') return null;
  if (!Array.isArray(files) || files.length === 0) return null;
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) return null;
  if (group !== undefined && typeof group !== 'string') return null;
  const parsed = files.map(parseFile);
  const whole = parsed.filter((file) => file !== null);
  if (whole.length !== parsed.length) return null;
  return {
    schemaVersion,
    id,
    createdAt,
    reason,
    tool: { name: 'mirror-check', version: tool['version'] },
    keys,
    ...(group === undefined ? {} : { group }),
    files: whole,
  };
}

function parseFile(value: unknown): BackupSet['files'][number] | null {
  if (!isRecord(value)) return null;
  const { afterSha256 } = value;
  if (afterSha256 !== null && !isSha256(afterSha256)) return null;
  const before = parseBefore(value['before']);
  if (before === null) return null;
  const { afterBase64: base64, othersChangedAt } = value;
  if (othersChangedAt !== undefined && !isInstant(othersChangedAt)) return null;
  const known = { before, afterSha256, ...(othersChangedAt === undefined ? {} : { othersChangedAt }) };
  if (base64 === undefined) return known;
  const after = typeof base64 === 'string' ? Buffer.from(base64, 'base64') : null;
  return after !== null && sha256Of(after) === afterSha256 ? { ...known, after } : null;
}

function parseBefore(value: unknown): FileBefore | null {
  if (!isRecord(value)) return null;
  const { exists, path, realPath } = value;
  if (!isAbsolute(path) || !isAbsolute(realPath)) return null;
  if (exists === false) {
    const directories = value['missingDirectories'];
    if (!Array.isArray(directories) || !directories.every(isAbsolute)) return null;
    return { exists, path, realPath, missingDirectories: directories };
  }
  const { mode, uid, gid, sha256, base64 } = value;
  if (exists !== true || !isCount(mode) || mode > 0o7777 || !isCount(uid) || !isCount(gid)) return null;
  if (!isSha256(sha256) || typeof base64 !== 'string') return null;
  const bytes = Buffer.from(base64, 'base64');
  return sha256Of(bytes) === sha256 ? { exists, path, realPath, mode, uid, gid, sha256, bytes } : null;
}

function isAbsolute(value: unknown): value is string {
  return typeof value === 'string' && /^(?:\/|[A-Za-z]:\\|\\\\)/.test(value) && !value.includes('\0');
}

function isSha256(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isInstant(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
