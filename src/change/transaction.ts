import type { AttributeLoss } from '../host/attributes.ts';
import { type BackupResult, createBackup, pruneBackups, removeBackup } from '../host/backup.ts';
import type { BackupSet, FileBefore } from '../host/backup-format.ts';
import { clearLeftovers } from '../host/clear-leftovers.ts';
import type { FileFailure } from '../host/file-failure.ts';
import { bytesOf, type FileState, readFileState, sha256Of } from '../host/file-state.ts';
import { HOST } from '../host/limits.ts';
import { acquireLock } from '../host/lock.ts';
import { lockDirectory } from '../host/lock-directory.ts';
import type { ProcessIdentity } from '../host/process-identity.ts';
import { checkSafety, type Safety } from '../host/safety.ts';
import type { ActivationFailure, Hands, Invalid, PulledImage } from './hands.ts';
import { rollBack } from './roll-back.ts';
import { sameBytes } from './same-bytes.ts';
import { type ActivationTold, netFiles, type PlannedFile, type Stage } from './types.ts';
import { type WriteOutcome, writePlannedFile } from './write-file.ts';

export interface Transaction<Expect, Shown> {
  readonly hands: Hands<Expect, Shown>;
  /** The engine's own file: one run at a time changes it, and the backups lie beside it. */
  readonly file: FileState;
  readonly stages: readonly Stage<Expect>[];
  readonly reason: BackupSet['reason'];
  /** Which settings the run changes, in the engine's words: kept with the backup for an undo. */
  readonly keys: readonly string[];
  /** For an undo: the files as the backup has them. */
  readonly restore: readonly FileBefore[];
  /** Familiar form with a tag or digest; null: not asked for. */
  readonly verifyPull: string | null;
  readonly toolVersion: string;
  /** Somebody agreed to a restart that stops containers. */
  readonly mayStopContainers: boolean;
  readonly owner: {
    readonly uid: number | null;
    readonly env: Readonly<Record<string, string | undefined>>;
  };
  readonly signal: AbortSignal;
  /** Of a change of several engines: its name, the same in each of their backups. */
  readonly group?: string;
  /** What else belongs to the change, done once this is in force; false: it failed, so this goes back too. */
  readonly andThen?: () => Promise<boolean>;
  /** Files, by real path, that are locked by this very run already. */
  readonly locked?: ReadonlySet<string>;
  readonly onStep: (step: TransactionStep) => void;
}

export type TransactionStep = 'writing' | 'activating' | 'pulling' | 'rolling-back';

/** What kept a change from being written; nothing is different than before. */
export type NotWritten =
  | { readonly kind: 'held'; readonly holder: ProcessIdentity }
  /** The plan stopped none, and nobody agreed to stop those that run by now. */
  | { readonly kind: 'containers-started'; readonly count: number }
  | Extract<Safety, { kind: 'unsafe' }>
  | { readonly kind: 'changed-meanwhile'; readonly path: string }
  | FileFailure;

/** What went wrong after that. */
export type Mishap =
  | { readonly kind: 'invalid'; readonly invalid: Invalid }
  | { readonly kind: 'write'; readonly failure: Exclude<WriteOutcome, { kind: 'written' | 'invalid' }> }
  | { readonly kind: 'activation'; readonly failure: ActivationFailure }
  | { readonly kind: 'pull'; readonly detail: string; readonly seconds: number }
  /** The test pull went past all mirrors; `from`: as the engine spells it. */
  | { readonly kind: 'pulled-past'; readonly from: string }
  /** Another engine's part of the same change. */
  | { readonly kind: 'another-part' };

export type TransactionOutcome<Shown> =
  | {
      readonly kind: 'done';
      readonly backup: BackupRef | null;
      readonly lost: readonly AttributeLoss[];
      /** What the engine shows now; null: it is down. */
      readonly live: Shown | null;
      readonly pulled: Extract<PulledImage, { kind: 'pulled' }> | null;
    }
  | { readonly kind: 'not-written'; readonly why: NotWritten }
  /** `log`: the engine's own lines; clean them before they are shown. */
  | {
      readonly kind: 'rolled-back' | 'not-rolled-back';
      readonly mishap: Mishap;
      readonly log: readonly string[];
      readonly backup: BackupRef | null;
      /** Files that somebody else edited in between: only our keys went back there. */
      readonly edited: readonly string[];
      readonly filesBack: boolean;
      /** What the engine was told; null: nothing. */
      readonly told: ActivationTold | null;
    };

