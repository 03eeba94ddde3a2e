import type { PulledImage, PullWay } from './hands.ts';

/** One image at an engine. */
export interface ImageAt {
  /** Is it there? null: not known. */
  readonly has: () => Promise<boolean | null>;
  /** Why it failed, in the engine's own words; null: it did not. */
  readonly pull: () => Promise<string | null>;
  /** Once it is pulled: who gave it? Absent: the engine does not show that. */
  readonly way?: () => Promise<PullWay>;
  /** A pull that fails may leave something under the image's name: a page that says that it is none. */
  readonly leavesRests?: true;
  /** Did it go? */
  readonly remove: () => Promise<boolean>;
}

/** Only where the engine said that it was not there does it go again: an image of the user's must not be taken for one of ours because the engine was slow. */
export async function tryPull({ has, pull, way, leavesRests, remove }: ImageAt): Promise<PulledImage> {
  const wasThere = await has();
  const startedAt = performance.now();
  const failure = await pull();
  const seconds = (performance.now() - startedAt) / 1000;
  if (failure !== null) {
    if (leavesRests && wasThere === false) await remove();
    return { kind: 'pull-failed', seconds, detail: failure };
  }
  const seen = (await way?.()) ?? NOT_SEEN;
  const kept = !(wasThere === false && (await remove()));
  // What was there already may not have been asked for anew.
  if (seen.kind === 'past' && wasThere === false) return { kind: 'pulled-past', seconds, from: seen.by };
  return { kind: 'pulled', seconds, kept, way: wasThere === false ? seen : NOT_SEEN };
}

const NOT_SEEN: PullWay = { kind: 'not-seen' };
