import type { Host } from './hosts-toml.ts';
import type { MirrorFile } from './render-mirror.ts';

/** How one of the files is read and written in which mirrors stand, whichever engine it is for. */
export interface FileKind {
  readonly name: Exclude<MirrorFile, 'daemon.json'>;
  /** How those who read it ask. */
  readonly client: 'containerd' | 'containersImage';
  /** Its text without what is secret, line for line. */
  readonly hide: (text: string) => string;
  /** The mirrors of a registry, as URLs, in a text that may be empty; null: it is not one that we may change. */
  readonly read: (text: string, registry: string) => readonly string[] | null;
  /** The whole file with these mirrors; null: it cannot be done, in the shape that it has. */
  readonly write: (text: string, registry: string, hosts: readonly Host[]) => string | null;
}
