import pLimit from 'p-limit';
import { checkImage, type LookOptions, type Replaced, type SeenImage } from './check-image.ts';
import { SYNC } from './limits.ts';
import { Outage } from './outage.ts';
import { ImagePlacement, type PlaceOptions } from './place-image.ts';
import { nameOf } from './tag-name.ts';
import { type ImageOutcome, NO_TRAFFIC, type SyncTrouble, type WantedImage } from './types.ts';

export interface SyncOptions {
  readonly check: LookOptions;
  /** null: nothing is copied. */
  readonly place: PlaceOptions | null;
  readonly signal: AbortSignal;
  readonly onEvent: (event: SyncEvent) => void;
}

export type SyncEvent =
  | { readonly kind: 'checked'; readonly done: number; readonly of: number }
  /** It is this image's turn to be copied. */
  | { readonly kind: 'copying'; readonly image: WantedImage; readonly done: number; readonly of: number }
  | { readonly kind: 'image'; readonly outcome: ImageOutcome };

export interface Synced {
  readonly outcomes: readonly ImageOutcome[];
  /** The pull limit of the source ended it. */
  readonly stopped: boolean;
}

/** Looks at all images by HEAD, then copies those that changed, one after the other. What could not be done of one keeps no other from anything. */
export async function syncImages(wanted: readonly WantedImage[], options: SyncOptions): Promise<Synced> {
  const { onEvent, signal, check, place } = options;
  const checked = await checkAll(wanted, options);
  const stale = checked.filter(({ result }) => result.kind === 'stale').length;
  const outcomes: ImageOutcome[] = [];
  const outage = new Outage();
  let refusesPartial: SyncTrouble | null = null;
  let copied = 0;
  for (const { image, result } of checked) {
    const goesOn = !signal.aborted && !outage.isCertain;
    const turn: StaleImage | null = result.kind === 'stale' && goesOn ? result : null;
    if (turn !== null && place !== null) {
      place.meter.begin();
      onEvent({ kind: 'copying', image, done: copied, of: stale });
      copied += 1;
    }
    const outcome: ImageOutcome =
      turn !== null && place !== null
        ? await copyImage(image, turn, place, refusesPartial)
        : outcomeWithout(image, result, place === null ? 'would-copy' : 'left');
    if (result.kind === 'in-sync' && place !== null) await passFormer(image, place);
    if (turn !== null) outage.learn(outcome.trouble);
    if (outcome.trouble?.code === 'partial-index') refusesPartial = outcome.trouble;
    outcomes.push(outcome);
    onEvent({ kind: 'image', outcome });
  }
  return { outcomes, stopped: check.quota.isOver && outcomes.some(({ status }) => status === 'left') };
}

type StaleImage = Extract<SeenImage, { kind: 'stale' }>;

interface CheckedImage {
  readonly image: WantedImage;
  readonly result: SeenImage;
}

async function checkAll(
  wanted: readonly WantedImage[],
  options: SyncOptions,
): Promise<readonly CheckedImage[]> {
  const { check, signal, onEvent } = options;
  const limit = pLimit(SYNC.checksAtOnce);
  const outage = new Outage();
  let done = 0;
  return await Promise.all(
    wanted.map((image) =>
      limit(async (): Promise<CheckedImage> => {
        // A source that refuses questions is not asked any more.
        const isOver = check.quota.refusesQuestions || signal.aborted || outage.isCertain;
        const seen: SeenImage = isOver ? { kind: 'unseen' } : await checkImage(image, check);
        // What was broken off by the user is nobody's fault.
        const result: SeenImage = signal.aborted && seen.kind === 'trouble' ? { kind: 'unseen' } : seen;
        if (!isOver) outage.learn(result.kind === 'trouble' ? result : null);
        done += 1;
        onEvent({ kind: 'checked', done, of: wanted.length });
        return { image, result };
      }),
    ),
  );
}

/** Its tags were seen to be what was put there last. */
async function passFormer({ repository, tags }: WantedImage, { state, write }: PlaceOptions): Promise<void> {
  for (const name of tags.map((tag) => nameOf(repository, tag)))
    if (state.tags.get(name)?.former !== undefined) await write({ kind: 'there', name });
}

async function copyImage(
  image: WantedImage,
  { source, tags, replaces }: StaleImage,
  options: PlaceOptions,
  refusesPartial: SyncTrouble | null,
): Promise<ImageOutcome> {
  const placement = new ImagePlacement({ ...image, tags }, replaces, options, refusesPartial);
  const end = await placement.run(source);
  const { traffic } = placement;
  const common = { image, source, replaces, traffic };
  switch (end.kind) {
    case 'placed':
      return { ...common, placed: end.digest, status: 'copied', trouble: null };
    case 'quota':
      return { ...common, placed: null, status: 'left', trouble: null };
    case 'trouble':
      // What was broken off by the user is not at fault.
      return options.signal.aborted
        ? { ...common, placed: null, status: 'left', trouble: null }
        : { ...common, placed: null, status: 'failed', trouble: end };
    default:
      return end satisfies never;
  }
}

function outcomeWithout(
  image: WantedImage,
  result: SeenImage,
  otherwise: 'would-copy' | 'left',
): ImageOutcome {
  const common = { image, placed: null, trouble: null, traffic: NO_TRAFFIC, replaces: NONE };
  switch (result.kind) {
    case 'in-sync':
      return { ...common, source: result.source, placed: result.placed, status: 'in-sync' };
    case 'stale':
      return { ...common, source: result.source, replaces: result.replaces, status: otherwise };
    case 'trouble':
      return { ...common, source: null, status: 'failed', trouble: result };
    case 'quota':
    case 'unseen':
      return { ...common, source: null, status: 'left' };
    default:
      return result satisfies never;
  }
}

const NONE: Replaced = new Map();
