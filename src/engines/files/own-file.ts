import type { Stage } from '../../change/types.ts';
import type { BackupSet, FileBefore } from '../../host/backup-format.ts';
import { type FileState, sha256Of } from '../../host/file-state.ts';
import {
  chooseMirrors,
  type Judge,
  type MirrorList,
  type Named,
  type NoFitMirror,
  type OfferedMirror,
} from '../choose/index.ts';
import type { Wish } from '../engine.ts';

/** A file that is wholly ours, and read at each pull. */
export interface OwnFile {
  readonly path: string;
  /** null: there is none. */
  readonly bytes: Buffer | null;
  /** The mirrors that it has, as URLs; null: it is not as we write it. */
  readonly mirrors: readonly string[] | null;
}

export interface OwnPlan<Flaw extends Named, Expect> {
  readonly kind: 'own-plan';
  readonly stages: readonly Stage<Expect>[];
  /** null: the mirrors are not touched. */
  readonly mirrors: MirrorList<Flaw> | null;
}

/** How an engine has it. */
export interface Renderer<Expect> {
  /** The whole file with these mirrors; null: no file. */
  readonly text: (mirrors: readonly string[]) => string | null;
  /** What the engine must show then, and whether it does already. */
  readonly expect: (mirrors: readonly string[]) => { readonly expect: Expect; readonly inForce: boolean };
}

/** The best mirrors in a file of ours. Pure. */
export function planOwnFile<Flaw extends Named, Expect>(
  file: OwnFile,
  wish: Wish,
  candidates: readonly OfferedMirror[],
  judge: Judge<Flaw>,
  renderer: Renderer<Expect>,
): OwnPlan<Flaw, Expect> | NoFitMirror<Flaw> {
  const offered = candidates.some(({ origin }) => origin !== 'configured');
  if (wish.noProbe && !offered && !wish.mirrorsOff) return { kind: 'own-plan', stages: [], mirrors: null };
  const choice = chooseMirrors(candidates, file.mirrors ?? [], wish, judge);
  if (choice.kind === 'no-fit-mirror') return choice;
  const { mirrors } = choice;
  const urls = mirrors.listed.map(({ url }) => url);
  const text = renderer.text(urls);
  const after = text === null ? null : Buffer.from(text);
  const same = sameBytes(file.bytes, after);
  const { expect, inForce } = renderer.expect(urls);
  const stage = stageOf(same ? null : { ...file, after }, 'keep', expect);
  return { kind: 'own-plan', stages: same && inForce ? [] : [stage], mirrors };
}

/** Our file as a backup has it, and whether somebody else wrote to it since, in what an undo may not take away. */
export interface OwnEntry {
  readonly before: FileBefore;
  readonly edited: boolean;
}

/** null: the set has nothing of this file's. `whole`: what others wrote since goes too. */
export function entryOf(
  { files }: BackupSet,
  { path }: Pick<FileState, 'path'>,
  bytes: Buffer | null,
  whole: boolean,
): OwnEntry | null {
  const entry = files.find(({ before }) => before.path === path);
  if (entry === undefined) return null;
  const digest = bytes === null ? null : sha256Of(bytes);
  return { before: entry.before, edited: !whole && digest !== entry.afterSha256 };
}

/** Back to what the backup has. Pure. */
export function planOwnUndo<Expect>(
  { path, bytes }: OwnFile,
  entry: OwnEntry | null,
  expect: Expect,
): readonly Stage<Expect>[] | 'edited' {
  if (entry === null) return [];
  const after = entry.before.exists ? entry.before.bytes : null;
  if (sameBytes(bytes, after)) return [];
  return entry.edited ? 'edited' : [stageOf({ path, bytes, after }, 'restore', expect)];
}

function stageOf<Expect>(
  file: { readonly path: string; readonly bytes: Buffer | null; readonly after: Buffer | null } | null,
  mode: 'keep' | 'restore',
  expect: Expect,
): Stage<Expect> {
  const files =
    file === null
      ? []
      : [{ path: file.path, before: file.bytes, after: file.after, mode, judged: true, unit: false }];
  return { files, activation: { kind: 'at-each-pull' }, expect };
}

function sameBytes(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}
