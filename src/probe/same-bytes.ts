/**
 * Mirrors of one registry serve the very same manifests: where `bytes` are those that were kept under this name, the kept ones, so that digest and meaning, which are remembered by the array, are worked out once for
 * all of them and not a thousand times. Equal bytes mean the same, so nothing that is said of a mirror depends on it.
 */
export function sameBytes(name: string, bytes: Uint8Array): Uint8Array {
  const known = kept.get(name);
  if (known !== undefined && known.length === bytes.length && Buffer.compare(known, bytes) === 0)
    return known;
  if (bytes.length > KEPT.bytes) return bytes;
  kept.delete(name);
  kept.set(name, bytes);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT.bodies) break;
    kept.delete(oldest);
  }
  return bytes;
}

const kept = new Map<string, Uint8Array>();

const KEPT = {
  /** A run asks for one image or a few, four documents each; whoever has others drives these out. */
  bodies: 32,
  /** Real manifests and configs are smaller; so all that is kept takes at most 2 MiB. */
  bytes: 64 * 1024,
} as const;
