/** The manifests that today's engines take, by what they are. */
export const MANIFEST_TYPES = {
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
} as const;

export type ManifestMediaType = (typeof MANIFEST_TYPES)[keyof typeof MANIFEST_TYPES];

/**
 * All four: a registry answers 404 MANIFEST_UNKNOWN to a client that leaves out the type of what it holds, and a probe with
 * Docker's types alone would call good mirrors empty.
 */
export const ACCEPT_MANIFEST: string = Object.values(MANIFEST_TYPES).join(', ');

/** Schema 1, gone from engines since Docker 26 and containerd 2: recognised so that it can be named. */
export const SCHEMA1_TYPES: readonly string[] = [
  'application/vnd.docker.distribution.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
];

/** What a manifest of this media type holds; null for any other type. */
export function manifestKindOf(mediaType: string | null): 'index' | 'image' | 'schema1' | null {
  switch (mediaType) {
    case MANIFEST_TYPES.ociIndex:
    case MANIFEST_TYPES.dockerList:
      return 'index';
    case MANIFEST_TYPES.ociManifest:
    case MANIFEST_TYPES.dockerManifest:
      return 'image';
    default:
      return mediaType !== null && SCHEMA1_TYPES.includes(mediaType) ? 'schema1' : null;
  }
}

/** The `type/subtype` of a Content-Type, lower case, its parameters left out; null where there is none of that form. */
export function mediaTypeOf(headerValue: string | null | undefined): string | null {
  const essence = headerValue?.slice(0, HEADER_CHARS).split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return isMediaType(essence) ? essence : null;
}

/** RFC 6838 4.2: two names of at most 127 harmless characters. */
export function isMediaType(text: string): boolean {
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i.test(text);
}

/** Two names, a slash, and blanks to spare. */
const HEADER_CHARS = 512;
