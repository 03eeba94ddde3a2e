import { buildImage, type Image } from '../../../src/demo/image.ts';

/** What is the matter with the first of two mirrors. */
export const FAULTS = [
  'none',
  'reset',
  'limited',
  'unauthorized',
  'html',
  'wrong-bytes',
  'wrong-large-layer',
  'cut',
  'stall',
  'silent',
  'silent-manifests',
  'silent-blobs',
  'blob-500',
  'other-manifest',
  'no-ranges',
  'wrong-sizes',
] as const;
export type Fault = (typeof FAULTS)[number];

/** On 127.0.0.1 of the namespace. */
export const PORTS = { hub: 6000, bad: 6001, good: 6002, relay: 5077 } as const;

const MiB = 1024 * 1024;

/** One image a fault, no byte of it shared with another's: engines keep what they have. */
export function imageFor(id: number): Image {
  return buildImage({
    repository: `library/odd${id}`,
    tag: 'latest',
    format: 'docker',
    layers: [
      { seed: `large-${id}`, bytes: 9 * MiB },
      { seed: `middle-${id}`, bytes: MiB },
      { seed: `small-${id}`, bytes: 20_000 },
    ],
  });
}
