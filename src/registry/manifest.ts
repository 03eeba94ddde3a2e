import { BODY_LIMITS } from '../limits.ts';
import { type Digest, parseDigest } from './digest.ts';
import { asObject, own, parseJsonObject } from './json.ts';
import { MANIFEST } from './limits.ts';
import { isMediaType, MANIFEST_TYPES, manifestKindOf, mediaTypeOf } from './media-types.ts';
import { type Platform, toPlatform } from './platform.ts';

/** What is named by digest: a manifest, a config or a layer. `size` in bytes. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  /** In an index, where the entry names one. */
  readonly platform?: Platform;
  /** A foreign or non-distributable layer: engines fetch it elsewhere, mirrors need not have it. */
  readonly foreign?: true;
}

export type InvalidManifestReason = 'not-json' | 'html' | 'unsupported-type' | 'bad-shape';

export type ParsedManifest =
  | { readonly kind: 'index'; readonly manifests: readonly Descriptor[] }
  | { readonly kind: 'image'; readonly config: Descriptor; readonly layers: readonly Descriptor[] }
  | { readonly kind: 'invalid'; readonly reason: InvalidManifestReason };

/**
 * A manifest as engines read it: the Content-Type says what it is, a `mediaType` in the body must agree (Docker's own two
 * types must have one), and a document that is both index and image is refused (CVE-2021-41190). At most 1,000 entries in
 * an index and 512 layers in an image. OCI image-spec 1.1, manifest.md and image-index.md.
 */
export function parseManifest(bytes: Uint8Array, contentType: string | null): ParsedManifest {
  if (looksLikeHtml(bytes, contentType)) return invalid('html');
  const body = parseJsonObject(bytes, BODY_LIMITS.manifestBytes);
  if (body === null) return invalid('not-json');
  const mediaType = mediaTypeOf(contentType);
  const kind = manifestKindOf(mediaType);
  if (kind === null || kind === 'schema1') return invalid('unsupported-type');
  if (own(body, 'schemaVersion') !== 2 || !agrees(own(body, 'mediaType'), mediaType))
    return invalid('bad-shape');
  return kind === 'index' ? parseIndex(body) : parseImage(body);
}

/** A web page where a manifest or an error was due: a parked name, a captive portal, a CDN's own error page. */
export function looksLikeHtml(bytes: Uint8Array, contentType: string | null): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, HTML_BYTES)).trimStart();
  if (/^<(?:!--|(?:!doctype\s+html|html|head|body|title|meta|script|style|center|h1)\b)/i.test(start))
    return true;
  const mediaType = mediaTypeOf(contentType);
  // Some frameworks call everything text/html; JSON it is all the same.
  return (mediaType === 'text/html' || mediaType === 'application/xhtml+xml') && !/^[{[]/.test(start);
}

const HTML_BYTES = 1_024;

function invalid(reason: InvalidManifestReason): ParsedManifest {
  return { kind: 'invalid', reason };
}

function agrees(inBody: unknown, mediaType: string | null): boolean {
  const mayBeAbsent = mediaType === MANIFEST_TYPES.ociIndex || mediaType === MANIFEST_TYPES.ociManifest;
  return inBody === mediaType || (mayBeAbsent && (inBody === undefined || inBody === ''));
}

function parseIndex(body: Readonly<Record<string, unknown>>): ParsedManifest {
  if (['config', 'layers', 'fsLayers'].some((key) => Object.hasOwn(body, key))) return invalid('bad-shape');
  const manifests = parseAll(own(body, 'manifests'), MANIFEST.indexEntries, parseIndexEntry);
  return manifests === null ? invalid('bad-shape') : { kind: 'index', manifests };
}

function parseImage(body: Readonly<Record<string, unknown>>): ParsedManifest {
  if (['manifests', 'fsLayers'].some((key) => Object.hasOwn(body, key))) return invalid('bad-shape');
  const config = parseDescriptor(own(body, 'config'));
  const layers = parseAll(own(body, 'layers'), MANIFEST.layers, parseLayer);
  return config === null || layers === null ? invalid('bad-shape') : { kind: 'image', config, layers };
}

function parseAll(
  value: unknown,
  most: number,
  parse: (item: unknown) => Descriptor | null,
): readonly Descriptor[] | null {
  if (!Array.isArray(value) || value.length > most) return null;
  const parsed = value.map(parse).filter((item) => item !== null);
  return parsed.length === value.length ? parsed : null;
}

function parseDescriptor(value: unknown): Descriptor | null {
  const descriptor = asObject(value);
  if (descriptor === null) return null;
  const mediaType = own(descriptor, 'mediaType');
  const text = own(descriptor, 'digest');
  const size = own(descriptor, 'size');
  if (typeof mediaType !== 'string' || !isMediaType(mediaType) || typeof text !== 'string') return null;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return null;
  const digest = parseDigest(text);
  return digest === null ? null : { mediaType, digest, size };
}

function parseLayer(value: unknown): Descriptor | null {
  const layer = parseDescriptor(value);
  return layer !== null && FOREIGN.test(layer.mediaType) ? { ...layer, foreign: true } : layer;
}

/** Docker's `….image.rootfs.foreign.diff.tar.gzip` and OCI's `….layer.nondistributable.v1.tar…`. */
const FOREIGN = /\.foreign\.|\.nondistributable\./;

function parseIndexEntry(value: unknown): Descriptor | null {
  const entry = parseDescriptor(value);
  const given = own(asObject(value) ?? {}, 'platform');
  if (entry === null || given === undefined || given === null) return entry;
  const platform = asObject(given);
  if (platform === null) return null;
  const [os, architecture] = [own(platform, 'os') ?? '', own(platform, 'architecture') ?? ''];
  const variant = own(platform, 'variant') ?? null;
  // Indexes of things that are no images carry two empty words.
  if (os === '' || architecture === '') return entry;
  if (typeof os !== 'string' || typeof architecture !== 'string') return null;
  if (variant !== null && typeof variant !== 'string') return null;
  const parsed = toPlatform(os, architecture, variant);
  return parsed === null ? null : { ...entry, platform: parsed };
}
