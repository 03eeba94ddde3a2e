import type { Stage } from '../../change/types.ts';
import {
  asSeenBy,
  type CommonWarning,
  choiceWarnings,
  type Judge,
  type MirrorList,
  type OfferedMirror,
  plainHttpFlaw,
  verdictFlaw,
} from '../choose/index.ts';
import type { Plan, Refusal, Wish } from '../engine.ts';
import { type LocationProblem, locationOf, locationsOf, urlOf } from '../files/location.ts';
import { type OwnEntry, type OwnFile, planOwnFile, planOwnUndo } from '../files/own-file.ts';
import { type OwnExpect, sameOrder } from '../files/own-hands.ts';
import { type MirrorLocation, renderDropIn, withMirrors } from '../files/registries-conf.ts';
import type { SeenPodman } from './find.ts';
import type { ShownRegistry } from './info.ts';

export type PodmanFlaw =
  | { readonly kind: 'form'; readonly problem: LocationProblem }
  /** It routes by a word that podman does not send. */
  | { readonly kind: 'wrong-client' };

export type PodmanReason =
  /** Podman goes through its caller's proxies. */
  | { readonly kind: 'no-proxies-here' }
  /** Somebody else wrote to our file. */
  | { readonly kind: 'edited'; readonly path: string }
  /** A file that is read after ours names the same registry. */
  | { readonly kind: 'hidden'; readonly path: string; readonly registry: string }
  | { readonly kind: 'other-mirrors'; readonly mirrors: readonly string[] }
  /** The registry is blocked, or its images come from elsewhere: a drop-in would undo that. */
  | { readonly kind: 'redirected'; readonly registry: string; readonly location: string | null };

export type PodmanPlan = Plan<OwnExpect, PodmanFlaw, CommonWarning>;
export type PodmanRefusal = Refusal<PodmanFlaw, PodmanReason>;

/** What would be refused whatever the mirrors. Pure. */
export function planEarly(seen: SeenPodman, { proxies, replace }: Wish): PodmanRefusal | null {
  const { file, dropIn, registry, hiddenBy } = seen;
  if (Object.keys(proxies).length > 0) return refuse(2, { kind: 'no-proxies-here' });
  if (dropIn === null && !replace) return refuse(3, { kind: 'edited', path: file.path });
  if (hiddenBy !== null) return refuse(3, { kind: 'hidden', path: hiddenBy, registry });
  const shown = shownOf(seen);
  if (shown === null) return null;
  if (shown.blocked) return refuse(3, { kind: 'redirected', registry, location: null });
  if (shown.location !== registry)
    return refuse(3, { kind: 'redirected', registry, location: shown.location });
  const ours = new Set(ownMirrors(seen).map(({ location }) => location));
  const others = shown.mirrors.filter((location) => !ours.has(location));
  return others.length === 0 || replace ? null : refuse(3, { kind: 'other-mirrors', mirrors: others });
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
  const planned = planOwnFile(ownFile(seen), wish, candidates, judgeOf(wish), {
    text: (urls) => renderDropIn(withMirrors(old, { registry, mirrors: locationsOf(urls) })),
    expect(urls) {
      const mirrors = locationsOf(urls).map(({ location }) => location);
      return { expect: { mirrors }, inForce: sameOrder(shownOf(seen)?.mirrors ?? [], mirrors) };
    },
  });
  if (planned.kind === 'no-fit-mirror') return refuse(1, planned);
  const { stages, mirrors } = planned;
  return planOf(stages, mirrors, mirrors === null ? [] : choiceWarnings(mirrors, candidates));
}

/** Back to the file as a backup has it. Pure. */
export function planUndo(seen: SeenPodman, entry: OwnEntry | null): PodmanPlan | PodmanRefusal {
  const stages = planOwnUndo(ownFile(seen), entry, { mirrors: null });
  return stages === 'edited' ? refuse(3, { kind: 'edited', path: seen.file.path }) : planOf(stages, null, []);
}

/** null: podman knows nothing of the registry but its name. */
export function shownOf({ info, registry }: Pick<SeenPodman, 'info' | 'registry'>): ShownRegistry | null {
  return info.registries[registry] ?? null;
}

/** Those that our file has for this registry. */
export function ownMirrors({ dropIn, registry }: SeenPodman): readonly MirrorLocation[] {
  return dropIn?.registries.find((one) => one.registry === registry)?.mirrors ?? [];
}

function judgeOf(wish: Wish): Judge<PodmanFlaw> {
  const form = (url: string): PodmanFlaw | null => {
    const location = locationOf(url);
    return location.kind === 'problem' ? { kind: 'form', problem: location.problem } : null;
  };
  return {
    form,
    flaw: (candidate) => {
      const asked = asSeenBy('containersImage', candidate);
      if (asked === null) return { kind: 'wrong-client' };
      return form(candidate.url) ?? verdictFlaw(asked, wish) ?? plainHttpFlaw(candidate, wish);
    },
  };
}

function ownFile(seen: SeenPodman): OwnFile {
  const mirrors = seen.dropIn === null ? null : ownMirrors(seen).map(urlOf);
  return { path: seen.file.path, bytes: seen.bytes, mirrors };
}

function planOf(
  stages: readonly Stage<OwnExpect>[],
  mirrors: MirrorList<PodmanFlaw> | null,
  warnings: readonly CommonWarning[],
): PodmanPlan {
  return { kind: 'plan', stages, mirrors, warnings, consent: [] };
}

function refuse(exitCode: PodmanRefusal['exitCode'], reason: PodmanRefusal['reason']): PodmanRefusal {
  return { kind: 'refusal', exitCode, reason };
}
