import type { PulledImage } from './hands.ts';

/** One image at an engine. */
export interface ImageAt {
  /** Is it there? null: not known. */
  readonly has: () => Promise<boolean | null>;
  /** Why it failed, in the engine's own words; null: it did not. */
  readonly pull: () => Promise<string | null>;
  /** Did it go? */
  readonly remove: () => Promise<boolean>;
}

/** Only where the engine said that it was not there does it go again: an image of the user's must not be taken for one of ours because the engine was slow. */
export async function tryPull({ has, pull, remove }: ImageAt): Promise<PulledImage> {
  const wasThere = await has();
  const startedAt = performance.now();
  const failure = await pull();
  const seconds = (performance.now() - startedAt) / 1000;
  if (failure !== null) {
    // What came may stand there all the same, under the image's name: a page that says that it is none.
    if (wasThere === false) await remove();
    return { kind: 'pull-failed', seconds, detail: failure };
  }
  return { kind: 'pulled', seconds, kept: !(wasThere === false && (await remove())) };
}
