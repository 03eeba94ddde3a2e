import {
  familiarName,
  type PlacedTag,
  type PruneEnd,
  pruneTags,
  type Synced,
  type SyncState,
  unwantedTags,
} from '../../sync/index.ts';
import type { OpenedState } from './open-state.ts';
import type { PreparedSync } from './prepared.ts';

export const NOTHING_PRUNED: PruneEnd = { ends: new Map(), freed: 0 };

/** Without those that an image of another registry is called as well, which are told. */
export function toPrune(
  { settings, host, wanted, kept, namesakes }: PreparedSync,
  state: SyncState,
): readonly PlacedTag[] {
  const unwanted = unwantedTags(state, [...wanted, ...kept]);
  const sure = unwantedTags(state, [...wanted, ...kept, ...namesakes]);
  const spared = unwanted.filter((tag) => !sure.includes(tag)).map(({ name }) => familiarName(name));
  if (spared.length > 0)
    host.onFound({ kind: 'namesakes', names: spared, destination: settings.destination.shown });
  return sure;
}

/** null: nobody agreed to it. */
export async function pruneUnwanted(
  run: PreparedSync,
  { outcomes }: Synced,
  state: SyncState,
  write: Extract<OpenedState, { kind: 'state' }>['write'],
): Promise<PruneEnd | null> {
  const { settings, host, session, openDestination } = run;
  const { destination } = settings;
  const kept = [...run.kept, ...run.namesakes];
  const unwanted = toPrune(run, state);
  if (unwanted.length === 0 && state.left.size === 0) return NOTHING_PRUNED;
  if (!(await host.mayPrune(unwanted, state.left.size))) return null;
  const lasting = openDestination(new AbortController().signal);
  try {
    const there = { destination, session, lasting, state, outcomes, kept };
    return await pruneTags(unwanted, { ...there, write, signal: host.signal });
  } finally {
    await lasting.close();
  }
}

/** What was not read, looked at or put there may need what is there: only a run in which all is well takes anything away. null: it may, or is not to. */
export function pruneSkip(
  { outcomes }: Synced,
  { settings, host, unread }: PreparedSync,
): 'unread' | 'images' | null {
  if (!settings.prune) return null;
  const isWhole = outcomes.every(({ status }) => status !== 'left' && status !== 'failed');
  if (unread.length === 0 && isWhole && !host.signal.aborted) return null;
  const why = unread.length > 0 ? 'unread' : 'images';
  host.onFound({ kind: 'prune-skipped', why });
  return why;
}
