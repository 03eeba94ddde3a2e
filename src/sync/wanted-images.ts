import type { Digest } from '../registry/digest.ts';
import { type ImageReference, parseReference, type ReferenceProblem } from '../registry/reference.ts';
import { SYNC } from './limits.ts';
import { nameOf } from './tag-name.ts';
import type { WantedImage } from './types.ts';

/** A line of a list that names no image of Docker Hub; `problem` null: it names one of another registry. */
export interface WrongLine {
  readonly line: number;
  readonly text: string;
  readonly problem: ReferenceProblem | null;
}

export interface ImageList {
  readonly images: readonly ImageReference[];
  readonly wrong: readonly WrongLine[];
  /** It has more lines than anybody means, and none was read. */
  readonly isTooLong: boolean;
}

/** An image a line, `#` comments, empty lines. Pure. */
export function parseImageList(text: string): ImageList {
  const lines = text.trimEnd().split('\n', SYNC.listLines + 1);
  if (lines.length > SYNC.listLines) return { images: [], wrong: [], isTooLong: true };
  const images: ImageReference[] = [];
  const wrong: WrongLine[] = [];
  lines.forEach((each, index) => {
    const word = (each.split('#', 1)[0] ?? '').trim();
    if (word === '') return;
    const parsed = parseReference(word);
    if (parsed.ok && parsed.value.registry === 'docker.io') images.push(parsed.value);
    else wrong.push({ line: index + 1, text: word, problem: parsed.ok ? null : parsed.problem });
  });
  return { images, wrong, isTooLong: false };
}

export function wantedOf({ repository, tag, digest }: ImageReference): WantedImage {
  return { repository, tags: tag === null ? [] : [tag], digest };
}

/** Each tag once: where several name it, the first does; one that says which digest it has to be is then wanted under that. What has nothing left falls away. Pure. */
export function distinctWanted(wanted: readonly WantedImage[]): readonly WantedImage[] {
  /** By the name, which digest it has to be. */
  const seen = new Map<string, Digest | null>();
  const isFirst = (repository: string, reference: string, digest: Digest | null): boolean => {
    const name = nameOf(repository, reference);
    if (seen.has(name)) return false;
    seen.set(name, digest);
    return true;
  };
  return wanted.flatMap((image) => {
    const { repository, digest } = image;
    const tags = image.tags.filter((tag) => isFirst(repository, tag, digest));
    if (tags.length > 0) return [{ ...image, tags }];
    const isThere = image.tags.some((tag) => seen.get(nameOf(repository, tag)) === digest);
    if (digest === null || isThere || !isFirst(repository, digest, digest)) return [];
    return [{ ...image, tags }];
  });
}
