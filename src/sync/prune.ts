import type { Digest } from '../registry/digest.ts';
import { deleteManifest, headManifest, type RegistrySession } from '../registry/push/index.ts';
import { type DeletedTag, deleteTag, deleteTagWatched } from './delete-tag.ts';
import { repositoryAt } from './place-image.ts';
import { listLacks, referredDigests } from './referred.ts';
import type { PlacedTag, StateLine, SyncState } from './state.ts';
import { nameOf, partsOf } from './tag-name.ts';
import { troubleAt } from './trouble.ts';
import type { Destination, ImageOutcome, SyncTrouble, WantedImage } from './types.ts';

/** Tags, and images under their digest alone, that an earlier run put there and that nobody wants any more. Pure. */
export function unwantedTags(state: SyncState, wanted: readonly WantedImage[]): readonly PlacedTag[] {
  const names = new Set(wanted.flatMap(({ repository, tags }) => tags.map((tag) => nameOf(repository, tag))));
  const pinned = new Set(
    wanted.flatMap(({ repository, tags, digest }) =>
      tags.length === 0 && digest !== null ? [nameOf(repository, digest)] : [],
    ),
  );
  return [...state.tags.values()].filter((tag) => {
    const { repository, pin } = partsOf(tag.name);
    // Earlier versions called one platform of a pinned index by that platform's digest.
    return pin === null
      ? !names.has(tag.name)
      : !pinned.has(tag.name) && !pinned.has(nameOf(repository, tag.source));
  });
}

/**
 * - `foreign`: somebody has put something else there since; it is theirs now.
 * - `shared`: the registry deletes manifests only, and another tag, an index or a pin has this one.
 */
export type Pruned = { readonly kind: 'deleted' | 'gone' | 'foreign' | 'shared' } | SyncTrouble;

/** Of a dry run: it still is what is remembered, and nobody has looked who else needs it. */
export interface WouldPrune {
  readonly kind: 'would-delete';
}

export interface PruneOptions {
  readonly destination: Destination;
  readonly session: RegistrySession;
  readonly state: SyncState;
  /** Of every wanted image, all in sync: what its tags are there now. */
  readonly outcomes: readonly ImageOutcome[];
  readonly write: (line: StateLine) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Takes tags away, where they still are what we put there; never a manifest that anything else refers to. By name. */
export async function pruneTags(
  unwanted: readonly PlacedTag[],
  options: PruneOptions,
): Promise<ReadonlyMap<string, Pruned>> {
  const pruning = new Pruning(unwanted, options);
  const ends = new Map<string, Pruned>();
  for (const tag of unwanted) {
    if (options.signal.aborted) break;
    const end = await pruning.prune(tag);
    if (end.kind === 'trouble' && options.signal.aborted) break;
    ends.set(tag.name, end);
    if (pruning.isOver) break;
  }
  return ends;
}

class Pruning {
  readonly #options: PruneOptions;
  readonly #unwanted: ReadonlyMap<string, PlacedTag>;
  /** By repository and digest. */
  readonly #deleted = new Set<string>();
  /** By repository, at the source: each is looked through once. */
  readonly #referred = new Map<string, ReturnType<typeof referredDigests>>();
  /** What this registry does where a tag is to be deleted; `unknown`: it was not seen yet. */
  #way: 'unknown' | 'tag' | 'none' = 'unknown';
  #isOver = false;

  constructor(unwanted: readonly PlacedTag[], options: PruneOptions) {
    this.#options = options;
    this.#unwanted = new Map(unwanted.map((tag) => [tag.name, tag]));
  }

  /** It deletes more than it was asked to. */
  get isOver(): boolean {
    return this.#isOver;
  }

