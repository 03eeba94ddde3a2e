import { type ImageReference, parseReference } from '../../registry/reference.ts';
import { composeImages } from '../compose-images.ts';
import { nothingFetched, readSource } from '../read-source.ts';
import type { SourceProblem } from '../survey-problem.ts';

export interface FilesImages {
  readonly images: readonly ImageReference[];
  /** As they stand there: no names of images. */
  readonly unread: readonly string[];
  readonly problems: readonly SourceProblem[];
}

/** The images that the services of compose files pull, of whatever registry. A file, or `-` for standard input. */
export async function imagesOfFiles(
  files: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  stdin: AsyncIterable<Uint8Array>,
): Promise<FilesImages> {
  const images: ImageReference[] = [];
  const unread: string[] = [];
  const problems: SourceProblem[] = [];
  for (const name of files) {
    const read = await readSource(name, 'compose', { stdin, fetch: nothingFetched });
    if (read.kind === 'source') {
      problems.push(read);
      continue;
    }
    const found = composeImages(read.text, env);
    for (const { text } of found.images) {
      const parsed = parseReference(text);
      if (parsed.ok) images.push(parsed.value);
      else unread.push(text);
    }
    unread.push(...found.unset.map((variable) => `\${${variable}}`));
  }
  return { images, unread, problems };
}
