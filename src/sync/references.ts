import { BODY_LIMITS } from '../limits.ts';
import { type Digest, parseDigest } from '../registry/digest.ts';
import { asObject, own, parseJsonObject } from '../registry/json.ts';

/** What a manifest of any kind names by digest that is a manifest too. null: it cannot be told. Pure. */
export function referencesIn(bytes: Uint8Array): readonly Digest[] | null {
  const manifest = parseJsonObject(bytes, BODY_LIMITS.manifestBytes);
  if (manifest === null) return null;
  const entries = own(manifest, 'manifests') ?? [];
  if (!Array.isArray(entries)) return null;
  const subject = own(manifest, 'subject') ?? null;
  const digests: Digest[] = [];
  for (const entry of subject === null ? entries : [...entries, subject]) {
    const digest = parseDigest(String(own(asObject(entry) ?? {}, 'digest')));
    if (digest === null) return null;
    digests.push(digest);
  }
  return digests;
}
