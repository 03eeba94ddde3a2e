import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type FileFailure, fileFailureFrom } from './file-failure.ts';
import { readFileState } from './file-state.ts';
import { HOST } from './limits.ts';

/** What keeps this process from replacing a file; null: nothing. That is done in its folder, where its backup stands too; one that is immutable is not replaced. */
export async function writeObstacle(path: string): Promise<FileFailure | null> {
  const state = await readFileState(path, HOST.configBytes);
  if (state.kind === 'file-failure') return state;
  const folder =
    state.kind === 'file' || state.missingDirectories[0] === undefined
      ? dirname(state.realPath)
      : dirname(state.missingDirectories[0]);
  const immutable = state.kind === 'file' ? await refused(state.realPath, ['EPERM', 'EROFS']) : null;
  return immutable ?? (await refused(folder, null));
}

/** `codes`: null for any. A file that may not be written to is replaced all the same. */
async function refused(path: string, codes: readonly string[] | null): Promise<FileFailure | null> {
  try {
    await access(path, constants.W_OK);
    return null;
  } catch (error) {
    const failure = fileFailureFrom(error, path);
    return codes === null || codes.includes(failure.errno ?? '') ? failure : null;
  }
}
