import type { AttributeLoss } from '../host/attributes.ts';
import type { FileBefore } from '../host/backup-format.ts';
import type { FileFailure } from '../host/file-failure.ts';
import { bytesOf, readFileState } from '../host/file-state.ts';
import { HOST } from '../host/limits.ts';
import { removeFile } from '../host/remove-file.ts';
import { replaceFile } from '../host/replace-file.ts';
import type { Invalid } from './hands.ts';
import { sameBytes } from './same-bytes.ts';
import { decodeText, encodeText } from './text-encoding.ts';
import type { PlannedFile } from './types.ts';

export type WriteOutcome =
  | { readonly kind: 'written'; readonly lost: readonly AttributeLoss[] }
  | NotTaken
  | { readonly kind: 'changed-meanwhile'; readonly path: string };

/** The engine would not take it, or there is no backup of what it replaces. */
type NotTaken = { readonly kind: 'invalid'; readonly invalid: Invalid } | FileFailure;

/**
 * Brings one file from its planned `before` to its `after`, whole or not at all. `was`: the file as a backup has it, for files whose
 * mode and owner are to be restored and for directories that were made for them. `backUp` runs beside the engine's judgement, and until it has
 * succeeded nothing changes hands.
 */
export async function writePlannedFile(
  file: PlannedFile,
  was: FileBefore | null,
  judge: (path: string, bytes: Uint8Array) => Promise<Invalid | null>,
  backUp: () => Promise<FileFailure | null> = async () => null,
): Promise<WriteOutcome> {
  const state = await readFileState(file.path, HOST.configBytes);
  if (state.kind === 'file-failure') return state;
  if (!sameBytes(bytesOf(state), file.before)) {
    return { kind: 'changed-meanwhile', path: file.path };
  }
  const { after } = file;
  if (after === null) {
    if (state.kind === 'absent') return { kind: 'written', lost: [] };
    const failure = await backUp();
    if (failure !== null) return failure;
    const directories = was?.exists === false ? was.missingDirectories : [];
    const removed = await removeFile({ expected: state, directories });
    return removed.kind === 'removed' ? { kind: 'written', lost: [] } : removed;
  }
  const restored = file.mode === 'restore' && was?.exists === true ? was : null;
  const outcome = await replaceFile<NotTaken>({
    expected: state,
    bytes: after,
    mode: file.mode === 'private' ? 0o600 : (restored?.mode ?? null),
    owner: restored === null ? null : { uid: restored.uid, gid: restored.gid },
    validate: async (temp) => {
      const judged = file.judged ? judge(temp, after) : null;
      const [invalid, failure] = await Promise.all([judged, backUp()]);
      return invalid === null ? failure : { kind: 'invalid', invalid };
    },
    padding: newlineLike(after),
  });
  switch (outcome.kind) {
    case 'replaced':
      return { kind: 'written', lost: outcome.lost };
    case 'invalid':
      return outcome.reason;
    case 'changed-meanwhile':
    case 'file-failure':
      return outcome;
    default:
      return outcome satisfies never;
  }
}

/** A line's end in the file's own encoding, without its byte-order mark. */
function newlineLike(bytes: Uint8Array): Uint8Array {
  const decoded = decodeText(bytes);
  const encoding = decoded.kind === 'text' ? decoded.encoding : 'utf-8';
  const mark = encodeText('', encoding).length;
  return encodeText('\n', encoding).subarray(mark);
}
