import type { Digest } from '../registry/digest.ts';
import { headManifest, type RegistrySession } from '../registry/push/index.ts';
import { childrenFirst, type Deleted, type Deletion, deleteWatched, type Staying } from './delete-watched.ts';
import { repositoryAt } from './place-image.ts';
import { StandingRepository, untellable } from './standing.ts';
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
    if (tag.found === true) return false;
    // Earlier versions called one platform of a pinned index by that platform's digest.
    return pin === null
      ? !names.has(tag.name)
      : !pinned.has(tag.name) && !pinned.has(nameOf(repository, tag.source));
  });
}

/**
 * - `foreign`: somebody has put something else there since; it is theirs now.
 * - `shared`: another tag, an index or a pin has its manifest, and the registry deletes no tag alone.
 */
export type Pruned = { readonly kind: 'deleted' | 'gone' | 'foreign' | 'shared' } | SyncTrouble;

/** Of a dry run: it still is what is remembered, and nobody has looked who else needs it. */
export interface WouldPrune {
  readonly kind: 'would-delete';
}

export interface PruneOptions {
  readonly destination: Destination;
  readonly session: RegistrySession;
  /** The same registry, by a session that no signal ends: a deletion is followed to its end. */
  readonly lasting: RegistrySession;
  readonly state: SyncState;
  /** Of every wanted image, all in sync: what its tags are there now. */
  readonly outcomes: readonly ImageOutcome[];
  /** What else is needed there, without being copied. */
  readonly kept: readonly WantedImage[];
  readonly write: (line: StateLine) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Takes tags away, where they still are what we put there; never a manifest that anything else refers to. A repository is looked at as a whole before
 * anything of it is deleted, and after each deletion what it may have taken along. What they were, and what that names, goes after them where nothing
 * that stays needs it: registries count a manifest as in use that no tag is. By name.
 */
export async function pruneTags(unwanted: readonly PlacedTag[], options: PruneOptions): Promise<PruneEnd> {
  const pruning = new Pruning(unwanted, options);
  const names = [...unwanted.map(({ name }) => name), ...options.state.left];
  for (const repository of new Set(names.map((name) => partsOf(name).repository)))
    await pruning.prune(repository);
  return { ends: pruning.ends, freed: pruning.freed };
}

export interface PruneEnd {
  readonly ends: ReadonlyMap<string, Pruned>;
  /** How many manifests went that no tag was. */
  readonly freed: number;
}

/** One repository of the destination, as it was before anything was taken away. */
interface Looked {
  readonly kind: 'looked';
  /** There. */
  readonly name: string;
  readonly at: StandingRepository;
  readonly stays: Staying;
  /** What was taken away of it since. */
  readonly deleted: Set<Digest>;
  /** What the tags need that nobody wants and that could not be taken away. */
  readonly held: Set<Digest>;
}

class Pruning {
  readonly ends = new Map<string, Pruned>();
  freed = 0;
  readonly #options: PruneOptions;
  readonly #unwanted: ReadonlyMap<string, PlacedTag>;
  /** Until it was seen that it does not. */
  #deletesTags = true;
  /** Until it was seen that it does not. */
  #deletesManifests = true;
  /** Is it known to delete more than the tag that it is asked to? */
  #takesAlong: boolean;
  /** It took along what stays. */
  #isOver = false;

  constructor(unwanted: readonly PlacedTag[], options: PruneOptions) {
    this.#options = options;
    this.#unwanted = new Map(unwanted.map((tag) => [tag.name, tag]));
    this.#takesAlong = options.state.takesAlong;
  }

