import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { readFileState } from '../../host/file-state.ts';
import { listFolder } from '../../host/list-folder.ts';
import { readTextFile } from '../../host/read-text.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { beginsAsTar, filesInTar, isWholeLibraryFile, SYNC, type UnreadItem } from '../../sync/index.ts';
import { type FetchSource, hasLogin, isUrl, shownName } from '../read-source.ts';
import type { SourceProblem } from '../survey-problem.ts';

export type ReadLibrary =
  | {
      readonly kind: 'library';
      readonly files: readonly LibraryFile[];
      readonly unread: readonly UnreadItem[];
    }
  | SourceProblem;

/** By its image's name. */
export interface LibraryFile {
  readonly path: string;
  readonly text: string;
}

/** What came of reading one: not its text, or a text that does not hold all that it should. */
interface TriedFile {
  readonly path: string;
  readonly text: string | null;
  readonly reason: Exclude<UnreadItem['reason'], 'malformed'>;
  readonly detail: string | null;
}

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
    if (hasLogin(name)) return problem('login', null);
    const fetched = await fetch(new URL(name));
    if (fetched.kind === 'not-fetched') return problem(fetched.reason, fetched.detail);
    const read = await ofArchive(fetched.bytes, name);
    return typeof read === 'string' ? problem(read, null) : read;
  }
  const folder = await ofFolder(name);
  if (folder !== null) return folder;
  const state = await readFileState(name, SYNC.libraryBytes);
  if (state.kind === 'absent') return problem('unreadable', 'ENOENT');
  if (state.kind === 'file-failure')
    return state.code === 'too-large' ? problem('too-large', null) : problem('not-an-archive', null);
  const read = await ofArchive(state.bytes, name);
  return typeof read === 'string' ? problem(read, null) : read;
}

/** A checkout, or the folder `library` of one. */
async function ofFolder(name: string): Promise<ReadLibrary | null> {
  for (const folder of [join(name, 'library'), name]) {
    const names = (await listFolder(folder)).filter(isImageName);
    const tried: TriedFile[] = [];
    for (const each of names) {
      const read = await readTextFile(join(folder, each), SYNC.libraryFileBytes);
      tried.push(
        read.ok
          ? { path: each, text: read.text, reason: 'unreadable', detail: null }
          : {
              path: each,
              text: null,
              reason: read.reason === 'too-large' ? 'too-large' : 'unreadable',
              detail: cleanText(read.detail) || null,
            },
      );
    }
    if (tried.some(({ text }) => text !== null && TAGS.test(text))) return libraryOf(tried, name);
  }
  return null;
}

type NoArchive = 'not-an-archive' | 'damaged-archive' | 'too-large';

async function ofArchive(bytes: Uint8Array, name: string): Promise<ReadLibrary | NoArchive> {
  const tar = isGzip(bytes) ? await unpacked(bytes) : bytes;
  if (typeof tar === 'string') return tar;
  const nameIn = (path: string): string => LIBRARY_PATH.exec(path)?.[1] ?? '';
  const found = filesInTar(tar, (path) => isImageName(nameIn(path)), SYNC.libraryFileBytes);
  if (found === null) return beginsAsTar(tar) ? 'damaged-archive' : 'not-an-archive';
  if (found.length === 0) return 'not-an-archive';
  const tried = found.map(({ path, text, isPlain }) => ({
    path: nameIn(path),
    text,
    reason: isPlain ? ('too-large' as const) : ('unreadable' as const),
    detail: isPlain ? null : 'a link, or a device',
  }));
  return libraryOf(tried, name);
}

/** What does not hold all that it should is used as far as it goes, and told. */
function libraryOf(tried: readonly TriedFile[], name: string): ReadLibrary {
  const source = shownName(name);
  const files = tried.flatMap(({ path, text }) => (text === null ? [] : [{ path, text }]));
  const unread = tried.flatMap(({ path, text, reason, detail }): readonly UnreadItem[] => {
    if (text !== null && isWholeLibraryFile(text)) return [];
    return [{ source, name: path, reason: text === null ? reason : 'malformed', detail }];
  });
  return { kind: 'library', files, unread };
}

async function unpacked(bytes: Uint8Array): Promise<Uint8Array | NoArchive> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: SYNC.libraryBytes });
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    return isTooLarge ? 'too-large' : 'damaged-archive';
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
