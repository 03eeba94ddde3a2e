import type { Source } from '../../fetch/index.ts';
import type { StateLine, SyncState } from '../../sync/index.ts';
import { SYNC } from '../../sync/index.ts';
import { type FoundSources, sourcesOf } from '../relay/mirrors-of.ts';
import type { RunHost } from '../run-host.ts';
import type { SyncSettings } from './settings.ts';

/** The mirrors that the user named, or that a report of his has; null: he names none, so that they are to be found. Looked at before anything is asked. */
export async function namedMirrors(
  { probe, mirrors, from }: Pick<SyncSettings, 'probe' | 'mirrors' | 'from'>,
  host: RunHost,
): Promise<readonly Source[] | Exclude<FoundSources, { kind: 'sources' }> | null> {
  if (!mirrors) return [];
  if (probe.urls.length === 0 && from === null) return null;
  const found = await sourcesOf('docker.io', { probe, from }, null, host);
  return found.kind === 'sources' ? found.sources : found;
}

/** Those that were measured within a day, else those of a survey. Best first; none is an answer too: the source has everything. */
export async function foundMirrors(
  { probe }: Pick<SyncSettings, 'probe'>,
  state: SyncState,
  write: (line: StateLine) => Promise<void>,
  host: RunHost,
): Promise<readonly Source[]> {
  const isFresh = state.mirrors !== null && Date.now() - state.mirrors.measuredMs < SYNC.mirrorsFreshMs;
  const found = await sourcesOf('docker.io', { probe, from: null }, isFresh ? state.mirrors : null, host);
  if (found.kind !== 'sources') return [];
  if (!isFresh && !host.signal.aborted)
    await write({ kind: 'mirrors', measuredMs: Date.now(), urls: found.sources.map(({ key }) => key) });
  return found.sources;
}
