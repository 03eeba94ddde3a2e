import { type DockerdFlag, flagsOfService, INIT_VARIABLES, keyOfFlag, sameFlags } from './flags.ts';
import type { CommandLines } from './pending.ts';
import { assignmentOf, placedText, shellWords } from './shell-words.ts';
import { environmentOf, type TextFile } from './unit-files.ts';

/** A file of an init system that gives dockerd its mirrors as options, and what it is without them. */
export interface InitFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Options of dockerd that name mirrors, and the files without them. */
export interface MovedMirrors {
  /** In the order in which dockerd has them. */
  readonly mirrors: readonly string[];
  readonly files: readonly InitFile[];
}

/** Where init scripts have an engine's options: Debian and its kin, OpenRC, Red Hat. The scripts themselves belong to their packages. */
export function isInitFile(path: string): boolean {
  return /^\/etc\/(?:default|conf\.d|sysconfig)\//.test(path);
}

/**
 * Takes `--registry-mirror` out of DOCKER_OPTS and its like, every other byte as it is: daemon.json can say the same and is read anew by a reload. null: none is there, or it stands
 * in a place where it cannot be taken out alone, seen by reading the result again. Pure.
 */
export function withoutMirrorFlags(files: readonly TextFile[]): MovedMirrors | null {
  const flags = flagsOf(files);
  const named = flags.filter(isMirror);
  if (named.length === 0) return null;
  const edited = files.map((file) => ({ ...file, text: isInitFile(file.path) ? edit(file) : file.text }));
  const wanted = flags.filter((flag) => !isMirror(flag));
  if (!sameFlags(flagsOf(edited), wanted)) return null;
  if (!files.every((file, index) => sameElsewhere(file, edited[index] ?? file))) return null;
  return {
    mirrors: valuesOf(named),
    files: files.flatMap(({ path, text }, index): readonly InitFile[] => {
      const after = edited[index]?.text ?? text;
      return after === text ? [] : [{ path, before: text, after }];
    }),
  };
}

/**
 * The same, or what the running engine alone has: a run that was killed between the two files, or somebody, has taken it out of the options, and the engine was not started anew since.
 * Pure.
 */
export function mirrorsToMove(
  files: readonly TextFile[],
  { flags, next }: CommandLines,
): MovedMirrors | null {
  const moved = withoutMirrorFlags(files);
  if (moved !== null || next.flags.some(isMirror)) return moved;
  const mirrors = valuesOf(flags.filter(isMirror));
  return mirrors.length === 0 ? null : { mirrors, files: [] };
}

/** The command lines without the mirrors that are moved: a restart takes them away. Pure. */
export function besideMirrors<Lines extends CommandLines>(lines: Lines): Lines {
  const others = (flags: readonly DockerdFlag[]): readonly DockerdFlag[] =>
    flags.filter((flag) => !isMirror(flag));
  return { ...lines, flags: others(lines.flags), next: { ...lines.next, flags: others(lines.next.flags) } };
}

/** The mirrors that these files give to dockerd as options. */
export function mirrorFlagsOf(files: readonly TextFile[]): readonly string[] {
  return valuesOf(flagsOf(files).filter(isMirror));
}

function valuesOf(flags: readonly DockerdFlag[]): readonly string[] {
  return flags.flatMap(({ value }) => (value === null ? [] : [value]));
}

function flagsOf(files: readonly TextFile[]): readonly DockerdFlag[] {
  return flagsOfService({ systemd: false, files });
}

function isMirror({ name }: DockerdFlag): boolean {
  return keyOfFlag(name) === 'registry-mirrors';
}

/** Without the words of these options, and one of the blanks around them. */
function edit({ path, text }: TextFile): string {
  const cuts: { readonly from: number; readonly to: number }[] = [];
  for (const [name, value] of environmentOf({ path, text })) {
    if (!INIT_VARIABLES.includes(name)) continue;
    const words = shellWords(value);
    words.forEach((word, index) => {
      if (!/^--?registry-mirrors?(?:=|$)/.test(word.text)) return;
      const last = word.text.includes('=') ? word : (words[index + 1] ?? word);
      const [from, to] = [word.offsets[0], last.offsets.at(-1)];
      if (from !== undefined && to !== undefined) cuts.push({ from, to: to + 1 });
    });
  }
  return cuts
    .toSorted((one, other) => other.from - one.from)
    .reduce((rest, { from, to }) => {
      const before = /[ \t]$/.test(rest.slice(0, from)) ? 1 : 0;
      const behind = before === 0 && /^[ \t]/.test(rest.slice(to)) ? 1 : 0;
      return rest.slice(0, from - before) + rest.slice(to + behind);
    }, text);
}

/** Does every word that is no option of ours stand as it stood? */
function sameElsewhere(before: TextFile, after: TextFile): boolean {
  const others = ({ text }: TextFile): string =>
    shellWords(placedText(text))
      .filter((word) => !INIT_VARIABLES.includes(assignmentOf(word)?.name ?? ''))
      .map((word) => word.text)
      .join('\n');
  return others(before) === others(after);
}
