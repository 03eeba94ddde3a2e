import { unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { removeEmptyDirectories, syncDirectory } from './directories.ts';
import { errnoOf, type FileFailure, fileFailureFrom } from './file-failure.ts';
import { type ExistingFile, isSameState, readFileState } from './file-state.ts';
import { holdSignals } from './hold-signals.ts';

export interface Removal {
  /** What was read and decided upon. If the file is no longer so, it stays. */
  readonly expected: ExistingFile;
  /** Directories that were made for the file, outermost first: those that are empty then go too. */
  readonly directories: readonly string[];
}

export type RemoveOutcome =
  | { readonly kind: 'removed' }
  | { readonly kind: 'changed-meanwhile'; readonly path: string }
  | FileFailure;

export type RemoveStep = 'compared' | 'unlinked' | 'directory-synced' | 'directories-removed';

/** Takes a file away that was made by us: the undo of `replaceFile` where there was none. A bind-mounted file is `busy`. */
export async function removeFile(removal: Removal): Promise<RemoveOutcome> {
  const steps = removeSteps(removal);
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}

/** `removeFile`, one operation at a time. */
export async function* removeSteps({
  expected,
  directories,
}: Removal): AsyncGenerator<RemoveStep, RemoveOutcome, void> {
  const release = holdSignals();
  try {
    const now = await readFileState(expected.path, expected.bytes.length);
    if (now.kind === 'file-failure' && now.code !== 'too-large') return now;
    if (now.kind === 'file-failure' || !isSameState(expected, now)) {
      return { kind: 'changed-meanwhile', path: expected.path };
    }
    yield 'compared';
    await unlink(expected.realPath);
    yield 'unlinked';
  } catch (error) {
    return fileFailureFrom(error, expected.path);
  } finally {
    await release();
  }
  yield* settle(dirname(expected.realPath), directories);
  return { kind: 'removed' };
}

/** The file is gone: what still fails now must not be told as a failure of that. */
async function* settle(
  directory: string,
  directories: readonly string[],
): AsyncGenerator<RemoveStep, void, void> {
  try {
    await syncDirectory(directory);
    yield 'directory-synced';
    await removeEmptyDirectories(directories);
    yield 'directories-removed';
  } catch (error) {
    if (errnoOf(error) === null) throw error;
  }
}
