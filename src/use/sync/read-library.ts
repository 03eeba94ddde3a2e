import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { readFileState } from '../../host/file-state.ts';
import { listFolder } from '../../host/list-folder.ts';
import { readTextFile } from '../../host/read-text.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { type ArchivedFile, filesInTar, SYNC } from '../../sync/index.ts';
import { type FetchSource, isUrl, shownName } from '../read-source.ts';
import type { SourceProblem } from '../survey-problem.ts';

export type ReadLibrary =
  | { readonly kind: 'library'; readonly files: readonly ArchivedFile[] }
  | SourceProblem;

/** The files of the official library, each by its image's name: from a checkout, from an archive, or fetched. */
export async function readLibrary(name: string, fetch: FetchSource): Promise<ReadLibrary> {
  const problem = (reason: SourceProblem['reason'], detail: string | null): SourceProblem => ({
    kind: 'source',
    option: 'library',
    name: shownName(name),
    reason,
    detail: detail === null || detail === '' ? null : cleanText(detail),
  });
  if (isUrl(name)) {
    const fetched = await fetch(new URL(name));
    if (fetched.kind === 'not-fetched') return problem(fetched.reason, fetched.detail);
    return (await ofArchive(fetched.bytes)) ?? problem('not-an-archive', null);
  }
  const folder = await ofFolder(name);
  if (folder !== null) return folder;
  const state = await readFileState(name, SYNC.libraryBytes);
  if (state.kind === 'absent') return problem('unreadable', 'ENOENT');
  if (state.kind === 'file-failure')
    return state.code === 'too-large' ? problem('too-large', null) : problem('not-an-archive', null);
  return (await ofArchive(state.bytes)) ?? problem('not-an-archive', null);
}

/** A checkout, or the folder `library` of one. */
async function ofFolder(name: string): Promise<ReadLibrary | null> {
  for (const folder of [join(name, 'library'), name]) {
    const names = (await listFolder(folder)).filter(isImageName);
    const files: ArchivedFile[] = [];
    for (const each of names) {
      const read = await readTextFile(join(folder, each), SYNC.libraryFileBytes);
      if (read.ok) files.push({ path: each, text: read.text });
    }
    if (files.some(({ text }) => TAGS.test(text))) return { kind: 'library', files };
  }
  return null;
}

/** null: it is not one, or has no library. */
async function ofArchive(bytes: Uint8Array): Promise<ReadLibrary | null> {
  const tar = isGzip(bytes) ? await unpacked(bytes) : bytes;
  if (tar === null) return null;
  const nameIn = (path: string): string => LIBRARY_PATH.exec(path)?.[1] ?? '';
  const found = filesInTar(tar, (path) => isImageName(nameIn(path)), SYNC.libraryFileBytes);
  if (found === null || found.length === 0) return null;
  return { kind: 'library', files: found.map(({ path, text }) => ({ path: nameIn(path), text })) };
}

async function unpacked(bytes: Uint8Array): Promise<Uint8Array | null> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: SYNC.libraryBytes });
  } catch {
    return null;
  }
}

const LIBRARY_PATH = /^(?:[^/]{1,200}\/)?library\/([^/]{1,200})$/;
const TAGS = /^(?:Shared)?Tags:/m;

function isImageName(name: string): boolean {
  return /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/.test(name);
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
