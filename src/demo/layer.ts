import { createCipheriv, createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

export interface LayerRecipe {
  /** Same seed and size, same bytes: images share a layer by naming it alike. */
  readonly seed: string;
  /** Size of the one file in the layer; the blob is some KiB larger. */
  readonly bytes: number;
}

export interface Layer {
  /** The blob: gzip. */
  readonly bytes: Uint8Array;
  /** sha256 of the tar inside, as a config's `rootfs.diff_ids` has it. */
  readonly diffId: string;
}

/**
 * A layer that an engine can unpack: a tar with one file of pseudo-random bytes, in gzip without compression
 * (random bytes do not compress, and storing costs milliseconds). The result is kept, so mirrors share the memory.
 */
export function buildLayer(recipe: LayerRecipe): Layer {
  const key = `${recipe.seed}/${recipe.bytes}`;
  const known = built.get(key);
  if (known !== undefined) return known;
  const tar = tarOf(`usr/share/${recipe.seed}.bin`, pseudoRandom(recipe));
  const bytes = gzipSync(tar, { level: 0 });
  // The header names the operating system that packed it; 255 is "unknown", the same digest on each.
  bytes[9] = 255;
  const layer = { bytes, diffId: `sha256:${createHash('sha256').update(tar).digest('hex')}` };
  built.set(key, layer);
  return layer;
}

const built = new Map<string, Layer>();

/** The key stream of a cipher: as fast as memory, and the same on every machine. */
function pseudoRandom(recipe: LayerRecipe): Uint8Array {
  const seed = createHash('sha256').update(recipe.seed).digest();
  return createCipheriv('aes-128-ctr', seed.subarray(0, 16), seed.subarray(16)).update(
    Buffer.alloc(recipe.bytes),
  );
}

const TAR_BLOCK = 512;

/** One regular file in POSIX ustar form (pax(1), "ustar Interchange Format"). */
function tarOf(name: string, content: Uint8Array): Uint8Array {
  const header = Buffer.alloc(TAR_BLOCK);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
  header.write(name, 0, 100);
  header.write(octal(0o644, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(content.length, 12), 124);
  header.write(octal(0, 12), 136);
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = (TAR_BLOCK - (content.length % TAR_BLOCK)) % TAR_BLOCK;
  return Buffer.concat([header, content, Buffer.alloc(padding + 2 * TAR_BLOCK)]);
}
