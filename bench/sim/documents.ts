import { type Digest, digestOf } from '../../src/registry/digest.ts';
import type { ImagePlan } from './population.ts';

/** What a simulated mirror serves: zeros, of the sizes that were drawn. */
export interface Documents {
  readonly index: Uint8Array;
  readonly manifest: Uint8Array;
  readonly config: Uint8Array;
  readonly indexDigest: Digest;
  readonly manifestDigest: Digest;
  readonly configDigest: Digest;
  readonly layerBytes: ReadonlyMap<string, number>;
}

const OCI = 'application/vnd.oci.image';
export const INDEX_TYPE: string = `${OCI}.index.v1+json`;
export const MANIFEST_TYPE: string = `${OCI}.manifest.v1+json`;
/** Layers up to this size may be read whole, and are hashed then. */
const HASHED_BYTES = 9 * 1024 * 1024;
export const ZEROS: Uint8Array = new Uint8Array(HASHED_BYTES);

export function documentsOf(image: ImagePlan): Documents {
  const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const config = new Uint8Array(image.configBytes).fill(32);
  const configDigest = digestOf(config);
  const layerBytes = new Map(image.layerBytes.map((size) => [layerDigest(size), size] as const));
  const manifest = encode({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: { mediaType: `${OCI}.config.v1+json`, digest: configDigest, size: config.length },
    layers: image.layerBytes.map((size) => ({
      mediaType: `${OCI}.layer.v1.tar+gzip`,
      digest: layerDigest(size),
      size,
    })),
  });
  const manifestDigest = digestOf(manifest);
  const platform = { os: 'linux', architecture: 'amd64' };
  const index = encode({
    schemaVersion: 2,
    mediaType: INDEX_TYPE,
    manifests: [{ mediaType: MANIFEST_TYPE, digest: manifestDigest, size: manifest.length, platform }],
  });
  return { index, manifest, config, indexDigest: digestOf(index), manifestDigest, configDigest, layerBytes };
}

/** Of a layer too large to be read whole any digest will do. */
function layerDigest(size: number): Digest {
  return digestOf(
    size <= HASHED_BYTES ? ZEROS.subarray(0, size) : new TextEncoder().encode(`layer of ${size} bytes`),
  );
}
