import { sameBytes } from '../../change/same-bytes.ts';
import type { Activation, PlannedFile } from '../../change/types.ts';
import type { BackupSet, FileBefore } from '../../host/backup-format.ts';
import { type FileState, sha256Of } from '../../host/file-state.ts';
import {
  asSeenBy,
  type CommonWarning,
  choiceWarnings,
  chooseMirrors,
  type Judge,
  type MirrorList,
  type Named,
  type OfferedMirror,
  plainHttpFlaw,
  verdictFlaw,
} from '../choose/index.ts';
import type { Plan, Refusal, Wish } from '../engine.ts';
import type { FileKind } from './file-kind.ts';
import { hideToml } from './hide-toml.ts';
import { hostsOf } from './hosts-toml.ts';
import type { OwnExpect } from './own-hands.ts';
import { renderMirror, type Unspeakable } from './render-mirror.ts';

/** One registry's mirrors in a file of ours, as every engine that reads one has them. */
export interface SeenOwnFile {
  /** Whose images are mirrored. */
  readonly registry: string;
  readonly file: FileState;
  /** Of the file; null: there is none. */
  readonly bytes: Buffer | null;
}

export type OwnFlaw =
  /** The file cannot name it. */
  | { readonly kind: 'form'; readonly problem: Unspeakable }
  /** It does not answer the way in which those ask who read the file. */
  | { readonly kind: 'wrong-client' };

export type OwnReason =
  | { readonly kind: 'no-proxies-here' }
  /** Somebody else's, or ours with somebody else's hand in it; `edited`: no other file has its name. */
  | { readonly kind: 'foreign-file' | 'edited'; readonly path: string; readonly undo: boolean }
  /** They would no longer be read beside the file. */
  | { readonly kind: 'certificates'; readonly path: string };

/** The mirrors that stand there, as URLs; null: it is not a file that we may change. Pure. */
export function mirrorsIn({ bytes, registry }: SeenOwnFile, { read }: FileKind): readonly string[] | null {
  return read(bytes?.toString('utf8') ?? '', registry);
}

/** What differs between engines. */
export interface OwnRules<Flaw extends Named, Warning extends Named> {
  readonly file: FileKind;
  /** What it finds wrong with an address that the file can name; absent: nothing. */
  readonly flaw?: (url: string) => Flaw | null;
  /** As it spells them; absent: as the file does. */
  readonly spelled?: (urls: readonly string[]) => readonly string[];
  /** Does it show these already, as it spells them? */
  readonly inForce: (mirrors: readonly string[]) => boolean;
  /** What takes effect together with the file, and how, where it is not read at each pull. */
  readonly also?: readonly PlannedFile[];
  readonly activation?: Activation;
  readonly warnings: (mirrors: MirrorList<Named>, writes: boolean) => readonly Warning[];
}

/** The best mirrors in a file of ours: nobody has to agree to more than the plan. Pure. */
export function planOwnFile<Flaw extends Named, Warning extends Named>(
  seen: SeenOwnFile,
  wish: Wish,
  candidates: readonly OfferedMirror[],
  rules: OwnRules<Flaw, Warning>,
): Plan<OwnExpect, OwnFlaw | Flaw, CommonWarning | Warning> | Refusal<OwnFlaw | Flaw, never> {
  const offered = candidates.some(({ origin }) => origin !== 'configured');
  if (wish.noProbe && !offered && !wish.mirrorsOff) return planOf([], null, []);
  const { registry, file, bytes } = seen;
  const standing = mirrorsIn(seen, rules.file);
  const choice = chooseMirrors(candidates, standing ?? [], wish, judgeOf(registry, wish, rules));
  if (choice.kind === 'no-fit-mirror') return { kind: 'refusal', exitCode: 1, reason: choice };
  const { mirrors } = choice;
  const hosts = hostsOf(
    mirrors.listed.map(({ url }) => url),
    candidates,
  );
  // What is replaced as a whole begins anew.
  const text = rules.file.write(standing === null ? '' : (bytes?.toString('utf8') ?? ''), registry, hosts);
  const after = text === null ? null : Buffer.from(text);
  const same = sameBytes(bytes, after);
  const urls = hosts.map(({ url }) => url);
  const expect = { mirrors: rules.spelled?.(urls) ?? urls };
  const writes = !same || !rules.inForce(expect.mirrors);
  const own = same ? [] : [ownFileOf(file.path, bytes, after, 'keep', rules.file.hide)];
  const files = [...own, ...(rules.also ?? [])];
  const stages = writes ? [{ files, activation: rules.activation ?? AT_EACH_PULL, expect }] : [];
  return planOf(stages, mirrors, [
    ...choiceWarnings(mirrors, candidates),
    ...rules.warnings(mirrors, writes),
  ]);
}

