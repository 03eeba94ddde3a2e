import type { Image } from '../../src/demo/image.ts';
import { digestOf } from '../../src/registry/digest.ts';

/** The image with its first platform's first layer told otherwise. */
export function withLayer(
  image: Image,
  told: {
    readonly size?: number;
    readonly digest?: string;
    readonly mediaType?: string;
    readonly urls?: readonly string[];
  },
): Image {
  const [first, ...others] = image.manifests;
  if (first === undefined) throw new Error('an image without a manifest');
  const text = JSON.parse(Buffer.from(first.bytes).toString()) as { layers: object[] };
  Object.assign(text.layers[0] ?? {}, told);
  const manifest = { ...first, ...bytesOf(JSON.stringify(text)) };
  const index = JSON.parse(Buffer.from(image.index.bytes).toString()) as { manifests: object[] };
  Object.assign(index.manifests[0] ?? {}, { digest: manifest.digest, size: manifest.bytes.length });
  const whole = { ...image.index, ...bytesOf(JSON.stringify(index)) };
  return { ...image, index: whole, manifests: [manifest, ...others] };
}

const bytesOf = (text: string) => ({ bytes: Buffer.from(text), digest: digestOf(Buffer.from(text)) });
