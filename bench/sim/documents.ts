import { createHash } from 'node:crypto';
import { type Digest, digestOf, parseDigest } from '../../src/registry/digest.ts';
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
/** More never comes at once. */
export const ZEROS: Uint8Array = new Uint8Array(9 * 1024 * 1024);

/** `readBytes`: layers up to this size may be read whole, and are hashed then. */
export function documentsOf(image: ImagePlan, readBytes: number): Documents {
  const layerDigests = new Map(image.layerBytes.map((size) => [size, layerDigest(size, readBytes)] as const));
  const layers = image.layerBytes.flatMap((size) => layerDigests.get(size) ?? []);
  const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const config = new Uint8Array(image.configBytes).fill(32);
  config.set(encode({ rootfs: { type: 'layers', diff_ids: layers } }));
  const configDigest = digestOf(config);
  const layerBytes = new Map([...layerDigests].map(([size, digest]) => [digest, size] as const));
  const manifest = encode({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: { mediaType: `${OCI}.config.v1+json`, digest: configDigest, size: config.length },
    layers: image.layerBytes.map((size) => ({
      mediaType: `${OCI}.layer.v1.tar+gzip`,
      digest: layerDigests.get(size),
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
function layerDigest(size: number, readBytes: number): Digest {
  if (size > readBytes) return digestOf(new TextEncoder().encode(`layer of ${size} bytes`));
  const known = zeros.get(size);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for (let left = size; left > 0; left -= ZEROS.length) hash.update(ZEROS.subarray(0, left));
  const digest = parseDigest(`sha256:${hash.digest('hex')}`);
  if (digest === null) throw new Error('sha256 is no digest');
  zeros.set(size, digest);
  return digest;
}

const zeros = new Map<number, Digest>();