export interface BackupRef {
  readonly id: string;
  readonly path: string;
}

/** Makes a plan real: lock, backup, write, judge, activate, verify; what fails half way is put back and proved to be in force. */
export async function carryOut<Expect, Shown>(
  transaction: Transaction<Expect, Shown>,
): Promise<TransactionOutcome<Shown>> {
  const { file, owner, locked } = transaction;
  if (locked?.has(file.realPath)) return await underLock(transaction);
  const directory = await lockDirectory(owner);
  if (directory.kind === 'file-failure') return { kind: 'not-written', why: directory };
  const lock = await acquireLock(directory.path, file.realPath);
  if (lock.kind === 'held') return { kind: 'not-written', why: lock };
  if (lock.kind === 'file-failure') return { kind: 'not-written', why: lock };
  try {
    return await underLock(transaction);
  } finally {
    await lock.release();
  }
}

async function underLock<Expect, Shown>(
  transaction: Transaction<Expect, Shown>,
): Promise<TransactionOutcome<Shown>> {
  const { hands, stages, owner } = transaction;
  const configPath = transaction.file.path;
  const files = netFiles(stages);
  const states = await readAll(files, owner.uid === 0);
  if (!Array.isArray(states)) return { kind: 'not-written', why: states };
  // Between the plan and the answer to it a survey and a person took their time.
  const started = transaction.mayStopContainers ? 0 : await hands.stopsNow(stages);
  if (started > 0) return { kind: 'not-written', why: { kind: 'containers-started', count: started } };
  const progress: Progress = { written: new Map(), told: null, backing: null };
  const done = await runStages(transaction, progress, async () => {
    progress.backing ??= backUp(transaction, files, states);
    const made = await progress.backing;
    return made.kind === 'file-failure' ? made : null;
  });
  const made = await progress.backing;
  const backup = made?.kind === 'backup' ? { id: made.set.id, path: made.path } : null;
  if (done.kind === 'done') {
    // That old backups stay for some reason does not fail this run; they go with the next.
    if (backup !== null) await pruneBackups(configPath);
    return { ...done, backup };
  }
  if (progress.written.size === 0 && progress.told === null) {
    if (backup !== null) await removeBackup(configPath, backup.id);
    if (done.mishap.kind === 'write') return { kind: 'not-written', why: done.mishap.failure };
    const { mishap } = done;
    return { kind: 'rolled-back', mishap, log: [], backup: null, edited: [], filesBack: true, told: null };
  }
  transaction.onStep('rolling-back');
  const log = await hands.logSince(done.since);
  const { restored, edited, filesBack } = await rollBack({
    hands,
    files,
    states,
    written: progress.written,
    told: progress.told,
  });
  if (restored && backup !== null) await removeBackup(configPath, backup.id);
  return {
    kind: restored ? 'rolled-back' : 'not-rolled-back',
    mishap: done.mishap,
    // What keeps it from starting with the old file, too.
    log: restored ? log : await hands.logSince(done.since),
    backup: restored ? null : backup,
    edited,
    filesBack,
    told: progress.told,
  };
}

/** How far a run came. */
interface Progress {
  readonly written: Map<string, (Uint8Array | null)[]>;
  /** What the engine was told; null: nothing yet. */
  told: ActivationTold | null;
  /** Of all files at once; null: none was about to be touched yet. */
  backing: Promise<BackupResult> | null;
}

type StagesOutcome<Shown> =
  | Omit<Extract<TransactionOutcome<Shown>, { kind: 'done' }>, 'backup'>
  | { readonly kind: 'mishap'; readonly mishap: Mishap; readonly since: Date };

