import type { Dispatcher } from './dispatcher.ts';
import type { FetchLimits } from './limits.ts';
import type { MirrorMemory } from './memory.ts';
import type { MirrorClient } from './mirror-client.ts';
import type { Spool } from './spool/spool.ts';

/** What the downloads of one registry share. */
export interface DownloadContext {
  readonly spool: Spool;
  readonly memory: MirrorMemory;
  readonly now: () => number;
  readonly limits: FetchLimits;
  readonly dispatcher: Dispatcher;
  readonly clientOf: (source: string) => MirrorClient | null;
}
