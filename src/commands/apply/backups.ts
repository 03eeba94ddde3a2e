import {
  type Inspection,
  type OurKey,
  type Plan,
  planUndo,
  type Refusal,
  undoInputOf,
} from '../../engines/docker/index.ts';
import { listBackups, readBackup } from '../../host/backup.ts';
import type { FileBefore } from '../../host/backup-format.ts';
import type { FileFailure } from '../../host/file-failure.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { type ApplyHost, blank, fileSentences, refuse } from './host.ts';
import type { ApplySettings } from './options.ts';
import type { ApplyOutcome, BackupOutcome } from './outcome.ts';

export interface PlannedUndo {
  readonly plan: Plan | Refusal;
  /** The files as the backup has them. */
  readonly restore: readonly FileBefore[];
  readonly keys: readonly OurKey[];
}

/** `--backups`. */
export async function listBackupSets(
  settings: ApplySettings,
  host: ApplyHost,
  inspection: Inspection,
): Promise<ApplyOutcome> {
  const { words, display } = host;
  const { configPath } = inspection.install;
  const ids = await listBackups(configPath);
  if ('kind' in ids) {
    return await refuse(settings, host, inspection, ids.code, 3, fileSentences(ids, host));
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
  const text = lines.length === 0 ? [words.outcome.noBackups] : [words.outcome.backupsHead, ...lines];
  await display.say(`${text.join('\n')}\n`);
  return { ...blank(settings, inspection), result: 'listed', backups };
}

/** `--undo [id]`; null: before the last apply. */
export async function planUndoOf(
  { plan: { activate } }: ApplySettings,
  inspection: Inspection,
  id: string | null,
  host: ApplyHost,
): Promise<PlannedUndo | { readonly reason: string; readonly sentences: readonly string[] }> {
  const { configPath } = inspection.install;
  const { problem } = host.words;
  const wanted = id ?? (await lastApply(configPath));
  if (wanted === null) return { reason: 'no-such-backup', sentences: [problem.noBackup(null)] };
  if (typeof wanted !== 'string') return { reason: wanted.code, sentences: fileSentences(wanted, host) };
  const read = await readBackup(configPath, wanted);
  switch (read.kind) {
    case 'no-such-backup':
      return { reason: read.kind, sentences: [problem.noBackup(cleanText(wanted))] };
    case 'unreadable-backup':
      return { reason: read.kind, sentences: [problem.badBackup(wanted)] };
    case 'file-failure':
      return { reason: read.code, sentences: fileSentences(read, host) };
    case 'backup': {
      const input = await undoInputOf(inspection, read.set, activate);
      if ('kind' in input) return { reason: input.code, sentences: fileSentences(input, host) };
      const { keys } = input.daemonJson;
      return { plan: planUndo(input), restore: read.set.files.map(({ before }) => before), keys };
    }
    default:
      return read satisfies never;
  }
}

/** An undo is no apply: to take one back, name it. A set that cannot be read may be of an apply: none before it is taken for the last. */
async function lastApply(configPath: string): Promise<string | FileFailure | null> {
  const ids = await listBackups(configPath);
  if ('kind' in ids) return ids;
  for (const id of ids) {
    const read = await readBackup(configPath, id);
    if (read.kind !== 'backup' || read.set.reason === 'apply') return id;
  }
  return null;
}
