import { sameBytes } from '../../../change/same-bytes.ts';
import type { PlannedFile } from '../../../change/types.ts';
import type { Capabilities } from '../capabilities.ts';
import { type DaemonJsonDocument, editDaemonJson, readDaemonJson } from '../daemon-json/index.ts';
import { allFlags } from '../flags.ts';
import { checkMirror } from '../mirror-rules.ts';
import type { EngineVersion } from '../version.ts';
import { conflictingFlags } from './conflict.ts';
import { isFatal, readForPlan } from './file.ts';
import type { RunOnFile, UndoInput } from './input.ts';
import { holdsPassword, PROXY_FIELDS } from './proxies.ts';
import { type SettingsRun, takenBack } from './take-back.ts';
import type { DockerRefusal, PlanWarning, RefusalReason } from './types.ts';
import { oddEntries } from './warnings.ts';

/** What daemon.json goes back to. */
export interface UndoTarget {
  readonly kind: 'target';
  /** null: the file goes. */
  readonly bytes: Uint8Array | null;
  /** What those bytes say; of a file that the engine refuses, what it would say once repaired. */
  readonly document: DaemonJsonDocument;
  /** The engine of today starts with these bytes. */
  readonly readable: boolean;
  /** `restore` of the old bytes alone: today's text stays as private as it is, and gets more so with a password that comes back. */
  readonly mode: PlannedFile['mode'];
  /** What stands there today; null where that cannot be read. */
  readonly nowDocument: DaemonJsonDocument | null;
  readonly warnings: readonly PlanWarning[];
}

/**
 * The old bytes, where nobody edited the file since and the engine of today takes them; else today's file with our keys
 * as they were. A rollback puts the old bytes back whatever they are, unless somebody edited the file while it was at work.
 */
export function undoTarget(input: UndoInput, capabilities: Capabilities): UndoTarget | DockerRefusal {
  const { daemonJson, engine, purpose } = input;
  const { path } = daemonJson;
  const now = readForPlan(path, daemonJson.now, engine.version, false);
  const nowDocument = now.kind === 'read' ? now.document : null;
  const backup = purpose.kind === 'undo' ? (purpose.backup ?? null) : null;
  // Of a backup without this file nothing stood there: the one of today is what is in the way.
  if (now.kind === 'refusal' && purpose.kind === 'undo' && sameBytes(daemonJson.before, daemonJson.now)) {
    return atUndo(now, backup, false);
  }
  const old = readForPlan(path, daemonJson.before, engine.version, true);
  if (old.kind === 'refusal') return old;
  const readable = old.repaired === null && startsWith(old.document, daemonJson.before, input, capabilities);
  const exact = {
    kind: 'target',
    bytes: daemonJson.before,
    document: old.document,
    readable,
    mode: 'restore',
    nowDocument,
  } as const;
  if (purpose.kind === 'rollback' && !daemonJson.editedSince) return { ...exact, warnings: [] };
  if (purpose.kind === 'undo' && purpose.whole === true) {
    if (!readable) return refuse({ kind: 'undo-not-for-this-engine', path, what: 'file', backup });
    const dropped = daemonJson.editedSince ? [{ kind: 'edits-dropped', path } as const] : [];
    return refusalFor(exact.document, input, capabilities) ?? { ...exact, warnings: dropped };
  }
  if (readable && !daemonJson.editedSince)
    return refusalFor(exact.document, input, capabilities) ?? { ...exact, warnings: [] };

  if (now.kind === 'refusal') return purpose.kind === 'undo' ? atUndo(now, backup, readable) : now;
  const warning = daemonJson.editedSince
    ? ({ kind: 'edited-since', path } as const)
    : ({ kind: 'old-file-unreadable', path, ...(backup === null ? {} : { backup }) } as const);
  const { bytes, mode } = withKeysOf(now.document, old.document, daemonJson, engine.version);
  const document = readDaemonJson(bytes, engine.version);
  if (document.kind === 'problem') throw new TypeError('an edit of ours cannot be read');
  const target = {
    kind: 'target',
    bytes,
    document,
    readable: true,
    mode,
    nowDocument: now.document,
    warnings: [warning, ...oddEntries(path, now.document, document)],
  } as const;
  // What the engine had a moment ago suits it.
  if (purpose.kind === 'rollback') return target;
  return refusalFor(document, input, capabilities) ?? target;
}

