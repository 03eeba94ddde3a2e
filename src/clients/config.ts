import type { Read } from './go/coding.ts';
import { unmarshal } from './go/json.ts';

/**
 * Docker's two stores hold the layers of a manifest against the `rootfs.diff_ids` of its config: as many of one as of the other. A config that was not seen whole is taken as right.
 * moby: distribution/pull_v2.go, `errRootFSMismatch`; containerd: core/unpack/unpacker.go, "mismatched image rootfs and manifest layers". podman pulls such an image.
 */
export function fitsLayers(config: Read, layers: number, limitBytes: number): boolean {
  if (config.kind !== 'bytes') return true;
  const rootfs = unmarshal(config.bytes, limitBytes)?.object('rootfs') ?? null;
  return (rootfs?.count('diff_ids') ?? 0) === layers;
}
