import type { RedisPlace } from '../../cache/types.ts';
import type { ENGINES } from '../../clients/engines.ts';
import type { Platform } from '../../registry/platform.ts';
import type { ImageReference } from '../../registry/reference.ts';

export type Upstream =
  | { readonly kind: 'origin' }
  | { readonly kind: 'relay' }
  | { readonly kind: 'url'; readonly url: URL };

export interface UpSettings {
  readonly registries: readonly string[];
  /** null: by what is there. */
  readonly as: 'systemd' | 'compose' | null;
  readonly upstream: Upstream;
  /** May hold a password. */
  readonly via: URL | null;
  /** null: by the engine. */
  readonly host: string | null;
  readonly port: number;
  readonly data: string | null;
  /** Of each; 0: no bound; null: as the caches that are there, or the usual one. */
  readonly maxBytes: number | null;
  readonly redis: RedisPlace | null;
  readonly accountFile: string | null;
  readonly apply: boolean;
  readonly engine: (typeof ENGINES)[number];
  readonly images: readonly ImageReference[];
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly input: boolean;
}

export interface CacheStatusSettings {
  readonly format: 'text' | 'json';
}

export interface WarmSettings {
  readonly images: readonly ImageReference[];
  readonly compose: readonly string[];
  /** Of a cache elsewhere; null: those of this machine. */
  readonly at: URL | null;
  /** Whose images that cache keeps; null: not said. */
  readonly registry: string | null;
  readonly platform: Platform;
}

export interface PruneSettings {
  /** null: all that are set up. */
  readonly registries: readonly string[] | null;
  /** null: as set up. */
  readonly maxBytes: number | null;
  /** A registry's folder that was not set up by `up` as a service, */
  readonly data: string | null;
  /** and its descriptor cache. */
  readonly redis: RedisPlace | null;
  /** In this very process, as the unit has it. */
  readonly here: boolean;
  readonly dryRun: boolean;
}

export interface DownSettings {
  /** null: all that are set up. */
  readonly registries: readonly string[] | null;
  readonly keepData: boolean;
  readonly yes: boolean;
  readonly input: boolean;
}