/** Our file as a backup has it, and whether somebody else wrote to it since, in what an undo may not take away. */
export interface OwnEntry {
  readonly before: FileBefore;
  readonly edited: boolean;
}

/** null: the set has nothing of this file's. `whole`: what others wrote since goes too. */
export function entryOf(
  { files }: BackupSet,
  path: string,
  bytes: Buffer | null,
  whole: boolean,
): OwnEntry | null {
  const entry = files.find(({ before }) => before.path === path);
  if (entry === undefined) return null;
  const digest = bytes === null ? null : sha256Of(bytes);
  return { before: entry.before, edited: !whole && digest !== entry.afterSha256 };
}

/** A file on its way back; `entry` null: the backup has nothing of it. */
export interface FileToUndo {
  readonly path: string;
  readonly bytes: Buffer | null;
  readonly entry: OwnEntry | null;
  /** How it takes effect, where it is not read at each pull. */
  readonly activation?: Activation;
}

/** Back to what the backup has, in the order in which they are given; the first activation of those that change is that of all. Pure. */
export function planOwnUndo(
  given: readonly FileToUndo[],
  told: 'foreign-file' | 'edited',
): Plan<OwnExpect, never, never> | Refusal<never, OwnReason> {
  const changed = given.flatMap(({ path, bytes, entry, activation = AT_EACH_PULL }) => {
    if (entry === null) return [];
    const after = entry.before.exists ? entry.before.bytes : null;
    if (sameBytes(bytes, after)) return [];
    return [{ file: ownFileOf(path, bytes, after, 'restore'), activation, edited: entry.edited }];
  });
  const edited = changed.find((one) => one.edited);
  if (edited !== undefined) return refuse(3, { kind: told, path: edited.file.path, undo: true });
  const files = changed.map(({ file }) => file);
  const [first] = changed;
  return planOf(
    first === undefined ? [] : [{ files, activation: first.activation, expect: { mirrors: null } }],
    null,
    [],
  );
}

export function refuse<Reason extends Named>(
  exitCode: Refusal<never, Reason>['exitCode'],
  reason: Reason,
): { readonly kind: 'refusal'; readonly exitCode: typeof exitCode; readonly reason: Reason } {
  return { kind: 'refusal', exitCode, reason };
}

/** Of an engine that goes through somebody else's proxies. */
export function refuseProxies({ proxies }: Wish): Refusal<never, OwnReason> | null {
  return Object.keys(proxies).length > 0 ? refuse(2, { kind: 'no-proxies-here' }) : null;
}

const AT_EACH_PULL: Activation = { kind: 'at-each-pull' };

function planOf<Flaw extends Named, Warning>(
  stages: Plan<OwnExpect, Flaw, Warning>['stages'],
  mirrors: MirrorList<Flaw> | null,
  warnings: readonly Warning[],
): Plan<OwnExpect, Flaw, Warning> {
  return { kind: 'plan', stages, mirrors, warnings, consent: [] };
}

/** Which mirrors the file can name, and those who read it can pull through. */
function judgeOf<Flaw extends Named, Warning extends Named>(
  registry: string,
  wish: Wish,
  { file, flaw }: OwnRules<Flaw, Warning>,
): Judge<OwnFlaw | Flaw> {
  const form = (url: string): OwnFlaw | Flaw | null => {
    const rendered = renderMirror({ url, resolves: false, byQuery: false }, registry, file.name);
    return rendered.kind === 'text' ? (flaw?.(url) ?? null) : { kind: 'form', problem: rendered.why };
  };
  return {
    form,
    flaw(candidate) {
      const asked = asSeenBy(file.client, candidate);
      if (asked === null) return { kind: 'wrong-client' };
      return form(candidate.url) ?? verdictFlaw(asked, wish) ?? plainHttpFlaw(candidate, wish);
    },
  };
}

/** One that is wholly ours, or changed in what is ours alone; `hide` absent: a TOML file. */
export function ownFileOf(
  path: string,
  before: Buffer | null,
  after: Buffer | null,
  mode: PlannedFile['mode'],
  hide: FileKind['hide'] = hideToml,
): PlannedFile {
  return { path, before, after, mode, judged: true, unit: false, hide };
}