  async prune(tag: PlacedTag): Promise<Pruned> {
    const { name, placed } = tag;
    const { session, destination, write } = this.#options;
    const { repository, reference, pin } = partsOf(name);
    const at = repositoryAt(destination, repository);
    const lies = pin === null ? reference : placed;
    const head = await headManifest(session, at, lies);
    if (head.kind === 'failed') return troubleAt('destination', head);
    if (head.kind === 'absent' || !isOurs(tag, head.digest)) {
      await write({ kind: 'gone', name });
      if (head.kind === 'there') return { kind: 'foreign' };
      // With a manifest that this run deleted all its tags went.
      return { kind: this.#deleted.has(nameOf(repository, placed)) ? 'deleted' : 'gone' };
    }
    const byTag =
      pin === null && this.#way !== 'none'
        ? await this.#byTag(repository, reference, head.digest)
        : { kind: 'none' as const };
    if (byTag.kind === 'more') {
      this.#isOver = true;
      await write({ kind: 'gone', name });
      return byTag.trouble;
    }
    if (byTag.kind === 'trouble') return byTag;
    if (byTag.kind === 'manifest') this.#deleted.add(nameOf(repository, head.digest));
    if (byTag.kind === 'none' && pin === null) this.#way = 'none';
    const end =
      byTag.kind === 'none'
        ? await this.#byDigest(repository, head.digest, pin === null ? reference : null)
        : { kind: 'deleted' as const };
    if (end.kind !== 'deleted') return end;
    const after = await headManifest(session, at, lies);
    if (after.kind === 'failed') return troubleAt('destination', after);
    if (after.kind === 'there' && after.digest === head.digest)
      return { kind: 'trouble', at: 'destination', code: 'refused', detail: 'it is still there' };
    if (byTag.kind === 'tag') this.#way = 'tag';
    await write({ kind: 'gone', name });
    return end;
  }

  async #byTag(repository: string, tag: string, digest: Digest): Promise<DeletedTag> {
    const { session, destination } = this.#options;
    const at = { session, repository: repositoryAt(destination, repository), tag };
    if (this.#way === 'tag') return await deleteTag(at);
    const outcomes = this.#outcomesOf(repository);
    return await deleteTagWatched({
      ...at,
      digest,
      wanted: outcomes.flatMap(({ image, placed }) => (placed === digest ? image.tags : [])),
      isLeaving: (other) => this.#unwanted.has(nameOf(repository, other)),
      isNeeded: async () => {
        if (this.#pins(repository).has(digest)) return true;
        const referred = await this.#look(repository);
        // Where it cannot be told it may be.
        return referred.kind === 'trouble' || referred.digests.has(digest);
      },
    });
  }

  /** `tag`: seen there a moment before; null: it has none. */
  async #byDigest(repository: string, digest: Digest, tag: string | null): Promise<Pruned> {
    const { session, destination } = this.#options;
    const looking = this.#referred.get(repository) ?? this.#look(repository);
    this.#referred.set(repository, looking);
    const referred = await looking;
    if (referred.kind === 'trouble') return referred;
    const seen = this.#outcomesOf(repository).flatMap(({ image }) => image.tags);
    const lacking = [...(tag === null ? [] : [tag]), ...seen].find((one) => !referred.tags.has(one));
    if (lacking !== undefined) return listLacks(lacking);
    if (referred.digests.has(digest)) return { kind: 'shared' };
    const end = await deleteManifest(session, repositoryAt(destination, repository), digest);
    if (end.kind !== 'failed') {
      this.#deleted.add(nameOf(repository, digest));
      return { kind: 'deleted' };
    }
    const trouble = troubleAt('destination', end);
    return end.status === 405 ? { ...trouble, code: 'no-deletion' } : trouble;
  }

  #outcomesOf(repository: string): readonly ImageOutcome[] {
    return this.#options.outcomes.filter(({ image }) => image.repository === repository);
  }

  /** What is wanted or remembered there, whatever a list says. */
  #pins(repository: string): ReadonlySet<Digest> {
    const remembered = [...this.#options.state.tags.values()].filter(
      ({ name }) => !this.#unwanted.has(name) && partsOf(name).repository === repository,
    );
    const asked = this.#outcomesOf(repository).flatMap(({ image, placed }) => [
      image.digest ?? [],
      placed ?? [],
    ]);
    return new Set([...remembered.map(({ placed }) => placed), ...asked.flat()]);
  }

  #look(repository: string): ReturnType<typeof referredDigests> {
    const { session, destination } = this.#options;
    return referredDigests({
      session,
      repository: repositoryAt(destination, repository),
      pins: this.#pins(repository),
      // Whoever has put something else there since keeps it.
      isLeaving: (tag, digest) => {
        const leaving = this.#unwanted.get(nameOf(repository, tag));
        return leaving !== undefined && isOurs(leaving, digest);
      },
    });
  }
}

/** Is it what we put there, or what we had put there before a run that came to grief? */
function isOurs({ placed, former }: PlacedTag, digest: Digest): boolean {
  return digest === placed || digest === former;
}
