import { maskName } from '../../change/mask-credentials.ts';
import { type ImageReference, parseReference } from '../../registry/reference.ts';
import { readAllCompose } from '../compose.ts';
import { nothingFetched } from '../read-source.ts';
import type { SourceProblem } from '../survey-problem.ts';

export interface FilesImages {
  readonly images: readonly ImageReference[];
  /** As they stand there: no names of images, or what may name some and was not read. */
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
  for (const { found } of await readAllCompose(files, env, { stdin, fetch: nothingFetched })) {
    if (found.kind === 'source') {
      problems.push(found);
      continue;
    }
    for (const { text, written } of found.images) {
      const parsed = parseReference(text);
      if (parsed.ok) images.push(parsed.value);
      else unread.push(`image: ${maskName(written)}`);
    }
    unread.push(...found.unread, ...found.unset.map((variable) => `\${${variable}}`));
  }
  return { images, unread, problems };
}
