import { choosePlatform } from '../registry/choose-platform.ts';
import { parseDigest } from '../registry/digest.ts';
import { MANIFEST } from '../registry/limits.ts';
import type { Descriptor, OddPlatform } from '../registry/manifest.ts';
import { MANIFEST_TYPES, manifestKindOf } from '../registry/media-types.ts';
import { type Platform, toPlatform } from '../registry/platform.ts';
import { type GoObject, unmarshal } from './go/json.ts';
import { parseMediaType } from './go/media-type.ts';

/** What a client makes of a manifest's bytes. */
export type Manifest =
  | { readonly kind: 'index'; readonly entries: readonly Descriptor[] }
  | { readonly kind: 'image'; readonly config: Descriptor; readonly layers: readonly Descriptor[] };

export type Unreadable = 'unsupported-type' | 'bad-manifest';

export type ManifestReader = (
  contentType: string,
  bytes: Uint8Array,
  limitBytes: number,
) => Manifest | Unreadable;

/**
 * The classic store goes by the Content-Type of the answer, and has the `mediaType` inside agree: Docker's two must have one. `schemaVersion` may be any integer.
 * distribution: manifests.go, `UnmarshalManifest`; manifest/{schema2,ocischema,manifestlist}.
 */
export const readClassic: ManifestReader = (contentType, bytes, limitBytes) => {
  const type = parseMediaType(contentType);
  const kind = type === null ? null : manifestKindOf(type);
  if (kind !== 'index' && kind !== 'image') return 'unsupported-type';
  const json = unmarshal(bytes, limitBytes);
  if (json === null) return 'bad-manifest';
  const isOci = type === MANIFEST_TYPES.ociIndex || type === MANIFEST_TYPES.ociManifest;
  const inside = json.string('mediaType');
  if (inside !== type && !(isOci && (inside === null || inside === ''))) return 'bad-manifest';
  if (isOci && (kind === 'index' ? ['config', 'layers'] : ['manifests']).some((name) => json.given(name)))
    return 'bad-manifest';
  return kind === 'index' ? indexOf(json) : imageOf(json);
};

/** What the classic store pulls, by the types of its config and layers. moby: distribution/registry.go and pull_v2.go, `checkSupportedMediaType`. */
export function isSupportedByClassic(image: Extract<Manifest, { kind: 'image' }>): boolean {
  return [image.config, ...image.layers].every(({ mediaType }) => {
    const type = mediaType.toLowerCase();
    return CLASSIC_TYPES.some((known) => type === known || type.startsWith(`${known}.`));
  });
}

const CLASSIC_TYPES = [
  'application/vnd.oci.image',
  'application/vnd.docker',
  'application/octet-stream',
  'application/json',
  'text/html',
  '',
];

/**
 * containerd goes by the type that the descriptor named, which for a tag is that of HEAD. What says that it is the other kind is refused (CVE-2021-41190).
 * containerd: core/images/image.go, `Children` and `validateMediaType`.
 */
export const readContainerd: ManifestReader = (mediaType, bytes, limitBytes) => {
  const kind = manifestKindOf(mediaType);
  if (kind !== 'index' && kind !== 'image') return 'unsupported-type';
  const json = unmarshal(bytes, limitBytes);
  if (json === null) return 'bad-manifest';
  const inside = json.string('mediaType');
  if (inside === undefined || json.has('fsLayers')) return 'bad-manifest';
  const isOtherKind =
    kind === 'image'
      ? json.has('manifests') || manifestKindOf(inside) === 'index'
      : json.has('config') || json.has('layers') || manifestKindOf(inside) === 'image';
  if (isOtherKind || !hasFieldsOfSpec(json)) return 'bad-manifest';
  return kind === 'index' ? indexOf(json) : imageOf(json);
};

