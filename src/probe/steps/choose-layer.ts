import type { Descriptor } from '../../registry/manifest.ts';
import { LAYER } from '../limits.ts';

/** The smallest layer of at least `preferredBytes`, else the largest: long enough to leave slow start, no longer than needed. */
export function chooseLayer(
  layers: readonly Descriptor[],
  preferredBytes: number = LAYER.preferredBytes,
): Descriptor | null {
  const bySize = layers.toSorted((a, b) => a.size - b.size);
  return bySize.find((layer) => layer.size >= preferredBytes) ?? bySize.at(-1) ?? null;
}
