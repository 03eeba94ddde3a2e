import type { ImageReference } from '../../registry/reference.ts';
import type { Destination, Platforms, TagPattern } from '../../sync/index.ts';
import type { ProbeSettings } from '../probe-settings.ts';

/** The options of `mirror-sync`, parsed. */
export interface SyncSettings {
  readonly destination: Destination;
  readonly images: readonly ImageReference[];
  /** Files with an image a line, and compose files; `-` is standard input. */
  readonly lists: readonly string[];
  readonly compose: readonly string[];
  /** Where the official library lies: a folder, an archive or an address; null: it is not wanted. */
  readonly library: string | null;
  readonly patterns: readonly TagPattern[];
  readonly platforms: Platforms;
  /** How mirrors are asked, and where Docker Hub is; its `urls` are the mirrors that were named. */
  readonly probe: ProbeSettings;
  /** false: bytes come from the source alone. */
  readonly mirrors: boolean;
  readonly from: string | null;
  /** null: where this system keeps such things. */
  readonly state: string | null;
  /** null: where docker and podman keep theirs. */
  readonly authFile: string | null;
  /** Hosts of token services that may be sent the login though they are of another site. */
  readonly logInAt: readonly string[];
  /** Is what is in sync looked through, down to the last layer? */
  readonly verify: boolean;
  readonly prune: boolean;
  readonly dryRun: boolean;
}
