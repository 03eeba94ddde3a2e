import { type MirrorUrl, parseMirrorUrl } from '../../catalog/index.ts';
import type { Source } from '../../fetch/index.ts';
import type { StateLine, SyncState } from '../../sync/index.ts';
import { SYNC } from '../../sync/index.ts';
import { sourcesOf } from '../relay/mirrors-of.ts';
import type { RunHost } from '../run-host.ts';
import type { SyncSettings } from './settings.ts';

/** Which mirrors bytes may come from: those that were named or that a report has; those measured within a day; else a survey. Best first; none is an answer too. */
export async function mirrorsFor(
  { probe, mirrors, from }: Pick<SyncSettings, 'probe' | 'mirrors' | 'from'>,
  state: SyncState,
  write: (line: StateLine) => Promise<void>,
  host: RunHost,
): Promise<readonly Source[]> {
  if (!mirrors) return [];
  const isNamed = probe.urls.length > 0 || from !== null;
  const isFresh = state.mirrors !== null && Date.now() - state.mirrors.measuredMs < SYNC.mirrorsFreshMs;
  const found = await sourcesOf('docker.io', { probe, from }, isFresh ? state.mirrors : null, host);
  if (found.kind !== 'sources') return [];
  if (!isNamed && !isFresh && !host.signal.aborted)
    await write({ kind: 'mirrors', measuredMs: Date.now(), urls: found.sources.map(({ key }) => key) });
  return found.sources;
}

/** The source itself, as the last of the mirrors. null: its address is not one that a mirror could have. */
export function sourceAsMirror(hub: URL): Source | null {
  const parsed = parseMirrorUrl(hub.href, 'any');
  return parsed.ok
    ? { key: parsed.value.href, candidate: candidateOf(parsed.value), bytesPerSecond: null }
    : null;
}

function candidateOf(url: MirrorUrl): Source['candidate'] {
  return {
    id: 'source',
    url,
    displayUrl: url.href,
    operator: null,
    access: null,
    retired: null,
    origin: 'argument',
  };
}
