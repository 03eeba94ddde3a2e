import type { ActivationFailure, Active, Hands, PulledImage } from '../../change/hands.ts';

/** The mirrors that must be shown, in their order; null: whatever is shown. */
export interface OwnExpect {
  readonly mirrors: readonly string[] | null;
}

/** The mirrors in force, as the engine spells them. */
export interface OwnShown {
  readonly mirrors: readonly string[];
}

/** What differs between engines that read a file of ours at each pull. */
export interface OwnHands {
  /** null: it did not answer when it was looked at. */
  readonly before: OwnShown | null;
  readonly look: () => Promise<OwnShown | null>;
  readonly judge: Hands<OwnExpect, OwnShown>['judge'];
  /** What it means that the engine does not answer once the file is written. */
  readonly silent: Active<OwnShown> | ActivationFailure;
  readonly tryOut: (image: string, signal: AbortSignal) => Promise<PulledImage>;
  /** Restarts it and waits until it answers, where files that it reads at its start change too; absent: there are none. */
  readonly restart?: () => Promise<ActivationFailure | null>;
}

/** The hands of an engine that has nothing to be restarted: the old bytes are all the way back that there is. */
export function ownHands({
  before,
  look,
  judge,
  silent,
  tryOut,
  restart,
}: OwnHands): Hands<OwnExpect, OwnShown> {
  return {
    before,
    judge,
    look,
    tryOut,
    async bring({ expect, activation }) {
      const failure = activation.kind === 'restart' && restart !== undefined ? await restart() : null;
      if (failure !== null) return failure;
      const shown = await look();
      if (shown === null) return silent;
      const asExpected = expect.mirrors === null || sameOrder(shown.mirrors, expect.mirrors);
      return asExpected ? { kind: 'active', shown } : { kind: 'not-shown' };
    },
    async standing() {
      const settings = await look();
      return settings === null ? { kind: 'down' } : { kind: 'up', settings };
    },
    stopsNow: async () => 0,
    wayBack: () => null,
    // Of somebody else's text in a file that is all ours nothing is known.
    ownSettingsBack: () => null,
    rereadUnits: async () => true,
    async seenAgain({ told }) {
      // It may have started with the new files, or not at all.
      if (told === 'restart' && restart !== undefined && (await restart()) !== null) return false;
      const shown = await look();
      return shown !== null && sameOrder(shown.mirrors, before?.mirrors ?? []);
    },
    logSince: async () => [],
  };
}

export function sameOrder(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}
