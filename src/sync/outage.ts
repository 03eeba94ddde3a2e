import type { SyncReason } from '../words/sync/messages.ts';
import { SYNC } from './limits.ts';
import type { SyncTrouble } from './types.ts';

/** Is there any sense in going on? What befalls several images in a row befalls all: nobody is there, or takes anything from us. */
export class Outage {
  #row = 0;

  /** What came of one image; null: nothing is the matter with it. */
  learn(trouble: SyncTrouble | null): void {
    this.#row = trouble !== null && OF_ALL.has(trouble.code) ? this.#row + 1 : 0;
  }

  get isCertain(): boolean {
    return this.#row >= SYNC.failuresInARow;
  }
}

const OF_ALL: ReadonlySet<SyncReason> = new Set([
  'unreachable',
  'server-error',
  'limited',
  'login',
  'denied',
  'read-only',
  'foreign-location',
  'downgrade',
  'moved',
  'no-room',
  'no-bytes',
]);
