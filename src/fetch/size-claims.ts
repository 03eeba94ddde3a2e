import { BODY_LIMITS } from '../limits.ts';
import type { FetchLimits } from './limits.ts';
import type { Pieces } from './pieces.ts';
import type { Want } from './types.ts';

/** A size of the whole, as a mirror told it. */
export interface SizeClaim {
  readonly source: string;
  readonly size: number;
}

/** What mirrors said of a size in one attempt. Nobody is believed: who is right shows when the bytes are proven. */
export class SizeClaims {
  readonly all: SizeClaim[] = [];
  readonly mostUnsized: number;
  readonly #kind: Want['kind'];
  readonly #isToldBeforehand: boolean;
  readonly #pieces: Pieces;
  readonly #most: number;

  constructor({ kind, size }: Pick<Want, 'kind' | 'size'>, pieces: Pieces, limits: FetchLimits) {
    this.#kind = kind;
    this.#isToldBeforehand = size !== null;
    this.#pieces = pieces;
    this.#most = kind === 'manifest' ? BODY_LIMITS.manifestBytes : limits.blobBytes;
    this.mostUnsized = mostUnsized(kind, limits);
  }

  /** Mirrors tell sizes other than the one that the attempt goes by. */
  get areDisputed(): boolean {
    return this.all.some(({ size }) => size !== this.#pieces.size);
  }

  /**
   * Two who do not know of each other say the same of it, of whom the manifest that spoke of it is one, and none says otherwise; `isOver`: though it led
   * to no proof. Of a manifest it is never: all of it is had sooner than what mirrors say of it could be weighed.
   */
  isCertain(isOver: boolean): boolean {
    if (this.#kind === 'manifest') return false;
    if (isOver) return this.#isToldBeforehand && this.areConfirmed && !this.areDisputed;
    if (this.#isToldBeforehand) return this.areConfirmed || !this.areDisputed;
    return new Set(this.tellers).size > 1 && !this.areDisputed;
  }

  /** A mirror told the size that the attempt goes by. */
  get areConfirmed(): boolean {
    return this.all.some(({ size }) => size === this.#pieces.size);
  }

  /** A manifest told the size that the attempt goes by, and no mirror has said so yet. */
  get areOnlyToldBeforehand(): boolean {
    return this.#isToldBeforehand && !this.areConfirmed;
  }

  /** Who told the size that the attempt goes by. */
  get tellers(): readonly string[] {
    return this.all.filter(({ size }) => size === this.#pieces.size).map(({ source }) => source);
  }

  /** false: it cannot be that, or the attempt goes by another. `total` null: nothing was told. */
  take(source: string, total: number | null): boolean {
    if (total === null) return true;
    if (total === 0 || total > this.#most) return false;
    this.note(source, total);
    return this.#pieces.learnSize(total);
  }

  note(source: string, size: number): void {
    this.all.push({ source, size });
  }

  /** Told by this mirror, and not what the attempt goes by. */
  isOtherFrom(mirror: string): boolean {
    return this.all.some(({ source, size }) => source === mirror && size !== this.#pieces.size);
  }
}

/** Bytes that are read of a body whose length nobody tells. */
export function mostUnsized(kind: Want['kind'], { unsizedBytes }: FetchLimits): number {
  return kind === 'manifest' ? BODY_LIMITS.manifestBytes : unsizedBytes;
}
