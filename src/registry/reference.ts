import { isIPv6 } from 'node:net';
import { type Digest, parseDigest } from './digest.ts';
import { REFERENCE_TEXT } from './limits.ts';

/** An image as engines name it, fully qualified. */
export interface ImageReference {
  /** `docker.io`, `ghcr.io`, `localhost:5000`; lower case. */
  readonly registry: string;
  /** `library/nginx`. */
  readonly repository: string;
  /** `latest` where neither tag nor digest was given; null beside a digest alone. */
  readonly tag: string | null;
  readonly digest: Digest | null;
  /** As people write it, what goes without saying left out, the tag not: `nginx:latest`, `ghcr.io/owner/app:v1`. */
  readonly familiar: string;
}

/** Why a text is not a reference. The words in it are the text's own: to be cleaned before they are shown. */
export type ReferenceProblem =
  | { readonly kind: 'empty' | 'url' | 'image-id' }
  | { readonly kind: 'too-long'; readonly maxChars: number }
  | { readonly kind: 'upper-case' | 'bad-repository'; readonly repository: string }
  | { readonly kind: 'bad-host'; readonly host: string }
  | { readonly kind: 'bad-tag'; readonly tag: string }
  | { readonly kind: 'bad-digest'; readonly digest: string };

export type ParsedReference =
  | { readonly ok: true; readonly value: ImageReference }
  | { readonly ok: false; readonly problem: ReferenceProblem };

/**
 * Reads `[host[:port]/]repository[:tag][@digest]` by the grammar and the Docker normalisation of distribution/reference: the
 * first component is a host if it has a dot or a colon or is `localhost`; on Docker Hub a single name means `library/`. A
 * name without a host belongs to `defaultRegistry`.
 * https://pkg.go.dev/github.com/distribution/reference
 */
export function parseReference(text: string, defaultRegistry: string = DOCKER_IO): ParsedReference {
  const problem = precheck(text);
  if (problem !== null) return failed(problem);
  const [named, digestText] = cutAt(text, text.indexOf('@'));
  const { host, rest } = splitHost(named);
  const [path, tagText] = cutAt(rest, rest.indexOf(':'));
  const registry = canonicalHost(host ?? defaultRegistry);
  const repository = registry === DOCKER_IO && !path.includes('/') ? `library/${path}` : path;

  if (host !== null && !isHost(registry)) return failed({ kind: 'bad-host', host });
  if (path !== path.toLowerCase()) return failed({ kind: 'upper-case', repository: path });
  if (path.length > REFERENCE_TEXT.repositoryChars) {
    return failed({ kind: 'too-long', maxChars: REFERENCE_TEXT.repositoryChars });
  }
  if (!isRepository(path)) return failed({ kind: 'bad-repository', repository: path });
  if (tagText !== null && !isTag(tagText)) return failed({ kind: 'bad-tag', tag: tagText });
  const digest = digestText === null ? null : parseDigest(digestText);
  if (digestText !== null && digest === null) return failed({ kind: 'bad-digest', digest: digestText });

  const tag = tagText ?? (digest === null ? 'latest' : null);
  const familiar = familiarName(registry, repository) + (tag === null ? '' : `:${tag}`);
  const value = {
    registry,
    repository,
    tag,
    digest,
    familiar: familiar + (digest === null ? '' : `@${digest}`),
  };
  return { ok: true, value };
}

/** Is it a repository's name, or the beginning of one? Its length is another matter. Pure. */
export function isRepository(text: string): boolean {
  return REPOSITORY.test(text);
}

/** Pure. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

const DOCKER_IO = 'docker.io';

/** Letters and digits, held together by one dot, one or two underscores or any number of dashes. */
const REPOSITORY = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const HOST_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

function failed(problem: ReferenceProblem): ParsedReference {
  return { ok: false, problem };
}

function precheck(text: string): ReferenceProblem | null {
  if (text.trim() === '') return { kind: 'empty' };
  if (text.length > REFERENCE_TEXT.chars) return { kind: 'too-long', maxChars: REFERENCE_TEXT.chars };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return { kind: 'url' };
  // Engines take 64 hex digits for the id of a local image; no registry has a repository of that name.
  if (/^[0-9a-f]{64}$/.test(text)) return { kind: 'image-id' };
  return null;
}

/** What stands before and behind the character at `index`; null behind where there is none. */
function cutAt(text: string, index: number): readonly [string, string | null] {
  return index === -1 ? [text, null] : [text.slice(0, index), text.slice(index + 1)];
}

function splitHost(named: string): { readonly host: string | null; readonly rest: string } {
  const [first, rest] = cutAt(named, named.indexOf('/'));
  const isHostLike = /[.:]/.test(first) || first === 'localhost';
  return rest !== null && isHostLike ? { host: first, rest } : { host: null, rest: named };
}

function canonicalHost(host: string): string {
  const lower = host.toLowerCase();
  return lower === 'index.docker.io' ? DOCKER_IO : lower;
}

function isHost(host: string): boolean {
  const match = /^(?:\[([0-9a-f:]{2,39})\]|([^:[\]]{1,253}))(?::([0-9]{1,5}))?$/.exec(host);
  if (match === null) return false;
  const [, ipv6, name = '', port = '1'] = match;
  const isNamed = ipv6 === undefined ? HOST_NAME.test(name) : isIPv6(ipv6);
  return isNamed && Number(port) >= 1 && Number(port) <= 65_535;
}

function familiarName(registry: string, repository: string): string {
  if (registry !== DOCKER_IO) return `${registry}/${repository}`;
  const official = repository.startsWith('library/') ? repository.slice('library/'.length) : repository;
  const short = official.includes('/') ? repository : official;
  // A namespace with a dot would be read back as a host.
  return splitHost(short).host === null ? short : `${registry}/${short}`;
}

/** `nginx` and `nginx:latest` are one image: the first of each. */
export function distinctImages(images: readonly ImageReference[]): readonly ImageReference[] {
  const distinct = new Map<string, ImageReference>();
  for (const image of images) if (!distinct.has(image.familiar)) distinct.set(image.familiar, image);
  return [...distinct.values()];
}

/** With its registry, for clients that know no short names. */
export function wholeName({ registry, repository, tag, digest }: ImageReference): string {
  return `${registry}/${repository}${digest === null ? `:${tag ?? 'latest'}` : `@${digest}`}`;
}
