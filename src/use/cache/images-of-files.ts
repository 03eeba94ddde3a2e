import { maskName } from '../../change/mask-credentials.ts';
import { type ImageReference, parseReference } from '../../registry/reference.ts';
import { readAllCompose } from '../compose.ts';
import { nothingFetched } from '../read-source.ts';
import type { SourceProblem } from '../survey-problem.ts';

export interface FilesImages {
  readonly images: readonly ImageReference[];
  readonly unread: readonly UnreadImage[];
  readonly problems: readonly SourceProblem[];
}

/** `text`: as it stands there. */
export interface UnreadImage {
  readonly text: string;
  /** `unset`: a variable without a value. `not-read`: it may name images. `no-services`: the file has none at all. */
  readonly why: 'not-an-image' | 'unset' | 'not-read' | 'no-services';
}

/** The images that the services of compose files pull, of whatever registry. A file, or `-` for standard input. */
export async function imagesOfFiles(
  files: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  stdin: AsyncIterable<Uint8Array>,
): Promise<FilesImages> {
  const images: ImageReference[] = [];
  const unread: UnreadImage[] = [];
  const problems: SourceProblem[] = [];
  for (const { found } of await readAllCompose(files, env, { stdin, fetch: nothingFetched })) {
    if (found.kind === 'source') {
      problems.push(found);
      continue;
    }
    for (const { text, written } of found.images) {
      const parsed = parseReference(text);
      if (parsed.ok) images.push(parsed.value);
      else unread.push({ text: `image: ${maskName(written)}`, why: 'not-an-image' });
    }
    for (const text of found.unread) unread.push({ text, why: whyUnread(text) });
    for (const variable of found.unset) unread.push({ text: `\${${variable}}`, why: 'unset' });
  }
  return { images, unread, problems };
}

/** By the words of the reader of compose files. */
function whyUnread(text: string): UnreadImage['why'] {
  if (text === 'services') return 'no-services';
  return text.startsWith('image: ') ? 'not-an-image' : 'not-read';
}
