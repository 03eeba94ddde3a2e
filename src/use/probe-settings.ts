import type { MirrorForms } from '../catalog/index.ts';
import type { Client } from '../clients/index.ts';
import type { Digest } from '../registry/digest.ts';
import type { Platform } from '../registry/platform.ts';
import type { ImageReference } from '../registry/reference.ts';

/** What `--reference` says. A file or a URL is read before the run: an unreadable one is a usage error. */
export type ReferenceChoice =
  | { readonly kind: 'automatic' }
  | { readonly kind: 'hub' }
  | { readonly kind: 'consensus' }
  | { readonly kind: 'none' }
  | { readonly kind: 'digest'; readonly digest: Digest }
  | { readonly kind: 'source'; readonly name: string };

/** The probing options of `mirror-check` and `mirror-apply`, parsed: nothing in here can be wrong by form. */
export interface ProbeSettings {
  readonly urls: readonly string[];
  /** Empty: the registry's own probe image. */
  readonly images: readonly ImageReference[];
  readonly platform: Platform;
  /** Compose files whose images are asked for after those; absent: none. */
  readonly compose?: readonly string[];
  /** The engine that the user named; null: none. */
  readonly engine: string | null;
  /** Whom the verdict is for. */
  readonly clients: readonly Client[];
  readonly registry: string;
  /** Mirrors of which forms the engine can be told of. */
  readonly forms: MirrorForms;
  readonly lists: readonly string[];
  readonly all: boolean;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly reference: ReferenceChoice;
  /** null: the registry's own upstream. */
  readonly hub: URL | null;
  readonly previous: string | null;
  readonly throughput: boolean;
  readonly timeoutSeconds: number;
  /** null: from the number of mirrors. */
  readonly deadlineSeconds: number | null;
  readonly concurrency: number;
  readonly bytes: number;
  readonly finalists: number;
  readonly probeProxy: URL | null;
  readonly envProxy: boolean;
  readonly ca: readonly string[];
  readonly ip: 4 | 6 | null;
  readonly vantage: string;
  readonly demo: boolean;
}
