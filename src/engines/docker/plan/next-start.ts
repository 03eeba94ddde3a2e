import type { DaemonJsonDocument } from '../daemon-json/index.ts';
import { type PendingKey, pendingKeys, type RunsWith, settingsOf, unseenEdits } from '../pending.ts';
import type { EngineFacts } from './input.ts';
import { ownKeysPending, type SetByRun } from './own-pending.ts';

/** What only the new text has, and the engine takes up when it starts the next time, whenever that is. */
export interface TakenUp {
  /** The engine shows that it does not use these. */
  readonly keys: readonly PendingKey[];
  /** It does not show these at all. */
  readonly unseen: readonly PendingKey[];
}

/** What the machine has of what the new text names, where that was looked up. */
export type WantedFiles = Partial<Pick<RunsWith, 'wantedRoot' | 'wantedSeccomp' | 'wantedRemap'>>;

/**
 * A whole file that goes back, and a repaired one, bring other settings than mirrors and proxies along. What waits in the old text alike is
 * not this write's. `before` null: the engine could not read it, so that all of the new one counts.
 */
export function takenUpAtStart(
  before: DaemonJsonDocument | null,
  after: DaemonJsonDocument,
  engine: Pick<EngineFacts, 'runs' | 'flags' | 'next' | 'mirrors' | 'proxies'>,
  set: SetByRun,
  wanted: WantedFiles = {},
): TakenUp {
  if (engine.runs === null) return { keys: [], unseen: [] };
  // The new text is younger than any start.
  const runs = { ...engine.runs, fileChangedSince: true, leftByUs: false };
  const [old, next] = [before === null ? {} : settingsOf(before), settingsOf(after)];
  const differs = ({ key }: PendingKey): boolean => JSON.stringify(old[key]) !== JSON.stringify(next[key]);
  const goes = ({ key }: PendingKey): boolean => !Object.hasOwn(next, key);
  // What nothing sets any more goes at any restart, whatever this text says.
  const start = { ...engine.next, allProxies: null };
  // Our own as well, where the run leaves them: an engine that could not read the old text may have none of them.
  const pending = (document: DaemonJsonDocument, own: RunsWith): readonly PendingKey[] => [
    ...pendingKeys(document, own, engine, 'restart'),
    ...ownKeysPending(document, { ...engine, next: start, runs: own }, set).filter(({ key }) =>
      Object.hasOwn(next, key),
    ),
  ];
  const waiting = new Set(before === null ? [] : pending(before, runs).map(({ key }) => key));
  const unseen = (document: DaemonJsonDocument): readonly PendingKey[] =>
    unseenEdits(document, runs, 'restart') ?? [];
  return {
    keys: pending(after, { ...runs, ...wanted }).filter((one) => differs(one) || !waiting.has(one.key)),
    // With a text that it cannot read it does not start: no value of the new one is worse than that.
    unseen:
      before === null ? [] : [...unseen(after).filter(differs), ...unseen(before).filter(goes).map(harmless)],
  };
}

/** The engine goes back to its default. */
function harmless({ key }: PendingKey): PendingKey {
  return { key, effect: 'other' };
}
