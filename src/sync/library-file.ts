import { type Platform, toPlatform } from '../registry/platform.ts';
import { isTag } from '../registry/reference.ts';

/** One entry of a file of the official library: what is built once, and the tags that it gets. */
export interface LibraryEntry {
  readonly tags: readonly string[];
  /** Tags that other entries may share: one index over all of them. */
  readonly sharedTags: readonly string[];
  readonly platforms: readonly Platform[];
}

/**
 * Reads `library/<name>` of docker-library/official-images: paragraphs of `Name: value`, values over several lines where the next begins with a blank,
 * `#` comments. The first paragraph, without tags, is about the file; what it says of architectures counts where an entry says nothing. Pure.
 * https://github.com/docker-library/official-images#instruction-format
 */
export function parseLibraryFile(text: string): readonly LibraryEntry[] {
  let usual: readonly string[] = DEFAULT_ARCHITECTURES;
  const entries: LibraryEntry[] = [];
  for (const fields of paragraphs(text)) {
    const architectures = listOf(fields.get('architectures'));
    const tags = listOf(fields.get('tags')).filter(isTag);
    const sharedTags = listOf(fields.get('sharedtags')).filter(isTag);
    if (tags.length === 0 && sharedTags.length === 0) {
      if (architectures.length > 0) usual = architectures;
      continue;
    }
    const platforms = (architectures.length > 0 ? architectures : usual).flatMap(
      (name) => platformOf(name) ?? [],
    );
    entries.push({ tags, sharedTags, platforms });
  }
  return entries;
}

/** Is every line of it of that format, with tags that are tags? A file that was cut off or has the marks of a merge in it names fewer images than it should. Pure. */
export function isWholeLibraryFile(text: string): boolean {
  if (hasFieldTwice(text)) return false;
  const fields = [...paragraphs(text)].flatMap((paragraph) => [
    ...listOf(paragraph.get('tags')),
    ...listOf(paragraph.get('sharedtags')),
  ]);
  const isLine = (line: string): boolean => /^(?:\s|#|$|[A-Za-z0-9][A-Za-z0-9-]{0,99}:)/.test(line);
  return fields.length > 0 && fields.every(isTag) && text.split('\n').every(isLine);
}

/** Two entries whose blank line between them is gone: only the later one would be read. */
function hasFieldTwice(text: string): boolean {
  let seen = new Set<string>();
  for (const line of text.split('\n')) {
    if (line.trim() === '') seen = new Set();
    const name = /^([A-Za-z0-9-]+):/.exec(line)?.[1]?.toLowerCase();
    if (name === undefined) continue;
    if (seen.has(name)) return true;
    seen.add(name);
  }
  return false;
}

const DEFAULT_ARCHITECTURES = ['amd64'];

/** Field names in lower case. */
function* paragraphs(text: string): Generator<ReadonlyMap<string, string>> {
  let fields = new Map<string, string>();
  let last = '';
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed.startsWith('#')) continue;
    if (trimmed === '') {
      if (fields.size > 0) yield fields;
      fields = new Map();
      last = '';
      continue;
    }
    const colon = line.indexOf(':');
    if (/^\s/.test(line)) fields.set(last, `${fields.get(last) ?? ''} ${trimmed}`);
    else if (colon > 0) {
      last = line.slice(0, colon).trim().toLowerCase();
      fields.set(last, line.slice(colon + 1).trim());
    }
  }
  if (fields.size > 0) yield fields;
}

function listOf(value: string | undefined): readonly string[] {
  return (value ?? '').split(/[\s,]+/).filter((word) => word !== '');
}

/** bashbrew: architecture/oci-platform.go, `SupportedArches`. null: one that it does not know. */
function platformOf(name: string): Platform | null {
  const [os, architecture, variant] = ARCHITECTURES.get(name) ?? [];
  return os === undefined || architecture === undefined
    ? null
    : toPlatform(os, architecture, variant ?? null);
}

const ARCHITECTURES: ReadonlyMap<string, readonly string[]> = new Map([
  ['amd64', ['linux', 'amd64']],
  ['arm32v5', ['linux', 'arm', 'v5']],
  ['arm32v6', ['linux', 'arm', 'v6']],
  ['arm32v7', ['linux', 'arm', 'v7']],
  ['arm64v8', ['linux', 'arm64', 'v8']],
  ['i386', ['linux', '386']],
  ['mips64le', ['linux', 'mips64le']],
  ['ppc64le', ['linux', 'ppc64le']],
  ['riscv64', ['linux', 'riscv64']],
  ['s390x', ['linux', 's390x']],
  ['windows-amd64', ['windows', 'amd64']],
]);
