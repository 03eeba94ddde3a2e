import { createHash, randomFillSync } from 'node:crypto';
import { gzipSync } from 'node:zlib';

export interface Blob {
  readonly bytes: Buffer;
  readonly digest: string;
}

export interface PushedImage {
  readonly digest: string;
  readonly layerBytes: readonly number[];
  readonly configBytes: number;
  /** Digest of each layer. */
  readonly layers: readonly string[];
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
const PLATFORM = { architecture: 'amd64', os: 'linux' };

/**
 * Builds a real image of layers of about these sizes (random, so that they do not compress), with its index, and pushes
 * it to a registry over http.
 */
export async function pushImage(
  registry: string,
  repository: string,
  tag: string,
  sizes: readonly number[],
): Promise<PushedImage> {
  const tars = sizes.map((size, index) => tarOf(`layer-${index}.bin`, randomFillSync(Buffer.alloc(size))));
  const layers = tars.map((tar) => blobOf(gzipSync(tar, { level: 1 })));
  const config = blobOf(
    Buffer.from(
      JSON.stringify({
        ...PLATFORM,
        created: '2020-01-01T00:00:00Z',
        config: { Cmd: ['/layer-0.bin'] },
        rootfs: { type: 'layers', diff_ids: tars.map((tar) => blobOf(tar).digest) },
        history: tars.map(() => ({ created: '2020-01-01T00:00:00Z', comment: 'x'.repeat(400) })),
      }),
    ),
  );
  const manifest = blobOf(
    json({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { mediaType: CONFIG, size: config.bytes.length, digest: config.digest },
      layers: layers.map(({ bytes, digest }) => ({ mediaType: LAYER, size: bytes.length, digest })),
    }),
  );
  const index = blobOf(
    json({
      schemaVersion: 2,
      mediaType: INDEX,
      manifests: [
        { mediaType: MANIFEST, size: manifest.bytes.length, digest: manifest.digest, platform: PLATFORM },
      ],
    }),
  );
  const base = `${registry}/v2/${repository}`;
  for (const blob of [...layers, config]) await pushBlob(base, blob);
  await put(`${base}/manifests/${manifest.digest}`, manifest.bytes, MANIFEST);
  await put(`${base}/manifests/${tag}`, index.bytes, INDEX);
  return {
    digest: index.digest,
    layerBytes: layers.map(({ bytes }) => bytes.length),
    configBytes: config.bytes.length,
    layers: layers.map(({ digest }) => digest),
  };
}

/** A layer that is only ever read in part needs no tar around it. */
export async function pushRandomBlob(registry: string, repository: string, size: number): Promise<string> {
  const blob = blobOf(randomFillSync(Buffer.alloc(size)));
  await pushBlob(`${registry}/v2/${repository}`, blob);
  return blob.digest;
}

function blobOf(bytes: Buffer): Blob {
  return { bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

async function pushBlob(base: string, { bytes, digest }: Blob): Promise<void> {
  const started = await fetch(`${base}/blobs/uploads/`, { method: 'POST' });
  const location = started.headers.get('location');
  if (location === null) throw new Error(`upload refused with ${started.status}`);
  const target = new URL(location, base);
  target.searchParams.set('digest', digest);
  await put(target.href, bytes, 'application/octet-stream');
}

async function put(url: string, body: Buffer, type: string): Promise<void> {
  const response = await fetch(url, {
    method: 'PUT',
    body: new Uint8Array(body),
    headers: { 'content-type': type },
  });
  if (!response.ok) throw new Error(`PUT ${response.status}: ${await response.text()}`);
}

/** A tar archive (POSIX.1-1988 ustar) of one file. */
function tarOf(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
  header.write(name, 0);
  header.write(octal(0o644, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(content.length, 12), 124);
  header.write(octal(0, 12), 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)]);
}
