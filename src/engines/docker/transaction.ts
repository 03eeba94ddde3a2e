import type { AttributeLoss } from '../../host/attributes.ts';
import { createBackup, pruneBackups, removeBackup } from '../../host/backup.ts';
import type { BackupSet, FileBefore } from '../../host/backup-format.ts';
import { clearLeftovers } from '../../host/clear-leftovers.ts';
import type { FileFailure } from '../../host/file-failure.ts';
import { bytesOf, type FileState, readFileState, sha256Of } from '../../host/file-state.ts';
import { acquireLock } from '../../host/lock.ts';
import { lockDirectory } from '../../host/lock-directory.ts';
import type { ProcessIdentity } from '../../host/process-identity.ts';
import { checkSafety, type Safety } from '../../host/safety.ts';
import { HOST } from '../../limits.ts';
import type { ServiceStatus } from '../../services/index.ts';
import { type ActivationFailure, activate } from './activate.ts';
import { type LiveSettings, lookAtEngine, lookAtSettings } from './api/info.ts';
import { type PulledImage, pullThrough } from './api/pull.ts';
import { readDaemonJson } from './daemon-json/index.ts';
import type { Inspection } from './inspect.ts';
import { restartedContainers } from './plan/activation.ts';
import { sameBytes } from './plan/bytes.ts';
import type { OurKey, PlannedFile, Stage } from './plan/index.ts';
import { type RollBack, rollBack } from './roll-back.ts';
import { type InvalidConfig, validateConfig } from './validate.ts';
import { type WriteOutcome, writePlannedFile } from './write-files.ts';

