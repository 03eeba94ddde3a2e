import type { FileBefore } from '../host/backup-format.ts';
import { bytesOf, type FileState, readFileState } from '../host/file-state.ts';
import { HOST } from '../host/limits.ts';
import type { EngineState, FileBack, Hands } from './hands.ts';
import { sameBytes } from './same-bytes.ts';
import type { ActivationTold, PlannedFile, Stage } from './types.ts';
import { writePlannedFile } from './write-file.ts';

export interface RollBack<Expect, Shown> {
  readonly hands: Hands<Expect, Shown>;
  /** Every file of the change; each has its state of before in `states`. */
  readonly files: readonly Pick<PlannedFile, 'path' | 'judged' | 'unit'>[];
  readonly states: readonly FileState[];
  readonly written: Written;
  /** What the failed run had told the engine, if it came to that. */
  readonly told: ActivationTold | null;
}

/** By path, what we made of a file; null: nothing, it went. A path that we did not come to is not in it. */
export type Written = ReadonlyMap<string, readonly (Uint8Array | null)[]>;

export interface RolledBack {
  readonly restored: boolean;
  /** The files are as they were, whatever the engine shows. */
  readonly filesBack: boolean;
  /** Files that somebody else edited after we wrote them: only our keys went back there. */
  readonly edited: readonly string[];
}

/**
 * Puts the old state back and proves it: the very bytes, and an engine that is up and shows the settings that it had before. An engine
 * that still runs is led back as an undo does it; one that went down gets its old file and is started. Nobody has agreed to a restart
 * but of an engine that was told to restart, or is down: where there was none, nothing of ours asks for one. What somebody else has
 * written into the engine's file since we did stays, but for our own keys.
 */
export async function rollBack<Expect, Shown>(given: RollBack<Expect, Shown>): Promise<RolledBack> {
  const { hands, told } = given;
  const states = given.states.filter(({ path }) => given.written.has(path));
  const edited = new Set<string>();
  const work: Work<Expect, Shown> = { ...given, states, written: new Map(given.written), edited };
  const leads = hands.before !== null && told !== null;
  const now = leads ? await hands.standing(told) : null;
  const stages = now === null || now.kind === 'down' ? null : await stagesBack(work, now);
  const led = stages !== null && (await leadBack(stages, work));
  const ended = (restored: boolean, filesBack = true): RolledBack => ({
    restored,
    filesBack,
    edited: [...edited],
  });
  // Even where it could not be led back: at its next start it has to find the old file.
  if (!(await putBackBytes(work))) return ended(false, false);
  const unit = given.files.some((file) => file.unit && given.written.has(file.path));
  if (unit && !led && !(await hands.rereadUnits())) return ended(false);
  if (!leads) return ended(true);
  const up = led || (now?.kind !== 'down' && (await hands.standing(told)).kind !== 'down');
  return ended(await hands.seenAgain({ told, up, edited: edited.size > 0 }));
}

/** A roll-back under way: `states` are those of files that we wrote. */
interface Work<Expect, Shown> extends RollBack<Expect, Shown> {
  readonly written: Map<string, readonly (Uint8Array | null)[]>;
  readonly edited: Set<string>;
}

async function leadBack<Expect>(
  stages: readonly Stage<Expect>[],
  { hands, states }: Work<Expect, unknown>,
): Promise<boolean> {
  // Nobody may stop this half way.
  const { signal } = new AbortController();
  for (const stage of stages) {
    for (const file of stage.files) {
      const written = await writePlannedFile(file, wasOf(states, file.path), async () => null);
      if (written.kind !== 'written') return false;
    }
    if ((await hands.bring(stage, signal)).kind !== 'active') return false;
  }
  return true;
}

async function stagesBack<Expect, Shown>(
  work: Work<Expect, Shown>,
  now: Exclude<EngineState<Shown>, { kind: 'down' }>,
): Promise<readonly Stage<Expect>[] | null> {
  const { hands, states, told } = work;
  const files: FileBack[] = [];
  for (const state of states) {
    const file = await fileBack(state, work);
    if (file === null) return null;
    files.push(file);
  }
  const stages = told === null ? null : hands.wayBack(files, now, told);
  for (const { path, after } of stages?.flatMap((stage) => stage.files) ?? []) {
    if (!work.edited.has(path)) work.written.set(path, [...(work.written.get(path) ?? []), after]);
  }
  return stages;
}

/** A file from what it is now to what it was. null: it cannot be read. */
async function fileBack(
  before: FileState,
  { files, written, edited }: Work<unknown, unknown>,
): Promise<FileBack | null> {
  const now = await readFileState(before.path, HOST.configBytes);
  if (now.kind === 'file-failure') return null;
  const planned = files.find(({ path }) => path === before.path);
  const { judged, unit } = planned ?? { judged: false, unit: false };
  const bytes = bytesOf(now);
  const made = written.get(before.path) ?? [];
  const [left] = made.slice(-1);
  const ours = [bytesOf(before), ...made];
  // What no engine judges is all our own: nobody else has settings there.
  const editedSince = judged && !ours.some((known) => sameBytes(known, bytes));
  if (editedSince) edited.add(before.path);
  const file = { path: before.path, before: bytesOf(before), now: bytes, judged, unit, editedSince };
  return left === undefined ? file : { ...file, left };
}

/** Whatever was planned on the way: in the end the very bytes of before are there, or our keys of before in what is somebody else's. */
async function putBackBytes(work: Work<unknown, unknown>): Promise<boolean> {
  const { hands, states } = work;
  // What was written last goes back first: never does a drop-in name a file that is not there.
  for (const state of states.toReversed()) {
    const file = await fileBack(state, work);
    if (file === null) return false;
    const { path, before, now, judged, unit } = file;
    const target = file.editedSince
      ? hands.ownSettingsBack(file)
      : { after: before, mode: 'restore' as const };
    if (target === null) return false;
    if (sameBytes(now, target.after)) continue;
    const planned = { path, before: now, judged, unit, ...target };
    const written = await writePlannedFile(planned, wasOf(states, path), async () => null);
    if (written.kind !== 'written') return false;
  }
  return true;
}

function wasOf(states: readonly FileState[], path: string): FileBefore | null {
  const state = states.find((one) => one.path === path);
  if (state === undefined) return null;
  return state.kind === 'file' ? { ...state, exists: true } : { ...state, exists: false };
}
