import type { OfferedMirror } from '../choose/index.ts';
import type { PlanOf, RefusalOf, Wish } from '../engine.ts';
import { locationsOf } from '../files/location.ts';
import {
  mirrorsIn,
  type OwnEntry,
  planOwnFile,
  planOwnUndo,
  refuse,
  refuseProxies,
} from '../files/own-file.ts';
import { sameOrder } from '../files/own-hands.ts';
import { parseDropIn, REGISTRIES_CONF } from '../files/registries-conf.ts';
import type { Podman } from './engine.ts';
import { entryFor, type RegistryTable } from './entries.ts';
import type { SeenPodman } from './find.ts';

/** Podman passes over a mirror whose own host is blocked. */
export interface PodmanFlaw {
  readonly kind: 'blocked';
  readonly at: TablePlace;
}

/** A table that is not ours; `path`: null where only podman tells of it. */
export interface TablePlace {
  readonly prefix: string;
  readonly path: string | null;
  readonly line: number | null;
}

/** Images under it go by that table, and not by ours. */
export interface PodmanWarning {
  readonly kind: 'narrower-table';
  readonly at: TablePlace;
}

export type PodmanReason =
  /** A file that is read after ours names the same registry. */
  | { readonly kind: 'hidden'; readonly path: string; readonly registry: string }
  | { readonly kind: 'other-mirrors'; readonly mirrors: readonly string[] }
  /** The registry is blocked (null), or its images come from elsewhere: a drop-in would undo that. `undone`: ours does already. */
  | {
      readonly kind: 'redirected';
      readonly registry: string;
      readonly location: string | null;
      readonly at: TablePlace;
      readonly undone: boolean;
    }
  /** The registry itself may be asked over http or with any certificate; with a table of ours it may not. */
  | { readonly kind: 'insecure'; readonly registry: string; readonly at: TablePlace };

/** What would be refused whatever the mirrors. Pure. */
export function planEarly(seen: SeenPodman, wish: Wish): RefusalOf<Podman> | null {
  const proxies = refuseProxies(wish);
  if (proxies !== null) return proxies;
  const { file, registry, others } = seen;
  const { replace } = wish;
  const own = mirrorsIn(seen, REGISTRIES_CONF);
  if (own === null && !replace) return refuse(3, { kind: 'edited', path: file.path, undo: false });
  const counts = entryFor(entriesBeside(seen), registry);
  const shown = shownBeside(seen);
  // With mirrors or without.
  const undone = tablesOf(seen).includes(registry);
  const stopping = [counts, shown].find(
    (entry) => entry !== null && (entry.blocked || leadsElsewhere(entry, registry)),
  );
  if (stopping) {
    const location = stopping.blocked ? null : stopping.location;
    return refuse(3, { kind: 'redirected', registry, location, at: toldOf(stopping), undone });
  }
  const hiding = others.find(({ later, prefix }) => later && prefix === registry);
  if (hiding !== undefined) return refuse(3, { kind: 'hidden', path: hiding.path, registry });
  if (replace) return null;
  // Where a table of ours is in their place already, that was asked for when it came there.
  const kept = undone ? shown : counts;
  if (kept === null) return null;
  if (kept.mirrors.length > 0) return refuse(3, { kind: 'other-mirrors', mirrors: kept.mirrors });
  return kept.insecure ? refuse(3, { kind: 'insecure', registry, at: toldOf(kept) }) : null;
}

/** Pure. */
export function planApply(
  seen: SeenPodman,
  wish: Wish,
  candidates: readonly OfferedMirror[],
): PlanOf<Podman> | RefusalOf<Podman> {
  const early = planEarly(seen, wish);
  if (early !== null) return early;
  const entries = entriesBeside(seen);
  return planOwnFile<PodmanFlaw, PodmanWarning>(seen, wish, candidates, {
    file: REGISTRIES_CONF,
    flaw(url) {
      const [at] = spelled([url]);
      const counts = at === undefined ? null : entryFor(entries, at);
      return counts?.blocked === true ? { kind: 'blocked', at: toldOf(counts) } : null;
    },
    spelled,
    inForce: (mirrors) => sameOrder(shownOf(seen)?.mirrors ?? [], mirrors),
    warnings: () =>
      entries
        .filter(({ prefix }) => prefix.startsWith(`${seen.registry}/`))
        .map((entry) => ({ kind: 'narrower-table', at: toldOf(entry) })),
  });
}

/** Back to the file as a backup has it. Pure. */
export function planUndo(
  { file, bytes }: SeenPodman,
  entry: OwnEntry | null,
): PlanOf<Podman> | RefusalOf<Podman> {
  return planOwnUndo([{ path: file.path, bytes, entry }], 'edited');
}

/** null: podman knows nothing of the registry but its name. */
export function shownOf({ info, registry }: Pick<SeenPodman, 'info' | 'registry'>): RegistryTable | null {
  return info.registries.find(({ prefix }) => prefix === registry) ?? null;
}

function spelled(urls: readonly string[]): readonly string[] {
  return locationsOf(urls).map(({ location }) => location);
}

type EntryBeside = RegistryTable & Omit<TablePlace, 'prefix'>;

const ONLY_SHOWN = { path: null, line: null } as const;

/** All that podman goes by but for our file: the other files' tables, and what it tells of beyond them (its files may be named by a variable). */
function entriesBeside(seen: SeenPodman): readonly EntryBeside[] {
  const { info, others } = seen;
  const known = new Set([...others.map(({ prefix }) => prefix), ...tablesOf(seen)]);
  const told = info.registries.filter(({ prefix }) => !known.has(prefix));
  return [...told.map((table) => ({ ...table, ...ONLY_SHOWN })), ...others];
}

/** What podman shows of the registry itself, but for our mirrors. */
function shownBeside(seen: SeenPodman): EntryBeside | null {
  const shown = shownOf(seen);
  if (shown === null) return null;
  const ours = new Set(spelled(mirrorsIn(seen, REGISTRIES_CONF) ?? []));
  const mirrors = shown.mirrors.filter((location) => !ours.has(location));
  return { ...shown, mirrors, ...ONLY_SHOWN };
}

/** The registries that our file has a table for. */
function tablesOf({ bytes }: SeenPodman): readonly string[] {
  const dropIn = bytes === null ? null : parseDropIn(bytes.toString('utf8'));
  return dropIn?.registries.map(({ registry }) => registry) ?? [];
}

function leadsElsewhere({ prefix, location }: RegistryTable, registry: string): boolean {
  return location !== null && (prefix.startsWith('*') || location !== registry);
}

function toldOf({ prefix, path, line }: EntryBeside): TablePlace {
  return { prefix, path, line };
}
