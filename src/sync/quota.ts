import type { RateLimit } from '../registry/rate-limit.ts';
import { SYNC } from './limits.ts';
import type { QuotaFigures } from './types.ts';

/** How many pulls of the source a run may spend: a share of what it said is left when it was heard first. */
export class Quota {
  #told: RateLimit | null = null;
  #budget: number | null = null;
  #spent = 0;
  #isUsedUp = false;
  #wasHeard = false;

  get figures(): QuotaFigures {
    return { told: this.#told, spent: this.#spent, budget: this.#budget };
  }

  /** No header means no limit. What is told later is shown, and makes the budget no larger. */
  hear(told: RateLimit | null): void {
    this.#wasHeard = true;
    if (told === null) return;
    this.#told = told;
    if (told.remaining !== null) this.#budget ??= Math.floor(told.remaining * SYNC.quotaShare);
  }

  /** The source refused a pull, or a question, for there were too many. */
  usedUp(): void {
    this.#isUsedUp = true;
  }

  get isOver(): boolean {
    return this.#isUsedUp || (this.#budget !== null && this.#spent >= this.#budget);
  }

  /** The source has answered, with a limit or without one. */
  get wasHeard(): boolean {
    return this.#wasHeard;
  }

  /** It said that it has had enough of us, so that it is left alone. */
  get refusesQuestions(): boolean {
    return this.#isUsedUp;
  }

  /** One pull is about to be made. false: it is not to be. */
  spend(): boolean {
    if (this.isOver) return false;
    this.#spent += 1;
    return true;
  }
}
