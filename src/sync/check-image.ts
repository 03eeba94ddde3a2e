import type { Digest } from '../registry/digest.ts';
import { headManifest, type RegistrySession } from '../registry/push/index.ts';
import { isWhole } from './is-whole.ts';
import { namesSeveral, platformsKey, repositoryAt } from './place-image.ts';
import type { Quota } from './quota.ts';
import type { PlacedTag, SyncState } from './state.ts';
import { nameOf } from './tag-name.ts';
import { troubleAt } from './trouble.ts';
import type { Destination, Platforms, QuotaStop, SyncTrouble, WantedImage } from './types.ts';

export interface LookOptions {
  readonly source: RegistrySession;
  readonly session: RegistrySession;
  readonly destination: Destination;
  readonly platforms: Platforms;
  readonly state: SyncState;
  readonly quota: Quota;
  /** Is what a tag names looked for as well, down to the last layer? */
  readonly verify: boolean;
}

/** `stale`: the tags that are to be put anew; `replaces`: what stands there under some of them that this state never put. */
export type SeenImage =
  | { readonly kind: 'in-sync'; readonly source: Digest; readonly placed: Digest }
  | {
      readonly kind: 'stale';
      readonly source: Digest;
      readonly tags: readonly string[];
      readonly replaces: Replaced;
    }
  | SyncTrouble
  | QuotaStop
  /** It was not looked at: the run came to its end before. */
  | { readonly kind: 'unseen' };

/** What others had put there, by tag. */
export type Replaced = ReadonlyMap<string, Digest>;

/** Is an image there as the source has it now? One HEAD at the source, none where its digest is given; one a tag at the destination. */
export async function checkImage(
  image: WantedImage,
  options: LookOptions,
): Promise<Exclude<SeenImage, { kind: 'unseen' }>> {
  const source = await digestAtSource(image, options);
  if (typeof source !== 'string') return source;
  const stale: string[] = [];
  const replaces = new Map<string, Digest>();
  let placed: Digest = source;
  for (const reference of image.tags.length === 0 ? [source] : image.tags) {
    const repository = repositoryAt(options.destination, image.repository);
    const known = options.state.tags.get(nameOf(image.repository, reference)) ?? null;
    const remembered = known?.platforms === platformsKey(options.platforms) ? known : null;
    // What stands for the one platform of a pinned index lies under its own digest.
    const lies = image.tags.length === 0 ? (remembered?.placed ?? reference) : reference;
    const head = await headManifest(options.session, repository, lies);
    if (head.kind === 'failed') return troubleAt('destination', head);
    const isThere =
      head.kind === 'there' &&
      (options.platforms.length === 0
        ? head.digest === source && !isPart(known, source)
        : remembered?.source === source && remembered.placed === head.digest);
    if (isThere) placed = head.digest;
    else stale.push(reference);
    if (!isThere && head.kind === 'there' && image.tags.length > 0 && !isOurs(known, head.digest))
      replaces.set(reference, head.digest);
  }
  if (stale.length === 0) {
    const repository = repositoryAt(options.destination, image.repository);
    const whole = options.verify
      ? await isWhole(options.session, repository, placed, options.platforms)
      : true;
    if (typeof whole !== 'boolean') return whole;
    if (whole) return { kind: 'in-sync', source, placed };
  }
  const again = stale.length === 0 ? image.tags : stale;
  return { kind: 'stale', source, tags: image.tags.length === 0 ? [] : again, replaces };
}

/** Is it what we put there last, or were putting there when a run came to grief? */
function isOurs(known: PlacedTag | null, digest: Digest): boolean {
  return known !== null && (known.placed === digest || known.former === digest);
}

/** Was this index put with some of its platforms alone? Its digest does not tell. */
function isPart(known: PlacedTag | null, source: Digest): boolean {
  return known !== null && known.placed === source && namesSeveral(known.platforms);
}

async function digestAtSource(
  { repository, tags, digest }: WantedImage,
  { source, quota }: LookOptions,
): Promise<Digest | SyncTrouble | QuotaStop> {
  const [tag] = tags;
  if (digest !== null || tag === undefined) return digest ?? noSuchImage();
  const head = await headManifest(source, repository, tag);
  if (head.kind === 'failed') {
    if (head.code !== 'limited') return troubleAt('source', head);
    quota.usedUp();
    return { kind: 'quota' };
  }
  quota.hear(head.rateLimit);
  return head.kind === 'absent' ? noSuchImage() : head.digest;
}

function noSuchImage(): SyncTrouble {
  return { kind: 'trouble', at: 'source', code: 'no-such-image', detail: null };
}
