import { createHash } from 'node:crypto';
import { buildLayer, type LayerRecipe } from './layer.ts';

/** Bytes with the name that a registry keeps them under. */
export interface Stored {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface ImagePlatform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

export interface ImageRecipe {
  /** As on the wire: `library/nginx`. */
  readonly repository: string;
  readonly tag: string;
  /** Two families of media types say the same; mirrors serve both. */
  readonly format: 'oci' | 'docker';
  readonly layers: readonly LayerRecipe[];
  readonly platforms?: readonly ImagePlatform[];
}

export interface Image {
  readonly repository: string;
  readonly tag: string;
  /** What the tag points to. */
  readonly index: Stored;
  /** One for each platform, in the index's order; for OCI an attestation after them, as BuildKit adds. */
  readonly manifests: readonly Stored[];
  readonly configs: readonly Stored[];
  readonly layers: readonly Stored[];
}

/** Every Linux that Node runs on: the demo has a manifest for this machine, whatever it is. */
export const PLATFORMS: readonly ImagePlatform[] = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm64', variant: 'v8' },
  { os: 'linux', architecture: 'arm', variant: 'v7' },
  { os: 'linux', architecture: '386' },
  { os: 'linux', architecture: 'loong64' },
  { os: 'linux', architecture: 'ppc64le' },
  { os: 'linux', architecture: 'riscv64' },
  { os: 'linux', architecture: 's390x' },
];

/** A whole multi-platform image, every digest true: image-spec v1.1, and Docker's schema 2 for `docker`. */
export function buildImage(recipe: ImageRecipe): Image {
  const types = MEDIA_TYPES[recipe.format];
  const built = recipe.layers.map(buildLayer);
  const layers = built.map((layer) => store(types.layer, layer.bytes));
  const diffIds = built.map((layer) => layer.diffId);
  const parts = (recipe.platforms ?? PLATFORMS).map((platform) => {
    const config = store(types.config, json(configOf(platform, diffIds)));
    return {
      platform,
      config,
      manifest: store(types.manifest, json(manifestOf(types.manifest, config, layers))),
    };
  });
  const attestations = recipe.format === 'oci' ? [attestationOf(parts[0]?.manifest.digest ?? '')] : [];
  const manifests = [
    ...parts.map((part) => ({ ...descriptor(part.manifest), platform: part.platform })),
    ...attestations.map((attestation) => attestation.descriptor),
  ];
  return {
    repository: recipe.repository,
    tag: recipe.tag,
    index: store(types.index, json({ schemaVersion: 2, mediaType: types.index, manifests })),
    manifests: [
      ...parts.map((part) => part.manifest),
      ...attestations.map((attestation) => attestation.manifest),
    ],
    configs: [...parts.map((part) => part.config), ...attestations.map((attestation) => attestation.config)],
    layers: [...layers, ...attestations.map((attestation) => attestation.layer)],
  };
}

const MEDIA_TYPES = {
  oci: {
    index: 'application/vnd.oci.image.index.v1+json',
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  },
  docker: {
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  },
} as const;

function configOf(platform: ImagePlatform, diffIds: readonly string[]): object {
  return {
    created: '2026-01-01T00:00:00Z',
    ...platform,
    config: { Env: ['PATH=/usr/bin:/bin'], Cmd: ['/bin/true'] },
    rootfs: { type: 'layers', diff_ids: diffIds },
    history: diffIds.map(() => ({ created: '2026-01-01T00:00:00Z', created_by: 'demo' })),
  };
}

function manifestOf(mediaType: string, config: Stored, layers: readonly Stored[]): object {
  return { schemaVersion: 2, mediaType, config: descriptor(config), layers: layers.map(descriptor) };
}

/** What today's indexes carry beside the platforms; a client that takes the last entry for an image falls over it. */
function attestationOf(subject: string): {
  readonly manifest: Stored;
  readonly config: Stored;
  readonly layer: Stored;
  readonly descriptor: object;
} {
  const types = MEDIA_TYPES.oci;
  const layer = store(
    'application/vnd.in-toto+json',
    json({ _type: 'https://in-toto.io/Statement/v0.1', subject }),
  );
  const config = store(
    types.config,
    json(configOf({ os: 'unknown', architecture: 'unknown' }, [layer.digest])),
  );
  const manifest = store(types.manifest, json(manifestOf(types.manifest, config, [layer])));
  return {
    manifest,
    config,
    layer,
    descriptor: {
      ...descriptor(manifest),
      annotations: {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': subject,
      },
      platform: { os: 'unknown', architecture: 'unknown' },
    },
  };
}

function store(mediaType: string, bytes: Uint8Array): Stored {
  return { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, mediaType, bytes };
}

function descriptor(stored: Stored): { mediaType: string; digest: string; size: number } {
  return { mediaType: stored.mediaType, digest: stored.digest, size: stored.bytes.length };
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