/** The fields that its structs have and the others' have not. image-spec: specs-go/v1/{descriptor,manifest,index}.go. */
function hasFieldsOfSpec(json: GoObject): boolean {
  const config = json.object('config') ?? null;
  const subject = json.object('subject');
  const descriptors = [
    ...(config === null ? [] : [config]),
    ...(subject === null || subject === undefined ? [] : [subject]),
    ...(json.objects('layers') ?? []),
    ...(json.objects('manifests') ?? []),
  ];
  const isRight = (one: GoObject): boolean => one.string('artifactType') !== undefined && isDataRight(one);
  return subject !== undefined && json.string('artifactType') !== undefined && descriptors.every(isRight);
}

function isDataRight(descriptor: GoObject): boolean {
  const data = descriptor.string('data');
  return data !== undefined && BASE64.test(data ?? '');
}

/** encoding/json takes a `[]byte` so. */
const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

/** It fetches any type, but unpacks only layers of a length and a compression that it knows, and only for a config that it knows. containerd: core/images/mediatypes.go, `IsLayerType`, `IsKnownConfig`; core/unpack/unpacker.go. */
export function isKnownToContainerd({ config, layers }: Extract<Manifest, { kind: 'image' }>): boolean {
  return (
    CONFIG_TYPES.includes(config.mediaType) &&
    layers.every(({ mediaType, size }) => LAYER_TYPE.test(mediaType) && size > 0)
  );
}

const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json';
const CONFIG_TYPES: readonly string[] = [OCI_CONFIG, 'application/vnd.docker.container.image.v1+json'];
const LAYER_TYPE =
  /^application\/vnd\.(?:oci\.image\.layer\.(?:nondistributable\.)?v1\.tar(?:\+(?:gzip|zstd))?|docker\.image\.rootfs\.(?:foreign\.)?diff\.tar(?:\.(?:gzip|zstd))?)$/;

/**
 * containers-image goes by the Content-Type, and takes every type it does not know for schema 1. Fields of the other kind are refused; an index of Docker's must name platforms.
 * containers/image: manifest/manifest.go, `NormalizedMIMEType`, `validateUnambiguousManifestFormat`.
 */
export const readContainersImage: ManifestReader = (contentType, bytes, limitBytes) => {
  const type = parseMediaType(contentType);
  const kind = type === null ? null : manifestKindOf(type);
  if (kind !== 'index' && kind !== 'image') return 'unsupported-type';
  const json = unmarshal(bytes, limitBytes);
  if (json === null) return 'bad-manifest';
  const foreign =
    kind === 'index' ? ['config', 'fsLayers', 'history', 'layers'] : ['fsLayers', 'history', 'manifests'];
  if (foreign.some((name) => json.given(name))) return 'bad-manifest';
  if (json.string('mediaType') === undefined) return 'bad-manifest';
  if (!(json.objects('layers') ?? []).every(isDataRight)) return 'bad-manifest';
  if (kind === 'index') return indexOf(json);
  const inside = json.string('mediaType');
  if (type === MANIFEST_TYPES.dockerManifest && inside !== type) return 'bad-manifest';
  const image = imageOf(json);
  if (typeof image === 'string' || image.kind !== 'image') return image;
  if (type === MANIFEST_TYPES.ociManifest && image.config.mediaType !== OCI_CONFIG) return 'unsupported-type';
  // The store goes by what the manifest says of itself (GuessMIMEType), and takes no other family's layers then.
  const isMixed =
    inside === MANIFEST_TYPES.dockerManifest &&
    image.layers.some(({ mediaType }) => !mediaType.startsWith('application/vnd.docker.'));
  return isMixed ? 'unsupported-type' : image;
};

/**
 * The entry of an index that is pulled; null where none fits. `passesOver`: containerd takes a platform that is there and empty for one that nothing runs on; Docker's newer clients do not take an entry that wants features of the
 * operating system. containerd/platforms: defaults_unix.go, `Default`; platforms.go, `Match`.
 */
export function chooseEntry(
  entries: readonly Descriptor[],
  platform: Platform,
  passesOver: readonly OddPlatform[],
): Descriptor | null {
  const taken = entries.filter(
    ({ oddPlatform }) => oddPlatform === undefined || !passesOver.includes(oddPlatform),
  );
  return choosePlatform(taken, platform);
}

