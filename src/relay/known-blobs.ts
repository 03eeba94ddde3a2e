import type { Digest } from '../registry/digest.ts';
import type { ReadManifest } from '../registry/read-manifest.ts';

export interface KnownBlob {
  readonly digest: Digest;
  readonly size: number;
}

/** What manifests that went through here told of blobs: their sizes, and which layer an engine asks for after which. Those told last, `most` of them. Anybody may publish a manifest that names others' blobs: a size of which two say different things is not known. */
export class KnownBlobs {
  readonly #most: number;
  readonly #blobs = new Map<Digest, { readonly size: number | null; readonly next: Digest | null }>();

  constructor(most: number) {
    this.#most = most;
  }

  learn({ sizes, layers }: ReadManifest): void {
    const next = new Map(layers.map((digest, index) => [digest, layers[index + 1] ?? null]));
    for (const [digest, size] of sizes) {
      const before = this.#blobs.get(digest);
      this.#blobs.delete(digest);
      const known = before === undefined || before.size === size ? size : null;
      this.#blobs.set(digest, { size: known, next: next.get(digest) ?? null });
    }
    for (const oldest of this.#blobs.keys()) {
      if (this.#blobs.size <= this.#most) return;
      this.#blobs.delete(oldest);
    }
  }

  sizeOf(digest: Digest): number | null {
    return this.#blobs.get(digest)?.size ?? null;
  }

  /** The layers above one, at most `count`, but those of unknown size. */
  after(digest: Digest, count: number): readonly KnownBlob[] {
    const layers: KnownBlob[] = [];
    const seen = new Set([digest]);
    for (
      let at = this.#blobs.get(digest)?.next ?? null;
      at !== null && layers.length < count && !seen.has(at);
    ) {
      const blob = this.#blobs.get(at);
      if (blob === undefined) break;
      seen.add(at);
      if (blob.size !== null) layers.push({ digest: at, size: blob.size });
      at = blob.next;
    }
    return layers;
  }
}
