import { type CommonWarning, choiceWarnings, type Judge, type OfferedMirror } from '../choose/index.ts';
import type { Plan, Refusal, Wish } from '../engine.ts';
import { judgeOf, planOf, refuse } from '../files/answers.ts';
import { type LocationProblem, locationOf, locationsOf, urlOf } from '../files/location.ts';
import { type OwnEntry, type OwnFile, planOwnFile, planOwnUndo } from '../files/own-file.ts';
import { type OwnExpect, sameOrder } from '../files/own-hands.ts';
import { type MirrorLocation, renderDropIn, withMirrors } from '../files/registries-conf.ts';
import { entryFor, type RegistryTable } from './entries.ts';
import type { SeenPodman } from './find.ts';
import type { ShownRegistry } from './info.ts';

export type PodmanFlaw =
  | { readonly kind: 'form'; readonly problem: LocationProblem }
  /** It routes by a word that podman does not send. */
  | { readonly kind: 'wrong-client' }
  /** Podman passes over a mirror whose own host is blocked. */
  | { readonly kind: 'blocked'; readonly at: TablePlace };

/** A table that is not ours; `path`: null where only podman tells of it. */
export interface TablePlace {
  readonly prefix: string;
  readonly path: string | null;
  readonly line: number | null;
}

export type PodmanWarning =
  | CommonWarning
  /** Images under it go by that table, and not by ours. */
  | { readonly kind: 'narrower-table'; readonly at: TablePlace };

export type PodmanReason =
  /** Podman goes through its caller's proxies. */
  | { readonly kind: 'no-proxies-here' }
  /** Somebody else wrote to our file. */
  | { readonly kind: 'edited'; readonly path: string; readonly undo: boolean }
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

export type PodmanPlan = Plan<OwnExpect, PodmanFlaw, PodmanWarning>;
export type PodmanRefusal = Refusal<PodmanFlaw, PodmanReason>;

/** What would be refused whatever the mirrors. Pure. */
export function planEarly(seen: SeenPodman, { proxies, replace }: Wish): PodmanRefusal | null {
  const { file, dropIn, registry, others } = seen;
  if (Object.keys(proxies).length > 0) return refuse(2, { kind: 'no-proxies-here' });
  if (dropIn === null && !replace) return refuse(3, { kind: 'edited', path: file.path, undo: false });
  const counts = entryFor(entriesBeside(seen), registry);
  const shown = shownBeside(seen);
  const undone = hasTable(seen);
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
): PodmanPlan | PodmanRefusal {
  const early = planEarly(seen, wish);
  if (early !== null) return early;
  const { registry } = seen;
  const old = seen.dropIn ?? { registries: [] };
  const planned = planOwnFile(ownFile(seen), wish, candidates, judgeFor(seen, wish), {
    text: (urls) => renderDropIn(withMirrors(old, { registry, mirrors: locationsOf(urls) })),
    expect(urls) {
      const mirrors = locationsOf(urls).map(({ location }) => location);
      return { expect: { mirrors }, inForce: sameOrder(shownOf(seen)?.mirrors ?? [], mirrors) };
    },
  });
  if (planned.kind === 'no-fit-mirror') return refuse(1, planned);
  const { stages, mirrors } = planned;
  const warnings = mirrors === null ? [] : [...choiceWarnings(mirrors, candidates), ...narrowerTables(seen)];
  return planOf(stages, mirrors, warnings);
}

/** Back to the file as a backup has it. Pure. */
export function planUndo(seen: SeenPodman, entry: OwnEntry | null): PodmanPlan | PodmanRefusal {
  const stages = planOwnUndo(ownFile(seen), entry, { mirrors: null });
  return stages === 'edited'
    ? refuse(3, { kind: 'edited', path: seen.file.path, undo: true })
    : planOf(stages, null, []);
}

/** null: podman knows nothing of the registry but its name. */
export function shownOf({ info, registry }: Pick<SeenPodman, 'info' | 'registry'>): ShownRegistry | null {
  return info.registries[registry] ?? null;
}

/** Those that our file has for this registry. */
export function ownMirrors({ dropIn, registry }: SeenPodman): readonly MirrorLocation[] {
  return dropIn?.registries.find((one) => one.registry === registry)?.mirrors ?? [];
}

function judgeFor(seen: SeenPodman, wish: Wish): Judge<PodmanFlaw> {
  const entries = entriesBeside(seen);
  return judgeOf('containersImage', wish, (url): PodmanFlaw | null => {
    const location = locationOf(url);
    if (location.kind === 'problem') return { kind: 'form', problem: location.problem };
    const counts = entryFor(entries, location.at.location);
    return counts?.blocked === true ? { kind: 'blocked', at: toldOf(counts) } : null;
  });
}

type EntryBeside = RegistryTable & Omit<TablePlace, 'prefix'>;

/** All that podman goes by but for our file: the other files' tables, and what it tells of beyond them (its files may be named by a variable). */
function entriesBeside({ info, others, dropIn }: SeenPodman): readonly EntryBeside[] {
  const known = new Set([...others, ...(dropIn?.registries ?? [])].map(prefixOf));
  const told = Object.entries(info.registries).filter(([prefix]) => !known.has(prefix));
  return [...told.map(([prefix, shown]) => entryShown(prefix, shown)), ...others];
}

/** What podman shows of the registry itself, but for our mirrors. */
function shownBeside(seen: SeenPodman): EntryBeside | null {
  const shown = shownOf(seen);
  if (shown === null) return null;
  const ours = new Set(ownMirrors(seen).map(({ location }) => location));
  const mirrors = shown.mirrors.filter((location) => !ours.has(location));
  return entryShown(seen.registry, { ...shown, mirrors });
}

function entryShown(prefix: string, { location, ...entry }: ShownRegistry): EntryBeside {
  return { ...entry, prefix, location: location === '' ? null : location, path: null, line: null };
}

function prefixOf(table: { readonly prefix: string } | { readonly registry: string }): string {
  return 'prefix' in table ? table.prefix : table.registry;
}

/** Has our file a table for the registry, with mirrors or without? */
function hasTable({ dropIn, registry }: SeenPodman): boolean {
  return dropIn?.registries.some((one) => one.registry === registry) ?? false;
}

function leadsElsewhere({ prefix, location }: RegistryTable, registry: string): boolean {
  return location !== null && (prefix.startsWith('*') || location !== registry);
}

function narrowerTables(seen: SeenPodman): readonly PodmanWarning[] {
  return entriesBeside(seen)
    .filter(({ prefix }) => prefix.startsWith(`${seen.registry}/`))
    .map((entry) => ({ kind: 'narrower-table', at: toldOf(entry) }));
}

function toldOf({ prefix, path, line }: EntryBeside): TablePlace {
  return { prefix, path, line };
}

function ownFile(seen: SeenPodman): OwnFile {
  const mirrors = seen.dropIn === null ? null : ownMirrors(seen).map(urlOf);
  return { path: seen.file.path, bytes: seen.bytes, mirrors };
}
