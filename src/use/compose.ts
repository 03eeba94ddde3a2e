import { type ImageReference, parseReference } from '../registry/reference.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import { type Sources, shownName } from './read-source.ts';
import type { SourceProblem } from './survey-problem.ts';

/** What was taken from one compose file. */
export interface ComposeNote {
  readonly file: string;
  readonly images: readonly string[];
  /** As they stand there, cleaned: of another registry than the one whose mirrors are asked. */
  readonly others: readonly string[];
  /** Variables that have no value here. */
  readonly unset: readonly string[];
  /** The same: no names of images, and what may name some and was not read. */
  readonly unread: readonly string[];
}

export interface Composed {
  readonly images: readonly ImageReference[];
  readonly notes: readonly ComposeNote[];
  readonly problems: readonly SourceProblem[];
}

/** The images that the services of these files pull from `registry`. A file, or `-`. */
export async function imagesOfCompose(
  files: readonly string[],
  registry: string,
  env: Readonly<Record<string, string | undefined>>,
  sources: Sources,
): Promise<Composed> {
  const images: ImageReference[] = [];
  const notes: ComposeNote[] = [];
  const problems: SourceProblem[] = [];
  for (const name of files) {
    // A parser for all of YAML is loaded where there is something for it.
    const { readCompose } = await import('./read-compose.ts');
    const found = await readCompose(name, env, sources);
    if (found.kind === 'source') {
      problems.push(found);
      continue;
    }
    const own: string[] = [];
    const others: string[] = [];
    const unread = [...found.unread];
    for (const { text } of found.images) {
      const parsed = parseReference(text, registry);
      if (parsed.ok && parsed.value.registry === registry) {
        images.push(parsed.value);
        own.push(parsed.value.familiar);
      } else (parsed.ok ? others : unread).push(text);
    }
    notes.push({
      file: shownName(name),
      images: [...new Set(own)],
      others: shown(others),
      unset: found.unset,
      unread: shown(unread),
    });
  }
  return { images, notes, problems };
}

/** An expression may go over several lines. */
function shown(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].map((text) => cleanText(text));
}
