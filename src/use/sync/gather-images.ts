import { maskName } from '../../change/mask-credentials.ts';
import { isHubHost } from '../../registry/docker-hub.ts';
import type { ImageReference, ReferenceProblem } from '../../registry/reference.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import {
  type Destination,
  distinctWanted,
  libraryImages,
  parseImageList,
  parseLibraryFile,
  SYNC,
  type UnreadItem,
  type WantedImage,
  wantedOf,
} from '../../sync/index.ts';
import { type ComposeNote, imagesOfCompose } from '../compose.ts';
import { readSource, type Sources, shownName } from '../read-source.ts';
import type { SourceProblem } from '../survey-problem.ts';
import { readLibrary } from './read-library.ts';
import type { SyncSettings } from './settings.ts';

/** A line of a list that is no image of Docker Hub; `problem` null: of another registry. */
export interface ListLineProblem {
  readonly kind: 'list-line';
  readonly name: string;
  readonly line: number;
  /** Cleaned. */
  readonly text: string;
  readonly problem: ReferenceProblem | null;
}

/** A list that has more than `most` lines. */
export interface ListLengthProblem {
  readonly kind: 'list-length';
  readonly name: string;
  readonly most: number;
}

type GatherProblem = SourceProblem | ListLineProblem | ListLengthProblem;

export interface GatheredImages {
  readonly wanted: readonly WantedImage[];
  /** What is named at the destination itself, as its own name at the source: needed there, and copied by nobody's wish. */
  readonly kept: readonly WantedImage[];
  /** What is named at other registries, as it would be called here: one of them may be the destination by another name. */
  readonly namesakes: readonly WantedImage[];
  readonly notes: readonly ComposeNote[];
  /** What the inputs may name beside that. */
  readonly unread: readonly UnreadItem[];
  readonly problems: readonly GatherProblem[];
}

/** All that is to be at the destination, each tag once. */
export async function gatherImages(
  { destination, images, lists, compose, library, patterns, platforms }: SyncSettings,
  env: Readonly<Record<string, string | undefined>>,
  sources: Sources,
): Promise<GatheredImages> {
  const wanted: WantedImage[] = images.map(wantedOf);
  const problems: GatherProblem[] = [];
  const unread: UnreadItem[] = [];
  for (const name of lists) {
    const read = await readSource(name, 'images', sources);
    if (read.kind === 'source') {
      problems.push(read);
      continue;
    }
    const list = parseImageList(read.text);
    if (list.isTooLong) problems.push({ kind: 'list-length', name: shownName(name), most: SYNC.listLines });
    wanted.push(...list.images.map(wantedOf));
    // It may be one that was cut off, or is still to be written.
    if (list.images.length === 0 && list.wrong.length === 0 && !list.isTooLong)
      unread.push({ source: shownName(name), name: shownName(name), reason: 'empty', detail: null });
    for (const { line, text, problem } of list.wrong)
      problems.push({
        kind: 'list-line',
        name: shownName(name),
        line,
        text: cleanText(maskName(text)),
        problem,
      });
  }
  const composed = await imagesOfCompose(compose, 'docker.io', env, sources, isHubHost);
  wanted.push(...composed.images.map(wantedOf));
  problems.push(...composed.problems);
  unread.push(...composed.notes.flatMap(unreadOf));
  if (library !== null) {
    const read = await readLibrary(library, sources.fetch);
    if (read.kind === 'source') problems.push(read);
    else
      for (const { path, text } of read.files)
        wanted.push(...libraryImages(path, parseLibraryFile(text), patterns, platforms));
    if (read.kind === 'library') unread.push(...read.unread);
  }
  const kept = composed.others.flatMap((image) =>
    isAt(destination, image) ? below(destination, image) : [],
  );
  const elsewhere = composed.others.filter((image) => !isAt(destination, image));
  const namesakes = elsewhere.flatMap((image) => below(destination, image));
  return { wanted: distinctWanted(wanted), kept, namesakes, notes: composed.notes, unread, problems };
}

/** Names of this machine are one, where the port is. */
function isAt({ base }: Destination, { registry }: ImageReference): boolean {
  const url = `${base.protocol}//${registry}`;
  if (!URL.canParse(url)) return false;
  const { hostname, port, host } = new URL(url);
  return host === base.host || (port === base.port && isOwn(hostname) && isOwn(base.hostname));
}

function isOwn(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** As it is called at the source. None: it is beside what is copied there. */
function below({ prefix }: Destination, image: ImageReference): readonly WantedImage[] {
  const path = prefix === '' ? '' : `${prefix}/`;
  return image.repository.startsWith(path)
    ? [wantedOf({ ...image, repository: image.repository.slice(path.length) })]
    : [];
}

function unreadOf({ file, unset, unread }: ComposeNote): readonly UnreadItem[] {
  const item = (name: string, reason: UnreadItem['reason']): UnreadItem => ({
    source: file,
    name,
    reason,
    detail: null,
  });
  return [...unset.map((name) => item(name, 'unset')), ...unread.map((name) => item(name, 'not-read'))];
}