/** The platforms of an index, without those of attestations. */
export function platformsOf(entries: readonly Descriptor[]): Platform[] {
  return entries.flatMap(({ platform }) =>
    platform === undefined || platform.os === 'unknown' ? [] : [platform],
  );
}

/** What does not depend on who reads it is read once. */
function once(read: (json: GoObject) => Manifest | Unreadable): (json: GoObject) => Manifest | Unreadable {
  const known = new WeakMap<GoObject, Manifest | Unreadable>();
  return (json) => {
    const found = known.get(json) ?? read(json);
    known.set(json, found);
    return found;
  };
}

const indexOf = once((json) => {
  if (json.integer('schemaVersion') === undefined || json.stringMap('annotations') === undefined)
    return 'bad-manifest';
  const manifests = json.objects('manifests');
  if (manifests === undefined || (manifests ?? []).length > MANIFEST.indexEntries) return 'bad-manifest';
  const entries = (manifests ?? []).map(entryOf);
  // Nobody asks for what has no digest; the others stand.
  const read = entries.filter((entry) => typeof entry === 'object');
  return entries.includes('wrong-type') ? 'bad-manifest' : { kind: 'index', entries: read };
});

const imageOf = once((json) => {
  if (json.integer('schemaVersion') === undefined || json.stringMap('annotations') === undefined)
    return 'bad-manifest';
  const config = descriptorOf(json.object('config') ?? null);
  const objects = json.objects('layers');
  if (typeof config === 'string' || objects === undefined || (objects ?? []).length > MANIFEST.layers)
    return 'bad-manifest';
  const layers = (objects ?? []).map(descriptorOf);
  const read = layers.filter((layer) => typeof layer === 'object');
  if (read.length !== layers.length) return 'bad-manifest';
  return {
    kind: 'image',
    config,
    layers: read.map((layer) => (FOREIGN.test(layer.mediaType) ? { ...layer, foreign: true } : layer)),
  };
});

/** Docker's `….image.rootfs.foreign.diff.tar.gzip` and OCI's `….layer.nondistributable.v1.tar…`: fetched elsewhere. */
const FOREIGN = /\.foreign\.|\.nondistributable\./;

/** Types are as its struct has them; what has no digest that can be checked is of no use to any client. */
function descriptorOf(json: GoObject | null): Descriptor | 'wrong-type' | 'no-digest' {
  if (json === null) return 'no-digest';
  const [mediaType, size, text] = [json.string('mediaType'), json.integer('size'), json.string('digest')];
  if (mediaType === undefined || size === undefined || text === undefined) return 'wrong-type';
  if (json.count('urls') === undefined || json.stringMap('annotations') === undefined) return 'wrong-type';
  const platform = json.object('platform');
  if (platform === undefined || (platform !== null && !isPlatform(platform))) return 'wrong-type';
  const digest = text === null ? null : parseDigest(text);
  return digest === null ? 'no-digest' : { mediaType: mediaType ?? '', digest, size: size ?? 0 };
}

function isPlatform(json: GoObject): boolean {
  const words = ['os', 'architecture', 'variant', 'os.version'].map((name) => json.string(name));
  return !words.includes(undefined) && json.strings('os.features') !== undefined;
}

function entryOf(json: GoObject): ReturnType<typeof descriptorOf> {
  const entry = descriptorOf(json);
  const platform = json.object('platform') ?? null;
  if (typeof entry === 'string' || platform === null) return entry;
  const [os, architecture] = [platform.string('os') ?? '', platform.string('architecture') ?? ''];
  if (os === '' && architecture === '') return { ...entry, oddPlatform: 'empty' };
  // A platform of words that are none runs nowhere.
  const parsed =
    toPlatform(os || 'unknown', architecture || 'unknown', platform.string('variant') ?? null) ?? UNKNOWN;
  const wantsFeatures = (platform.strings('os.features') ?? []).length > 0;
  return { ...entry, platform: parsed, ...(wantsFeatures ? { oddPlatform: 'features' } : {}) };
}

const UNKNOWN: Platform = { os: 'unknown', architecture: 'unknown', variant: null };
