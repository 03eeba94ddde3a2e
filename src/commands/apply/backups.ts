import type { PlannedUndo, Shapes } from '../../engines/engine.ts';
import { listBackups, type ReadBackup, readBackup } from '../../host/backup.ts';
import { laterSets, throughLater } from '../../host/backup-chain.ts';
import type { FileBefore } from '../../host/backup-format.ts';
import type { FileFailure } from '../../host/file-failure.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { type ApplyHost, blank, fileSentences, refuse } from './host.ts';
import type { ApplySettings } from './options.ts';
import type { ApplyOutcome, BackupOutcome } from './outcome.ts';
import type { KnownEngine, Target } from './target.ts';

/** An undo, and the files as the backup has them. */
export type UndoRun<E extends Shapes> = PlannedUndo<E> & { readonly restore: readonly FileBefore[] };

/** Why there is none: a word for scripts, and sentences. */
export interface NoUndo {
  readonly kind: 'no-undo';
  readonly reason: string;
  readonly sentences: readonly string[];
}

/** `--backups`. */
export async function listBackupSets(
  settings: ApplySettings,
  host: ApplyHost,
  target: KnownEngine,
): Promise<ApplyOutcome> {
  const { words, display } = host;
  const configPath = target.facts.file.path;
  const ids = await listBackups(configPath);
  if ('kind' in ids) {
    return await refuse(settings, host, target, ids.code, 3, fileSentences(ids, host));
  }
  const backups: BackupOutcome[] = [];
  for (const id of ids) {
    const read = await readBackup(configPath, id);
    backups.push(
      read.kind === 'backup'
        ? {
            id,
            createdAt: new Date(read.set.createdAt).toISOString(),
            reason: read.set.reason,
            files: read.set.files.map(({ before }) => cleanText(before.path)),
          }
        : { id, createdAt: null, reason: null, files: [] },
    );
  }
  const lines = backups.map(({ id, createdAt, reason, files }) =>
    createdAt === null || reason === null
      ? words.outcome.unreadableBackup(id)
      : words.outcome.backupLine(id, createdAt, reason, files),
  );
  await display.list(
    ...(lines.length === 0 ? [words.outcome.noBackups] : [words.outcome.backupsHead, ...lines]),
  );
  return { ...blank(settings, target), result: 'listed', backups };
}

/** `--backups <id>`: the engine's file as the backup has it, byte for byte. */
export async function printBackup(
  settings: ApplySettings,
  host: ApplyHost,
  target: KnownEngine,
  id: string,
): Promise<ApplyOutcome> {
  const configPath = target.facts.file.path;
  const read = await readBackup(configPath, id);
  if (read.kind !== 'backup') {
    const { reason, sentences } = unreadBackup(read, host);
    return await refuse(settings, host, target, reason, 3, sentences);
  }
  const { files } = read.set;
  const file = files.find(({ before }) => before.path === configPath) ?? files[0];
  if (file?.before.exists !== true) {
    const sentence = host.words.problem.noFileInBackup(id, cleanText(configPath));
    return await refuse(settings, host, target, 'no-file-in-backup', 3, [sentence]);
  }
  const others = files.filter((one) => one !== file).map(({ before }) => cleanText(before.path));
  if (others.length > 0) {
    host.display.note(host.words.outcome.printedOf(cleanText(file.before.path), others));
  }
  await host.display.print(file.before.bytes);
  return { ...blank(settings, target), result: 'listed' };
}

function unreadBackup(read: Exclude<ReadBackup, { kind: 'backup' }>, host: ApplyHost): NoUndo {
  const { problem } = host.words;
  switch (read.kind) {
    case 'no-such-backup':
      return { kind: 'no-undo', reason: read.kind, sentences: [problem.noBackup(cleanText(read.id))] };
    case 'unreadable-backup':
      return { kind: 'no-undo', reason: read.kind, sentences: [problem.badBackup(read.id)] };
    case 'file-failure':
      return { kind: 'no-undo', reason: read.code, sentences: fileSentences(read, host) };
    default:
      return read satisfies never;
  }
}

/** `--undo [id]`; null: before the last apply. */
export async function planUndoOf<E extends Shapes>(
  { plan }: ApplySettings,
  { engine, seen, facts }: Target<E>,
  id: string | null,
  host: ApplyHost,
): Promise<UndoRun<E> | NoUndo> {
  const configPath = facts.file.path;
  const wanted = id ?? (await lastApply(configPath));
  const none = (reason: string, sentences: readonly string[]): NoUndo => ({
    kind: 'no-undo',
    reason,
    sentences,
  });
  if (wanted === null) return none('no-such-backup', [host.words.problem.noBackup(null)]);
  if (typeof wanted !== 'string') return none(wanted.code, fileSentences(wanted, host));
  const read = await readBackup(configPath, wanted);
  switch (read.kind) {
    case 'no-such-backup':
    case 'unreadable-backup':
    case 'file-failure':
      return unreadBackup(read, host);
    case 'backup': {
      const later = await laterSets(configPath, read.set.id);
      const set = throughLater(read.set, later);
      const undo = await engine.planUndo(seen, set, plan, [read.set, ...later].toReversed());
      if (undo.kind === 'file-failure') return none(undo.code, fileSentences(undo, host));
      return { ...undo, restore: set.files.map(({ before }) => before) };
    }
    default:
      return read satisfies never;
  }
}

/** An undo is not an apply: to take one back, name it. A set that cannot be read may be of an apply: none before it is taken for the last. */
async function lastApply(configPath: string): Promise<string | FileFailure | null> {
  const ids = await listBackups(configPath);
  if ('kind' in ids) return ids;
  for (const id of ids) {
    const read = await readBackup(configPath, id);
    if (read.kind !== 'backup' || read.set.reason === 'apply') return id;
  }
  return null;
}
