import type { Digest } from '../registry/digest.ts';
import { deleteManifest, headManifest, type RegistrySession } from '../registry/push/index.ts';
import { repositoryAt } from './place-image.ts';
import { referredDigests } from './referred.ts';
import type { PlacedTag, StateLine, SyncState } from './state.ts';
import { nameOf, partsOf } from './tag-name.ts';
import { troubleAt } from './trouble.ts';
import type { Destination, SyncTrouble, WantedImage } from './types.ts';

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
  readonly wanted: readonly WantedImage[];
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

  constructor(unwanted: readonly PlacedTag[], options: PruneOptions) {
    this.#options = options;
    this.#unwanted = new Map(unwanted.map((tag) => [tag.name, tag]));
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
    const end =
      (pin === null ? await this.#byTag(at, reference) : null) ??
      (await this.#byDigest(repository, head.digest));
    if (end.kind !== 'deleted') return end;
    const after = await headManifest(session, at, lies);
    if (after.kind === 'failed') return troubleAt('destination', after);
    if (after.kind === 'there' && after.digest === head.digest)
      return { kind: 'trouble', at: 'destination', code: 'refused', detail: 'it is still there' };
    await write({ kind: 'gone', name });
    return end;
  }

  /** null: this registry deletes no tags. One that says so by 404 has the tag, which was seen a moment before. */
  async #byTag(at: string, tag: string): Promise<Pruned | null> {
    const end = await deleteManifest(this.#options.session, at, tag);
    if (end.kind !== 'failed') return end.kind === 'absent' ? null : { kind: 'deleted' };
    return end.status === 400 || end.status === 405 ? null : troubleAt('destination', end);
  }

  async #byDigest(repository: string, digest: Digest): Promise<Pruned> {
    const { session, destination } = this.#options;
    const looking = this.#referred.get(repository) ?? this.#look(repository);
    this.#referred.set(repository, looking);
    const referred = await looking;
    if ('kind' in referred) return referred;
    if (referred.has(digest)) return { kind: 'shared' };
    const end = await deleteManifest(session, repositoryAt(destination, repository), digest);
    if (end.kind !== 'failed') {
      this.#deleted.add(nameOf(repository, digest));
      return { kind: 'deleted' };
    }
    const trouble = troubleAt('destination', end);
    return end.status === 405 ? { ...trouble, code: 'no-deletion' } : trouble;
  }

  #look(repository: string): ReturnType<typeof referredDigests> {
    const { session, destination, state, wanted } = this.#options;
    const isLeaving = (name: string): boolean => this.#unwanted.has(name);
    const remembered = [...state.tags.values()].filter(
      ({ name }) => !isLeaving(name) && partsOf(name).repository === repository,
    );
    const asked = wanted.filter((image) => image.repository === repository);
    return referredDigests({
      session,
      repository: repositoryAt(destination, repository),
      pins: new Set([
        ...remembered.map(({ placed }) => placed),
        ...asked.flatMap(({ digest }) => digest ?? []),
      ]),
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