export interface Transaction {
  readonly inspection: Inspection;
  readonly stages: readonly Stage[];
  readonly reason: BackupSet['reason'];
  readonly keys: readonly OurKey[];
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
  | { readonly kind: 'invalid'; readonly invalid: InvalidConfig }
  | { readonly kind: 'write'; readonly failure: Exclude<WriteOutcome, { kind: 'written' | 'invalid' }> }
  | { readonly kind: 'activation'; readonly failure: ActivationFailure }
  | { readonly kind: 'pull'; readonly detail: string; readonly seconds: number };

export type TransactionOutcome =
  | {
      readonly kind: 'done';
      readonly backup: BackupRef | null;
      readonly lost: readonly AttributeLoss[];
      /** What the engine's API shows now; null: it is down. */
      readonly live: LiveSettings | null;
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
    };

export interface BackupRef {
  readonly id: string;
  readonly path: string;
}

/** Makes a plan real: lock, backup, write, validate, activate, verify; what fails half way is put back and proved to be in force. */
export async function carryOut(transaction: Transaction): Promise<TransactionOutcome> {
  const { inspection, owner } = transaction;
  const directory = await lockDirectory(owner);
  if (directory.kind === 'file-failure') return { kind: 'not-written', why: directory };
  const lock = await acquireLock(directory.path, inspection.file.realPath);
  if (lock.kind === 'held') return { kind: 'not-written', why: lock };
  if (lock.kind === 'file-failure') return { kind: 'not-written', why: lock };
  try {
    return await underLock(transaction);
  } finally {
    await lock.release();
  }
}

/**
 * What runs that were killed have left beside the file goes, before it is read. `mended`: the file itself had been torn, so look
 * at it again. A live run's lock is left alone: nothing is cleared then.
 */
export async function clearUpBeside(
  file: FileState,
  owner: Transaction['owner'],
): Promise<{ readonly kind: 'cleared'; readonly mended: boolean } | NotWritten> {
  const safety = owner.uid === 0 ? await checkSafety(file.path) : ({ kind: 'safe' } as const);
  if (safety.kind !== 'safe') return safety;
  const directory = await lockDirectory(owner);
  if (directory.kind === 'file-failure') return directory;
  const lock = await acquireLock(directory.path, file.realPath);
  if (lock.kind !== 'locked') return lock;
  try {
    const cleared = await clearLeftovers(file.realPath, HOST.configBytes);
    // No directory yet: then there is nothing in it.
    if (cleared.kind === 'file-failure' && cleared.code === 'not-found')
      return { kind: 'cleared', mended: false };
    return cleared.kind === 'cleared' ? { kind: 'cleared', mended: cleared.mended } : cleared;
  } finally {
    await lock.release();
  }
}

async function underLock(transaction: Transaction): Promise<TransactionOutcome> {
  const { inspection, stages, owner } = transaction;
  const files = lastOfEach(stages.flatMap((stage) => stage.files));
  const states = await readAll(files, owner.uid === 0);
  if (!Array.isArray(states)) return { kind: 'not-written', why: states };
  const started = transaction.mayStopContainers ? 0 : await containersStopped(transaction);
  if (started > 0) return { kind: 'not-written', why: { kind: 'containers-started', count: started } };
  const progress: Progress = { written: new Map(), activated: null, backing: null };
  const done = await runStages(transaction, progress, async () => {
    progress.backing ??= backUp(transaction, files, states);
    const made = await progress.backing;
    return 'code' in made ? made : null;
  });
  const made = await progress.backing;
  const backup = made !== null && 'code' in made ? null : made;
  if (done.kind === 'done') {
    // Old backups that stay for some reason are no failure of this run, and go with the next.
    if (backup !== null) await pruneBackups(inspection.install.configPath);
    return { ...done, backup };
  }
  if (progress.written.size === 0 && progress.activated === null) {
    if (backup !== null) await removeBackup(inspection.install.configPath, backup.id);
    if (done.mishap.kind === 'write') return { kind: 'not-written', why: done.mishap.failure };
    return { kind: 'rolled-back', mishap: done.mishap, log: [], backup: null, edited: [] };
  }
  transaction.onStep('rolling-back');
  const log = await inspection.service.recentLogLines(done.since);
  const { restored, edited } = await rollBack({
    inspection,
    states,
    written: progress.written,
    keys: transaction.keys,
    live: settingsBefore(inspection),
    activated: progress.activated,
  });
  if (restored && backup !== null) await removeBackup(inspection.install.configPath, backup.id);
  return {
    kind: restored ? 'rolled-back' : 'not-rolled-back',
    mishap: done.mishap,
    log,
    backup: restored ? null : backup,
    edited,
  };
}

/** How far a run came. */
interface Progress {
  readonly written: Map<string, (Uint8Array | null)[]>;
  /** What the engine was told; null: nothing yet. */
  activated: RollBack['activated'];
  /** Of all files at once; null: none was about to be touched yet. */
  backing: Promise<BackupRef | FileFailure> | null;
}

/** How many a restart would stop right now: between the plan and the answer to it a survey and a person took their time. */
async function containersStopped({ stages, inspection }: Transaction): Promise<number> {
  if (!stages.some(({ activation }) => activation.kind === 'restart')) return 0;
  const engine = await lookAtEngine(inspection.endpoint);
  if (engine.kind !== 'engine') return 0;
  const { file, engine: planned } = inspection;
  const written = stages.flatMap(({ files }) => files).find(({ role }) => role === 'daemon-json');
  const next = readDaemonJson(written === undefined ? bytesOf(file) : written.after, planned.version);
  const { nextFlags } = planned;
  return restartedContainers(
    { ...engine, nextFlags },
    next.kind === 'document' ? next : { liveRestore: false },
  ).stop;
}

/** What the engine used when it was looked at; null: it was down. */
function settingsBefore({ engine: { running, mirrors, proxies } }: Inspection): LiveSettings | null {
  return running && mirrors !== null && proxies !== null ? { mirrors, proxies } : null;
}

type StagesOutcome =
  | Omit<Extract<TransactionOutcome, { kind: 'done' }>, 'backup'>
  | { readonly kind: 'mishap'; readonly mishap: Mishap; readonly since: Date };

async function runStages(
  { inspection, stages, restore, verifyPull, signal, onStep }: Transaction,
  progress: Progress,
  backUpAll: () => Promise<FileFailure | null>,
): Promise<StagesOutcome> {
  const { endpoint, service, engine, program } = inspection;
  const since = new Date();
  const mishap = (what: Mishap): StagesOutcome => ({ kind: 'mishap', mishap: what, since });
  const lost: AttributeLoss[] = [];
  let shown: LiveSettings | null = null;
  for (const { files, activation, expect } of stages) {
    if (files.length > 0) onStep('writing');
    const asked: { status?: Promise<ServiceStatus> } = {};
    const validate = (path: string, bytes: Uint8Array): Promise<InvalidConfig | null> => {
      const judged = validateConfig(path, bytes, engine, program);
      // Its answer is there when the validation's is, which takes longer.
      if (activation.kind === 'reload') asked.status = service.status();
      return judged;
    };
    for (const file of files) {
      if (signal.aborted) return mishap({ kind: 'activation', failure: { kind: 'stopped' } });
      const was = restore.find(({ path }) => path === file.path) ?? null;
      const outcome = await writePlannedFile(file, was, validate, backUpAll);
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
    if (activation.kind === 'reload' || activation.kind === 'restart') {
      onStep('activating');
      progress.activated = activation.kind;
    }
    const dropIn = files.some(({ role }) => role === 'proxy-drop-in');
    const known = asked.status === undefined ? {} : { status: await asked.status };
    const active = await activate(activation, expect, dropIn, { endpoint, service, signal, ...known });
    if (active.kind !== 'active') return mishap({ kind: 'activation', failure: active });
    if (signal.aborted) return mishap({ kind: 'activation', failure: { kind: 'stopped' } });
    shown = active.shown ?? shown;
  }
  if (shown === null && engine.running) {
    const looked = await lookAtSettings(endpoint);
    shown = looked.kind === 'settings' ? looked : null;
  }
  if (verifyPull === null || shown === null) return { kind: 'done', lost, live: shown, pulled: null };
  onStep('pulling');
  const pulled = await pullThrough(endpoint, verifyPull, signal);
  if (pulled.kind === 'pull-failed') {
    if (signal.aborted) return mishap({ kind: 'activation', failure: { kind: 'stopped' } });
    return mishap({ kind: 'pull', detail: pulled.detail, seconds: pulled.seconds });
  }
  return { kind: 'done', lost, live: shown, pulled };
}

/** Each path once, from its first `before` to its last `after`. */
function lastOfEach(files: readonly PlannedFile[]): readonly PlannedFile[] {
  const byPath = new Map<string, PlannedFile>();
  for (const file of files) {
    byPath.set(file.path, { ...file, before: byPath.get(file.path)?.before ?? file.before });
  }
  return [...byPath.values()];
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
  { inspection, reason, keys, toolVersion }: Transaction,
  files: readonly PlannedFile[],
  states: readonly FileState[],
): Promise<BackupRef | FileFailure> {
  const after = new Map(files.map((file) => [file.path, file.after]));
  const result = await createBackup({
    configPath: inspection.install.configPath,
    createdAt: new Date(),
    reason,
    toolVersion,
    keys,
    files: states.map((before) => {
      const bytes = after.get(before.path) ?? null;
      return { before, afterSha256: bytes === null ? null : sha256Of(bytes) };
    }),
  });
  return result.kind === 'backup' ? { id: result.set.id, path: result.path } : result;
}
