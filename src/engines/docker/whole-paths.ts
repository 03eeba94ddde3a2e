import path from 'node:path';
import { type DockerdFlag, valuesOfFlag } from './flags.ts';

/** dockerd's `--config-file` starts where dockerd does, and where that is cannot be seen. */
export interface ConfigUnplaced {
  readonly kind: 'config-unplaced';
  /** As the option has it; a name of somebody's own choice. */
  readonly file: string;
}

/**
 * With the path of `--config-file` whole: a relative one starts in the folder in which dockerd runs, at its start and at each reload alike.
 * `folder`: that one; null: not known, and then an option like that is told. Pure.
 */
export function withWholePaths(
  flags: readonly DockerdFlag[],
  folder: string | null,
): readonly DockerdFlag[] | ConfigUnplaced {
  const file = relativeFile(flags);
  if (file === null) return flags;
  if (folder === null) return { kind: 'config-unplaced', file };
  return flags.map((flag) =>
    flag.name === 'config-file' && flag.value !== null
      ? { ...flag, value: path.posix.resolve(folder, flag.value) }
      : flag,
  );
}

/** null: none is named, or by its whole path. Pure. */
export function relativeFile(flags: readonly DockerdFlag[]): string | null {
  const file = valuesOfFlag(flags, 'config-file').at(-1);
  return file === undefined || path.posix.isAbsolute(file) || path.win32.isAbsolute(file) ? null : file;
}
