import { type Manifest, readContainerd } from '../clients/manifest.ts';
import { BODY_LIMITS } from '../limits.ts';
import { choosePlatform } from '../registry/choose-platform.ts';
import { createDigestCheck, type Digest } from '../registry/digest.ts';
import { asObject, own, parseJsonObject } from '../registry/json.ts';
import type { Descriptor } from '../registry/manifest.ts';
import { readManifest } from '../registry/read-manifest.ts';
import type { Platforms } from './types.ts';

/** A manifest as it goes from one registry to another: its very bytes. */
export interface CopiedManifest {
  readonly digest: Digest;
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly content: Manifest;
}

/** null: none that can be copied. Pure. */
export function readCopied(digest: Digest, bytes: Uint8Array): CopiedManifest | null {
  const read = readManifest(bytes);
  const content = read === null ? null : readContainerd(read.mediaType, bytes, BODY_LIMITS.manifestBytes);
  return read === null || content === null || typeof content === 'string'
    ? null
    : { digest, bytes, mediaType: read.mediaType, content };
}

/**
 * What of an index the destination gets. `whole`: the index as it is, with these children; `partial`, where some are left out; `one`: in the place of the
 * index the manifest of the one platform that was asked for. `none`: it has no platform that was asked for. Pure.
 */
export type ChosenParts =
  | { readonly kind: 'whole' | 'partial'; readonly children: readonly Descriptor[] }
  | { readonly kind: 'one'; readonly child: Descriptor }
  | { readonly kind: 'none' };

export function chooseParts(entries: readonly Descriptor[], platforms: Platforms): ChosenParts {
  if (platforms.length === 0) return { kind: 'whole', children: distinct(entries) };
  const chosen = distinct(platforms.flatMap((platform) => choosePlatform(entries, platform) ?? []));
  const [child] = chosen;
  if (child === undefined) return { kind: 'none' };
  if (platforms.length === 1) return { kind: 'one', child };
  return { kind: chosen.length === distinct(entries).length ? 'whole' : 'partial', children: chosen };
}

/** What an image's manifest names that a registry keeps: its config and layers, each once; foreign layers lie elsewhere. Pure. */
export function blobsOf({ config, layers }: Extract<Manifest, { kind: 'image' }>): readonly Descriptor[] {
  return distinct([...layers.filter(({ foreign }) => foreign !== true), config]);
}

/** Does it name layers by addresses of elsewhere, which a registry may refuse? OCI descriptors, `urls`. Pure. */
export function namesElsewhere({ bytes }: CopiedManifest): boolean {
  const layers = own(parseJsonObject(bytes, BODY_LIMITS.manifestBytes) ?? {}, 'layers');
  return Array.isArray(layers) && layers.some((layer) => own(asObject(layer) ?? {}, 'urls') !== undefined);
}

/** A size that can be held against what arrives: nothing is empty but nothing. Pure. */
export function hasSize({ digest, size }: Descriptor): boolean {
  return Number.isSafeInteger(size) && (size > 0 || (size === 0 && createDigestCheck(digest).matches()));
}

function distinct(descriptors: readonly Descriptor[]): readonly Descriptor[] {
  return [...new Map(descriptors.map((one) => [one.digest, one])).values()];
}
