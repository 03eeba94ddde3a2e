import type { Source } from '../../fetch/index.ts';
import type { RegistrySession } from '../../registry/push/index.ts';
import type { UnreadItem, WantedImage } from '../../sync/index.ts';
import type { WayOut } from '../network.ts';
import type { SyncSettings } from './settings.ts';
import type { SyncHost } from './sync-run.ts';

/** A run of which all is read, and both ends answer. */
export interface PreparedSync {
  readonly settings: SyncSettings;
  /** The file whose login the destination is sent; null: none is. */
  readonly loginPath: string | null;
  /** null: they are to be found. */
  readonly named: readonly Source[] | null;
  readonly host: SyncHost;
  readonly wanted: readonly WantedImage[];
  readonly kept: readonly WantedImage[];
  readonly namesakes: readonly WantedImage[];
  readonly unread: readonly UnreadItem[];
  readonly path: string;
  readonly source: RegistrySession;
  readonly session: RegistrySession;
  readonly openDestination: (signal: AbortSignal) => RegistrySession;
  readonly outside: WayOut;
  readonly hub: URL;
  readonly startedAt: string;
}
