import { BODY_LIMITS } from '../limits.ts';
import { type Digest, parseDigest } from './digest.ts';
import { asObject, own, parseJsonObject } from './json.ts';
import { MANIFEST_TYPES, manifestKindOf } from './media-types.ts';

/** What has to be known of a manifest that is handed on. */
export interface ReadManifest {
  readonly mediaType: string;
  /** Of all that it names, in bytes. */
  readonly sizes: ReadonlyMap<Digest, number>;
  /** In their order; none of an index. */
  readonly layers: readonly Digest[];
}

/** Its own media type, or by its shape where it names none, as OCI allows. null: it is not a manifest. Pure. */
export function readManifest(bytes: Uint8Array): ReadManifest | null {
  const manifest = parseJsonObject(bytes, BODY_LIMITS.manifestBytes);
  if (manifest === null) return null;
  const named = own(manifest, 'mediaType');
  const mediaType = typeof named === 'string' && manifestKindOf(named) !== null ? named : byShape(manifest);
  if (mediaType === null) return null;
  const [config, layers, manifests] = [
    [own(manifest, 'config')],
    listed(manifest, 'layers'),
    listed(manifest, 'manifests'),
  ].map((descriptors) => descriptors.flatMap(sizeIn));
  return {
    mediaType,
    sizes: new Map([...(config ?? []), ...(layers ?? []), ...(manifests ?? [])]),
    layers: (layers ?? []).map(([digest]) => digest),
  };
}

function byShape(manifest: Readonly<Record<string, unknown>>): string | null {
  if (Array.isArray(own(manifest, 'manifests'))) return MANIFEST_TYPES.ociIndex;
  return Array.isArray(own(manifest, 'layers')) ? MANIFEST_TYPES.ociManifest : null;
}

function listed(manifest: Readonly<Record<string, unknown>>, key: string): readonly unknown[] {
  const list = own(manifest, key);
  return Array.isArray(list) ? list : [];
}

function sizeIn(value: unknown): readonly (readonly [Digest, number])[] {
  const descriptor = asObject(value);
  if (descriptor === null) return [];
  const [digest, size] = [own(descriptor, 'digest'), own(descriptor, 'size')];
  const parsed = typeof digest === 'string' ? parseDigest(digest) : null;
  return parsed !== null && typeof size === 'number' && Number.isSafeInteger(size) && size >= 0
    ? [[parsed, size]]
    : [];
}
