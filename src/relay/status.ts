import type { MirrorMemory, SpoolFigures, Trouble } from '../fetch/index.ts';
import type { Figures } from './figures.ts';
import type { TagMemory } from './tag-memory.ts';
import type { Relayed, ResolvePolicy } from './types.ts';

/** What `mirror-relay status --format json` says (schema/relay-status.schema.json). Instants are ISO 8601 UTC, sizes bytes. */
export interface RelayStatus {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly startedAt: string;
  readonly listen: string;
  readonly resolve: ResolvePolicy;
  readonly requests: Figures['requests'];
  readonly bytes: { readonly served: number; readonly saved: number; readonly fetched: number };
  /** Share of the blobs and manifests that were answered from the spool; null: none was asked for. */
  readonly hitRate: number | null;
  readonly spool: SpoolFigures;
  readonly mirrors: readonly RelayedMirror[];
  /** Tags that are handed out though nobody could confirm them lately. */
  readonly staleTags: readonly { readonly tag: string; readonly confirmedAt: string }[];
}

export interface RelayedMirror {
  readonly registry: string;
  readonly url: string;
  readonly state: 'fit' | 'resting' | 'barred';
  readonly restUntil: string | null;
  readonly failuresInARow: number;
  readonly lastTrouble: { readonly kind: Trouble; readonly at: string } | null;
  readonly bytesPerSecond: number | null;
  readonly bytesFetched: number;
}

export interface StatusView {
  readonly tool: { readonly name: string; readonly version: string };
  readonly startedMs: number;
  readonly listen: string;
  readonly resolve: ResolvePolicy;
  readonly figures: Figures;
  readonly spool: SpoolFigures;
  readonly relayed: readonly Relayed[];
  readonly memory: MirrorMemory;
  readonly tags: TagMemory;
  readonly stale: readonly string[];
}

export function statusOf(view: StatusView): RelayStatus {
  const { figures, relayed, memory, tags } = view;
  const mirrors = relayed.flatMap(({ registry, fetcher }) =>
    fetcher.sources.map(({ key, candidate }): RelayedMirror => {
      const { rest, failures, lastTrouble, bytesPerSecond } = memory.of(key);
      const state = memory.standingOf(key);
      return {
        registry,
        url: candidate.displayUrl,
        state,
        restUntil: state === 'fit' || rest === null ? null : isoOf(rest.untilMs),
        failuresInARow: failures,
        lastTrouble: lastTrouble === null ? null : { kind: lastTrouble.trouble, at: isoOf(lastTrouble.atMs) },
        bytesPerSecond: bytesPerSecond === null ? null : Math.round(bytesPerSecond),
        bytesFetched: fetcher.bytesFrom(key),
      };
    }),
  );
  const { hit, miss } = figures.requests;
  return {
    schemaVersion: 1,
    tool: view.tool,
    startedAt: isoOf(view.startedMs),
    listen: view.listen,
    resolve: view.resolve,
    requests: { ...figures.requests },
    bytes: {
      served: figures.servedBytes,
      saved: figures.savedBytes,
      fetched: mirrors.reduce((sum, { bytesFetched }) => sum + bytesFetched, 0),
    },
    hitRate: hit + miss === 0 ? null : hit / (hit + miss),
    spool: view.spool,
    mirrors,
    staleTags: view.stale.flatMap((tag) => {
      const known = tags.get(tag);
      return known === null ? [] : [{ tag, confirmedAt: isoOf(known.atMs) }];
    }),
  };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
