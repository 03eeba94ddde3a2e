import { parseDigest } from '../../registry/digest.ts';

/** A digest of an algorithm that Go knows, in lower-case hex of its length: sha384 is one more than ours. opencontainers/go-digest: digest.go, algorithm.go. */
export function isGoDigest(text: string): boolean {
  return parseDigest(text) !== null || /^sha384:[0-9a-f]{96}$/.test(text);
}
