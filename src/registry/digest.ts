import { createHash, type Hash } from 'node:crypto';

declare const digestBrand: unique symbol;

/** `sha256:<64 hex>` or `sha512:<128 hex>`, lower case: the registered algorithms of the OCI image-spec's descriptor.md. */
export type Digest = string & { readonly [digestBrand]: true };

/** null for any other algorithm, length or case: the spec compares digests as strings, so there is one spelling only. */
export function parseDigest(text: string): Digest | null {
  return isDigest(text) ? text : null;
}

/** The canonical (sha256) digest of `bytes`, which nobody changes any more. */
export function digestOf(bytes: Uint8Array): Digest {
  const known = digests.get(bytes);
  if (known !== undefined) return known;
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}` as Digest;
  digests.set(bytes, digest);
  return digest;
}

/** Several clients hold the same answer against the same digest. */
const digests = new WeakMap<Uint8Array, Digest>();

export interface DigestCheck {
  update(chunk: Uint8Array): void;
  /** Do the bytes so far hash to the expected digest? May be asked more than once. */
  matches(): boolean;
  /** Another that goes on from here. */
  copy(): DigestCheck;
}

/** Hashes a body while it streams past, by the algorithm of `expected`. */
export function createDigestCheck(expected: Digest): DigestCheck {
  const colon = expected.indexOf(':');
  return checkOver(createHash(expected.slice(0, colon)), expected.slice(colon + 1));
}

function checkOver(hash: Hash, hex: string): DigestCheck {
  return {
    update: (chunk) => {
      hash.update(chunk);
    },
    matches: () => hash.copy().digest('hex') === hex,
    copy: () => checkOver(hash.copy(), hex),
  };
}

function isDigest(text: string): text is Digest {
  return /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(text);
}