/** Today's file cannot be read: the way on is another than for an apply, which may repair it in the same run. */
function atUndo(refused: DockerRefusal, backup: string | null, whole: boolean): DockerRefusal {
  const { reason } = refused;
  return reason.kind === 'unreadable'
    ? { ...refused, reason: { ...reason, undo: { backup, whole } } }
    : refused;
}

/** What a file that somebody edited goes back to: today's text with our keys as they were. null: it, or the old one, cannot be read. */
export function withOldKeys(
  file: UndoInput['daemonJson'],
  version: EngineVersion | null,
): Pick<UndoTarget, 'bytes' | 'mode'> | null {
  const now = readForPlan(file.path, file.now, version, false);
  const old = readForPlan(file.path, file.before, version, true);
  if (now.kind === 'refusal' || old.kind === 'refusal') return null;
  return withKeysOf(now.document, old.document, file, version);
}

function withKeysOf(
  now: DaemonJsonDocument,
  old: DaemonJsonDocument,
  { keys, now: bytes, runs }: Pick<UndoInput['daemonJson'], 'keys' | 'now' | 'runs'>,
  version: EngineVersion | null,
): Pick<UndoTarget, 'bytes' | 'mode'> {
  const known = runs && settingsOf(runs, version);
  const { registryMirrors, proxies } = known ? takenBack(now, known) : old;
  const edited = editDaemonJson(now, {
    ...(keys.includes('registry-mirrors') ? { registryMirrors } : {}),
    ...(keys.includes('proxies') ? { proxies } : {}),
  });
  const mode = keys.includes('proxies') && holdsPassword(proxies) ? 'private' : 'keep';
  return { bytes: edited.changed ? edited.bytes : bytes, mode };
}

/** null: one of these states cannot be read. */
function settingsOf(
  runs: readonly RunOnFile[],
  version: EngineVersion | null,
): readonly SettingsRun[] | null {
  const read = (bytes: Uint8Array | null): DaemonJsonDocument | null => {
    const file = readForPlan('', bytes, version, true);
    return file.kind === 'read' ? file.document : null;
  };
  const known = runs.flatMap(({ before, left }) => {
    const [old, made] = [read(before), read(left)];
    return old === null || made === null ? [] : [{ before: old, left: made }];
  });
  return known.length === runs.length ? known : null;
}

/** An empty file keeps an engine before 23.0 from starting, and a missing one any that was told its name. */
function startsWith(
  document: DaemonJsonDocument,
  bytes: Uint8Array | null,
  { engine }: UndoInput,
  { emptyFile }: Capabilities,
): boolean {
  // Of proxies that this engine does not know `refusalFor` has more to say.
  if (document.findings.some((finding) => isFatal(finding) && finding.key !== 'proxies')) return false;
  if (bytes === null) return !allFlags(engine).some(({ name }) => name === 'config-file');
  return emptyFile || document.text.trim() !== '';
}

/** Our keys as they were may not suit the engine, or the options, of today. */
function refusalFor(
  document: DaemonJsonDocument,
  input: UndoInput,
  capabilities: Capabilities,
): DockerRefusal | null {
  const { path } = input.daemonJson;
  if ((document.registryMirrors ?? []).some((url) => !checkMirror(url, capabilities).ok)) {
    return refuse({ kind: 'undo-not-for-this-engine', path, what: 'mirrors', backup: null });
  }
  const setsProxies = PROXY_FIELDS.some((field) => document.proxies[field] !== null);
  if (setsProxies && !capabilities.proxiesKey)
    return refuse({ kind: 'undo-not-for-this-engine', path, what: 'proxies', backup: null });
  const conflict = conflictingFlags(input.engine, [
    ...(document.registryMirrors === null ? [] : ['registry-mirrors' as const]),
    ...(setsProxies ? ['proxies' as const] : []),
  ]);
  return conflict && refuse({ kind: 'flag-conflict', path, ...conflict });
}

function refuse(reason: RefusalReason): DockerRefusal {
  return { kind: 'refusal', exitCode: 3, reason };
}
