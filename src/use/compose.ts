import { type ImageReference, parseReference } from '../registry/reference.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import { withoutLogin } from '../registry/without-login.ts';
import type { ReadCompose } from './read-compose.ts';
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
  for (const { name, found } of await readAllCompose(files, env, sources)) {
    if (found.kind === 'source') {
      problems.push(found);
      continue;
    }
    const own: string[] = [];
    const others: string[] = [];
    const unread = [...found.unread];
    for (const { text, written } of found.images) {
      const parsed = parseReference(text, registry);
      if (parsed.ok && parsed.value.registry === registry) {
        images.push(parsed.value);
        own.push(parsed.value.familiar);
      } else if (parsed.ok) others.push(text);
      else unread.push(`image: ${withoutLogin(written)}`);
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

/** In order. A service that names nothing to run counts as unread where none of the files says what it runs. */
export async function readAllCompose(
  files: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  sources: Sources,
): Promise<readonly { readonly name: string; readonly found: ReadCompose }[]> {
  const read: { readonly name: string; readonly found: ReadCompose }[] = [];
  for (const name of files) {
    // A parser for all of YAML is loaded where there is something for it.
    const { readCompose } = await import('./read-compose.ts');
    read.push({ name, found: await readCompose(name, env, sources) });
  }
  const whole = new Set(read.flatMap(({ found }) => (found.kind === 'images' ? found.whole : [])));
  return read.map(({ name, found }) => {
    if (found.kind === 'source') return { name, found };
    const bare = found.bare.filter((service) => !whole.has(service));
    const unread = [...found.unread, ...bare.map((service) => `services: ${service}`)];
    return { name, found: { ...found, unread } };
  });
}

/** An expression may go over several lines. */
function shown(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].map((text) => cleanText(text));
}
