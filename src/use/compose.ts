import { basename, dirname, join, resolve } from 'node:path';
import { maskName } from '../change/mask-credentials.ts';
import { listFolder } from '../host/list-folder.ts';
import { type ImageReference, parseReference } from '../registry/reference.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import type { ReadCompose } from './read-compose.ts';
import { isUrl, type Sources, shownName } from './read-source.ts';
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
  /** A file that Compose lays over this one where none is named, and that is not named here; null: there is none. */
  readonly override: string | null;
}

export interface Composed {
  readonly images: readonly ImageReference[];
  /** Of another registry. */
  readonly others: readonly ImageReference[];
  readonly notes: readonly ComposeNote[];
  readonly problems: readonly SourceProblem[];
}

/** The images that the services of these files pull from `registry`, and from hosts that are the same. A file, or `-`. */
export async function imagesOfCompose(
  files: readonly string[],
  registry: string,
  env: Readonly<Record<string, string | undefined>>,
  sources: Sources,
  isSame: (host: string) => boolean = () => false,
): Promise<Composed> {
  const [images, elsewhere]: [ImageReference[], ImageReference[]] = [[], []];
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
      const named = parseReference(text, registry);
      const isAlias = named.ok && isSame(named.value.registry) && named.value.registry !== registry;
      const parsed = isAlias ? parseReference(text.slice(text.indexOf('/') + 1), registry) : named;
      if (parsed.ok && parsed.value.registry === registry) {
        images.push(parsed.value);
        own.push(parsed.value.familiar);
      } else if (parsed.ok) {
        elsewhere.push(parsed.value);
        others.push(maskName(written));
      } else unread.push(`image: ${maskName(written)}`);
    }
    notes.push({
      file: shownName(name),
      images: [...new Set(own)],
      others: shown(others),
      unset: found.unset,
      unread: shown(unread),
      override: await overrideOf(name, files),
    });
  }
  return { images, others: elsewhere, notes, problems };
}

/** compose-go: DefaultFileNames and DefaultOverrideFileNames. */
const DEFAULT_NAME = /^(?:docker-)?compose\.ya?ml$/;
const OVERRIDE_NAME = /^(?:docker-)?compose\.override\.ya?ml$/;

async function overrideOf(name: string, files: readonly string[]): Promise<string | null> {
  if (!DEFAULT_NAME.test(basename(name)) || isUrl(name)) return null;
  const named = new Set(files.map((file) => resolve(file)));
  const overrides = (await listFolder(dirname(name))).filter((each) => OVERRIDE_NAME.test(each));
  const paths = overrides.map((each) => join(dirname(name), each));
  return paths.some((path) => named.has(resolve(path))) ? null : (paths[0] ?? null);
}

/** In order, as one project. A service that names nothing to run counts as unread where none of the files says what it runs. */
export async function readAllCompose(
  files: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  sources: Sources,
): Promise<readonly { readonly name: string; readonly found: ReadCompose }[]> {
  const read: { readonly name: string; readonly found: ReadCompose }[] = [];
  const first = files.find((name) => name !== '-');
  for (const name of files) {
    // A parser for all of YAML is loaded where there is something for it.
    const { readCompose } = await import('./read-compose.ts');
    read.push({ name, found: await readCompose(name, env, sources, first) });
  }
  const whole = new Set(read.flatMap(({ found }) => (found.kind === 'images' ? found.whole : [])));
  return read.map(({ name, found }) => {
    if (found.kind === 'source') return { name, found };
    const bare = found.bare.filter((service) => !whole.has(service));
    const others = found.unread.filter((item) => !isReadHere(item, name, files));
    const unread = [...others, ...bare.map((service) => `services: ${service}`)];
    return { name, found: { ...found, unread } };
  });
}

/** Is it another file that is read as well, or this one? Compose takes its path from the folder of the file that says so; of several folders nobody knows which counts. */
function isReadHere(item: string, name: string, files: readonly string[]): boolean {
  const [, path] = /^(?:include|extends): (.+)$/s.exec(item) ?? [];
  if (path === undefined || name === '-' || isUrl(name) || isUrl(path)) return false;
  const folder = dirname(resolve(name));
  const read = new Set(files.filter((file) => file !== '-' && !isUrl(file)).map((file) => resolve(file)));
  return [...read].every((file) => dirname(file) === folder) && read.has(resolve(folder, path));
}

/** An expression may go over several lines. */
function shown(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].map((text) => cleanText(text));
}
