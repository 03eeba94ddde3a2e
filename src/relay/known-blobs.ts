import type { Digest } from '../registry/digest.ts';
import type { ReadManifest } from '../registry/read-manifest.ts';

export interface KnownBlob {
  readonly digest: Digest;
  readonly size: number;
}

/** What manifests that went through here told of blobs: their sizes, and which layer an engine asks for after which. Those told last, `most` of them. */
export class KnownBlobs {
  readonly #most: number;
  readonly #blobs = new Map<Digest, { readonly size: number; readonly next: Digest | null }>();

  constructor(most: number) {
    this.#most = most;
  }

  learn({ sizes, layers }: ReadManifest): void {
    const next = new Map(layers.map((digest, index) => [digest, layers[index + 1] ?? null]));
    for (const [digest, size] of sizes) {
      this.#blobs.delete(digest);
      this.#blobs.set(digest, { size, next: next.get(digest) ?? null });
    }
    for (const oldest of this.#blobs.keys()) {
      if (this.#blobs.size <= this.#most) return;
      this.#blobs.delete(oldest);
    }
  }

  sizeOf(digest: Digest): number | null {
    return this.#blobs.get(digest)?.size ?? null;
  }

  /** The layers above one, at most `count`. */
  after(digest: Digest, count: number): readonly KnownBlob[] {
    const layers: KnownBlob[] = [];
    for (let at = this.#blobs.get(digest)?.next ?? null; at !== null && layers.length < count; ) {
      const blob = this.#blobs.get(at);
      if (blob === undefined) break;
      layers.push({ digest: at, size: blob.size });
      at = blob.next;
    }
    return layers;
  }
}