async function runStages<Expect, Shown>(
  { hands, stages, restore, verifyPull, signal, andThen, onStep }: Transaction<Expect, Shown>,
  progress: Progress,
  backUpAll: () => Promise<FileFailure | null>,
): Promise<StagesOutcome<Shown>> {
  const since = new Date();
  const mishap = (what: Mishap): StagesOutcome<Shown> => ({ kind: 'mishap', mishap: what, since });
  const lost: AttributeLoss[] = [];
  let shown: Shown | null = null;
  for (const stage of stages) {
    const { files, activation } = stage;
    if (files.length > 0) onStep('writing');
    for (const file of files) {
      if (signal.aborted) return mishap({ kind: 'activation', failure: { kind: 'stopped' } });
      const was = restore.find(({ path }) => path === file.path) ?? null;
      const judge = (temp: string, bytes: Uint8Array): Promise<Invalid | null> =>
        hands.judge(temp, bytes, activation);
      const outcome = await writePlannedFile(file, was, judge, backUpAll);
      if (outcome.kind === 'invalid') return mishap(outcome);
      if (outcome.kind !== 'written') {
        // A write in place may have failed half way: then what stands there is looked at, if anything is put back.
        const torn = outcome.kind === 'file-failure' && progress.written.size > 0;
        if (torn && !progress.written.has(file.path)) progress.written.set(file.path, []);
        return mishap({ kind: 'write', failure: outcome });
      }
      progress.written.set(file.path, [...(progress.written.get(file.path) ?? []), file.after]);
      lost.push(...outcome.lost);
    }
    if (signal.aborted) return mishap({ kind: 'activation', failure: { kind: 'stopped' } });
    if (activation.kind !== 'none' && activation.kind !== 'by-hand') {
      onStep('activating');
      progress.told = activation.kind;
    }
    const active = await hands.bring(stage, signal);
    if (active.kind !== 'active') return mishap({ kind: 'activation', failure: active });
    if (signal.aborted) return mishap({ kind: 'activation', failure: { kind: 'stopped' } });
    shown = active.shown ?? shown;
  }
  if (shown === null && hands.before !== null) shown = await hands.look();
  const done = async (
    pulled: Extract<PulledImage, { kind: 'pulled' }> | null,
  ): Promise<StagesOutcome<Shown>> =>
    andThen === undefined || (await andThen())
      ? { kind: 'done', lost, live: shown, pulled }
      : mishap({ kind: 'another-part' });
  if (verifyPull === null || shown === null) return await done(null);
  onStep('pulling');
  const pulled = await hands.tryOut(verifyPull, signal);
  if (pulled.kind === 'pull-failed') {
    if (signal.aborted) return mishap({ kind: 'activation', failure: { kind: 'stopped' } });
    return mishap({ kind: 'pull', detail: pulled.detail, seconds: pulled.seconds });
  }
  if (pulled.kind === 'pulled-past') return mishap({ kind: 'pulled-past', from: pulled.from });
  return await done(pulled);
}

async function readAll(files: readonly PlannedFile[], asRoot: boolean): Promise<FileState[] | NotWritten> {
  const states: FileState[] = [];
  for (const { path, before } of files) {
    const safety = asRoot ? await checkSafety(path) : ({ kind: 'safe' } as const);
    if (safety.kind !== 'safe') return safety;
    const state = await readFileState(path, HOST.configBytes);
    if (state.kind === 'file-failure') return state;
    const cleared = await clearLeftovers(state.realPath, HOST.configBytes);
    if (cleared.kind === 'file-failure' && cleared.code !== 'not-found') return cleared;
    const isAsPlanned = sameBytes(bytesOf(state), before);
    if (!isAsPlanned || (cleared.kind === 'cleared' && cleared.mended)) {
      return { kind: 'changed-meanwhile', path };
    }
    states.push(state);
  }
  return states;
}

async function backUp(
  { file, reason, keys, toolVersion, group }: Transaction<unknown, unknown>,
  files: readonly PlannedFile[],
  states: readonly FileState[],
): Promise<BackupResult> {
  const after = new Map(files.map((planned) => [planned.path, planned.after]));
  return await createBackup({
    configPath: file.path,
    createdAt: new Date(),
    reason,
    toolVersion,
    keys,
    ...(group === undefined ? {} : { group }),
    files: states.map((before) => {
      const bytes = after.get(before.path) ?? null;
      if (bytes === null) return { before, afterSha256: null };
      return { before, afterSha256: sha256Of(bytes), after: Buffer.from(bytes) };
    }),
  });
}