  async prune(repository: string): Promise<void> {
    const { signal } = this.#options;
    if (this.#isOver || signal.aborted) return;
    const tags = [...this.#unwanted.values()].filter(({ name }) => partsOf(name).repository === repository);
    const looked = await this.#look(repository, tags);
    const isNeeded = ({ placed }: PlacedTag): boolean =>
      looked.kind === 'looked' && looked.stays.manifests.has(placed);
    // What nobody else has comes first: it tells, at no risk, whether a manifest goes with its tag.
    for (const tag of [...tags.filter((one) => !isNeeded(one)), ...tags.filter(isNeeded)]) {
      if (this.#isOver || signal.aborted) return;
      const end = looked.kind === 'looked' ? await this.#take(tag, looked) : looked;
      if (end.kind === 'trouble' && signal.aborted && !this.#isOver) return;
      this.ends.set(tag.name, end);
    }
    const isWell = tags.every(({ name }) => this.ends.get(name)?.kind !== 'trouble');
    if (looked.kind === 'looked' && isWell && !signal.aborted) await this.#free(repository, looked);
  }

  /** What no tag of ours is any more, with all that it names. */
  async #free(repository: string, looked: Looked): Promise<void> {
    const { state, write, signal } = this.#options;
    const left = [...state.left].map(partsOf).flatMap(({ repository: its, pin }) => {
      return its === repository && pin !== null ? [pin] : [];
    });
    const isNeeded = (digest: Digest): boolean => looked.stays.manifests.has(digest);
    const unneeded = left.filter((digest) => !isNeeded(digest) && !looked.held.has(digest));
    const reach = await looked.at.manifests(unneeded);
    if ('kind' in reach) return;
    const going = childrenFirst([...reach.keys()], reach).toReversed();
    for (const digest of going.filter((one) => !isNeeded(one) && !looked.held.has(one))) {
      if (signal.aborted || this.#isOver || !this.#deletesManifests) return;
      const trouble = await this.#deleteLeft(digest, looked);
      if (trouble !== null) return void this.ends.set(nameOf(repository, digest), trouble);
      if (this.#deletesManifests) await write({ kind: 'freed', name: nameOf(repository, digest) });
    }
    // Of what others need the next that is put there in its place tells again.
    for (const digest of left.filter((one) => !looked.held.has(one)))
      if (isNeeded(digest) || !reach.has(digest))
        await write({ kind: 'freed', name: nameOf(repository, digest) });
  }

  /** null: it is gone, or the registry deletes no manifests. */
  async #deleteLeft(digest: Digest, { name, at, stays }: Looked): Promise<SyncTrouble | null> {
    const { session, lasting } = this.#options;
    const head = await headManifest(session, name, digest);
    if (head.kind === 'failed') return troubleAt('destination', head);
    if (head.kind === 'absent') return null;
    const reach = await at.manifests([digest]);
    if ('kind' in reach) return reach;
    if (this.#takesAlong && [...reach.keys()].some((one) => stays.manifests.has(one))) return null;
    const end = await this.#delete({ session: lasting, repository: name, reference: digest, reach, stays });
    if (end.kind === 'trouble') return end;
    if (end.kind === 'failed') {
      this.#deletesManifests = !isRefusal(end);
      return this.#deletesManifests ? troubleAt('destination', end) : null;
    }
    const after = await headManifest(lasting, name, digest);
    if (after.kind === 'failed') return troubleAt('destination', after);
    if (after.kind === 'there') return STILL_THERE;
    if (end.kind === 'deleted') this.freed += 1;
    return null;
  }

  async #look(repository: string, tags: readonly PlacedTag[]): Promise<Looked | SyncTrouble> {
    const { session, destination, outcomes, kept, state } = this.#options;
    const name = repositoryAt(destination, repository);
    const at = new StandingRepository(session, name);
    const wanted = outcomes.filter(({ image }) => image.repository === repository);
    const known = tags.flatMap((tag) => {
      const { reference, pin } = partsOf(tag.name);
      return pin === null ? [reference] : [];
    });
    const seen = await at.tags([...known, ...wanted.flatMap(({ image }) => image.tags)]);
    if ('kind' in seen) return seen;
    // Whoever has put something else there since keeps it.
    const staying = [...seen].filter(([tag, digest]) => {
      const leaving = this.#unwanted.get(nameOf(repository, tag));
      return leaving === undefined || !isOurs(leaving, digest);
    });
    // What is wanted or remembered there, whatever a list says.
    const remembered = [...state.tags.values()].filter(
      (tag) => !this.#unwanted.has(tag.name) && partsOf(tag.name).repository === repository,
    );
    const own = kept.filter((image) => image.repository === repository);
    const pins = [
      ...wanted.flatMap(({ image, placed }) => [image.digest, placed]),
      ...own.map(({ digest }) => digest),
    ].filter((digest) => digest !== null);
    const digests = staying.map(([, digest]) => digest);
    const manifests = await at.manifests([...digests, ...pins, ...remembered.map(({ placed }) => placed)]);
    if ('kind' in manifests) return manifests;
    const unread = digests.find((digest) => !manifests.has(digest));
    if (unread !== undefined) return untellable(unread);
    return {
      kind: 'looked',
      name,
      at,
      stays: { tags: new Map(staying), manifests },
      deleted: new Set(),
      held: new Set(),
    };
  }

  async #take(tag: PlacedTag, { name, at, stays, deleted, held }: Looked): Promise<Pruned> {
    const { session, lasting, write } = this.#options;
    const { repository, reference, pin } = partsOf(tag.name);
    const leave = async (digests: Iterable<Digest>): Promise<void> => {
      for (const each of digests) await write({ kind: 'left', name: nameOf(repository, each) });
    };
    const lies = pin === null ? reference : tag.placed;
    const head = await headManifest(session, name, lies);
    if (head.kind === 'failed') return troubleAt('destination', head);
    if (head.kind === 'absent' || !isOurs(tag, head.digest)) {
      await leave(tag.former === undefined ? [tag.placed] : [tag.placed, tag.former]);
      await write({ kind: 'gone', name: tag.name });
      if (head.kind === 'there') return { kind: 'foreign' };
      return { kind: deleted.has(tag.placed) ? 'deleted' : 'gone' };
    }
    const { digest } = head;
    const reach = await at.manifests([digest]);
    if ('kind' in reach) return reach;
    if (!reach.has(digest)) return untellable(digest);
    if (this.#takesAlong && [...reach.keys()].some((one) => stays.manifests.has(one))) {
      for (const one of reach.keys()) held.add(one);
      return { kind: 'shared' };
    }
    // Once it is gone nobody can tell any more what it named.
    await leave([...reach.keys()].filter((one) => !stays.manifests.has(one)));
    const deletion = { session: lasting, repository: name, reach, stays };
    const byTag = pin === null ? await this.#deleteTag({ ...deletion, reference }) : null;
    if (byTag === null && stays.manifests.has(digest)) return { kind: 'shared' };
    const end = byTag ?? (await this.#delete({ ...deletion, reference: digest }));
    if (end.kind === 'trouble') return end;
    if (end.kind === 'failed') {
      const trouble = troubleAt('destination', end);
      return end.status === 405 ? { ...trouble, code: 'no-deletion' } : trouble;
    }
    const after = await headManifest(lasting, name, lies);
    if (after.kind === 'failed') return troubleAt('destination', after);
    if (after.kind === 'there' && after.digest === digest) return STILL_THERE;
    if (byTag !== null && !this.#takesAlong)
      this.#takesAlong = (await headManifest(lasting, name, digest)).kind === 'absent';
    deleted.add(digest);
    await write({ kind: 'gone', name: tag.name });
    return { kind: 'deleted' };
  }

  /** null: it deletes no tags. */
  async #deleteTag(deletion: Deletion): Promise<Answered | SyncTrouble | null> {
    if (!this.#deletesTags) return null;
    const end = await this.#delete(deletion);
    this.#deletesTags = !isRefusal(end);
    return this.#deletesTags ? end : null;
  }

  /** Where something was taken along that stays, or may have been, nothing more is deleted. */
  async #delete(deletion: Deletion): Promise<Answered | SyncTrouble> {
    const end = await deleteWatched(deletion);
    if (!('trouble' in end)) return end;
    this.#isOver = true;
    if (end.kind === 'lost') await this.#options.write({ kind: 'takes-along' });
    return end.trouble;
  }
}

type Answered = Exclude<Deleted, { readonly kind: 'lost' | 'unknown' }>;

const STILL_THERE: SyncTrouble = {
  kind: 'trouble',
  at: 'destination',
  code: 'refused',
  detail: 'it is still there',
};

/** Does it say that it deletes no tags? By 404 as well, for the tag was seen a moment before. */
function isRefusal(end: Answered | SyncTrouble): boolean {
  return end.kind === 'absent' || (end.kind === 'failed' && (end.status === 400 || end.status === 405));
}

/** Is it what we put there, or what we had put there before a run that came to grief? */
function isOurs({ placed, former }: PlacedTag, digest: Digest): boolean {
  return digest === placed || digest === former;
}
