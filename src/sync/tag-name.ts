import { type Digest, parseDigest } from '../registry/digest.ts';
import { isRepository, isTag } from '../registry/reference.ts';

/** `library/nginx:1.27`, or `library/nginx:sha256:…` of an image that is named by its digest alone. At the source. */
export function nameOf(repository: string, reference: string): string {
  return `${repository}:${reference}`;
}

export interface NameParts {
  readonly repository: string;
  readonly reference: string;
  /** The reference, where it is a digest. */
  readonly pin: Digest | null;
}

export function partsOf(name: string): NameParts {
  const colon = name.indexOf(':');
  const reference = name.slice(colon + 1);
  return { repository: name.slice(0, colon), reference, pin: parseDigest(reference) };
}

/** Is it one by the grammar, so that it may stand in an address? Pure. */
export function isName(text: string): boolean {
  const { repository, reference, pin } = partsOf(text);
  return isRepository(repository) && (pin !== null || isTag(reference));
}

/** As people write it: `nginx:1.27`, `nginx@sha256:…`. Pure. */
export function familiarName(name: string): string {
  const { repository, reference, pin } = partsOf(name);
  return `${repository.replace(/^library\//, '')}${pin === null ? ':' : '@'}${reference}`;
}
