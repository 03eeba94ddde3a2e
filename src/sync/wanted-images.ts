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

/** Each tag once: where several name it, the first does. What has nothing left falls away. Pure. */
export function distinctWanted(wanted: readonly WantedImage[]): readonly WantedImage[] {
  const seen = new Set<string>();
  return wanted.flatMap((image) => {
    const names = image.tags.length === 0 ? [`@${image.digest}`] : image.tags;
    const fresh = names.filter((name) => {
      const full = nameOf(image.repository, name);
      if (seen.has(full)) return false;
      seen.add(full);
      return true;
    });
    if (fresh.length === 0) return [];
    return [{ ...image, tags: image.tags.filter((tag) => fresh.includes(tag)) }];
  });
}
