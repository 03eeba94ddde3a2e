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

/**
 * Each tag once: where several name it, one without a digest has it, else the first; one that says which digest it has to be is then wanted under that, in whatever
 * order they come. What has nothing left falls away. Pure.
 */
export function distinctWanted(wanted: readonly WantedImage[]): readonly WantedImage[] {
  const owners = new Map<string, WantedImage>();
  for (const image of wanted)
    for (const tag of image.tags) {
      const name = nameOf(image.repository, tag);
      const before = owners.get(name);
      if (before === undefined || (before.digest !== null && image.digest === null)) owners.set(name, image);
    }
  const seen = new Set<string>();
  const isFirst = (name: string): boolean => !seen.has(name) && seen.add(name).has(name);
  return wanted.flatMap((image) => {
    const { repository, digest } = image;
    const names = image.tags.map((tag) => ({ tag, name: nameOf(repository, tag) }));
    const own = names.filter(({ name }) => owners.get(name) === image && isFirst(name));
    if (own.length > 0) return [{ ...image, tags: own.map(({ tag }) => tag) }];
    const isThere = names.some(({ name }) => owners.get(name)?.digest === digest);
    return digest === null || isThere || !isFirst(nameOf(repository, digest)) ? [] : [{ ...image, tags: [] }];
  });
}
