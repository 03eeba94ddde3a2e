import type { Verdict } from '../../probe/codes.ts';
import { trimEndOf } from '../../registry/trim-end.ts';
import { cleanText, maskAddress } from '../../registry/untrusted-text.ts';
import { aroundPinned, pinnedOf } from './exact.ts';
import { APPLY } from './limits.ts';
import type {
  ChoiceOptions,
  CommonFlaw,
  DroppedMirror,
  ListedMirror,
  MirrorList,
  Named,
  NoFitMirror,
  OfferedMirror,
  UnfitMirror,
} from './types.ts';

/** What an engine says of one mirror; null: nothing against it. */
export interface Judge<Flaw extends Named> {
  /** May it be configured? */
  readonly flaw: (candidate: OfferedMirror) => CommonFlaw | Flaw | null;
  /** Does the engine take an address that stands in its file, by its form alone? */
  readonly form: (url: string) => Flaw | null;
}

export type Choice<Flaw extends Named> =
  | { readonly kind: 'chosen'; readonly mirrors: MirrorList<Flaw> }
  | NoFitMirror<Flaw>;

/**
 * Which mirrors stand in the file afterwards: the best `top` fit ones, then what was configured before, unless it is
 * dead, broken, unsafe or refused by this engine, or `--replace` says so. `configured` is in the user's own spelling,
 * which stays; and so does their order, where the best would not be faster by more than noise. With `exact` there are
 * `top` in all: a configured one that no list names keeps its place before any better one, and who has none goes.
 */
export function chooseMirrors<Flaw extends Named>(
  candidates: readonly OfferedMirror[],
  configured: readonly string[],
  options: ChoiceOptions,
  judge: Judge<Flaw>,
): Choice<Flaw> {
  const byKey = new Map(candidates.map((candidate) => [mirrorKey(candidate.url), candidate]));
  const spelling = new Map(configured.map((url) => [mirrorKey(url), url]));
  if (options.mirrorsOff) {
    const why = { kind: 'mirrors-off' } as const;
    const off = options.off === undefined ? null : new Set(options.off.map(mirrorKey));
    const goes = (key: string): boolean => off?.has(key) ?? true;
    const listed = [...spelling].flatMap(([key, url]): ListedMirror[] =>
      goes(key) ? [] : [{ url, displayUrl: shown(url, byKey.get(key)), as: 'kept', wasConfigured: true }],
    );
    const dropped = [...spelling].flatMap(([key, url]) =>
      goes(key) ? [{ displayUrl: shown(url, byKey.get(key)), why }] : [],
    );
    return { kind: 'chosen', mirrors: { listed, dropped, unfit: [], beyondTop: [] } };
  }
  const judged = [...byKey].map(([key, candidate]) => ({ key, candidate, why: judge.flaw(candidate) }));
  // Whether what is configured already and was not measured is among the best is not known: it is kept, not chosen.
  const isOpen = ({ origin, verdict }: OfferedMirror): boolean => origin === 'configured' && verdict === null;
  const fit = judged.filter(({ why, candidate }) => why === null && !isOpen(candidate));
  const pinned = options.exact
    ? pinnedOf(
        judged.filter(({ key }) => spelling.has(key)),
        options.top,
      )
    : [];
  const others = fit.filter((one) => !pinned.includes(one));
  const best = others.slice(0, options.top - pinned.length);
  const present = [...spelling.keys()].flatMap((key) => others.find((one) => one.key === key) ?? []);
  const taken = isAsGood(present, best) ? present.slice(0, best.length) : best;
  const chosen = aroundPinned(pinned, taken, [...spelling.keys()]);
  const unfit = judged.flatMap(({ key, candidate, why }) =>
    why === null ? [] : [{ key, displayUrl: candidate.displayUrl, why }],
  );
  if (chosen.length === 0) return { kind: 'no-fit-mirror', unfit: unfit.map(withoutKey) };

  const chosenKeys = new Set(chosen.map(({ key }) => key));
  let places = options.exact ? options.top - chosen.length : Number.POSITIVE_INFINITY;
  const fates = [...spelling]
    .filter(([key]) => !chosenKeys.has(key))
    .map(([key, url]) => {
      const candidate = byKey.get(key);
      const why = reasonToDrop(url, candidate, options, judge);
      if (why === null) places -= 1;
      return { key, url, candidate, why: why ?? (places < 0 ? ({ kind: 'no-place' } as const) : null) };
    });
  const keptKeys = new Set(fates.map(({ key }) => key));
  const mirrors: MirrorList<Flaw> = {
    listed: [
      ...chosen.map(
        ({ key, candidate, why }): ListedMirror => ({
          url: spelling.get(key) ?? candidate.url,
          displayUrl: candidate.displayUrl,
          as: why === null ? 'chosen' : 'kept',
          wasConfigured: spelling.has(key),
        }),
      ),
      ...fates.flatMap(({ url, candidate, why }): ListedMirror[] =>
        why === null ? [{ url, displayUrl: shown(url, candidate), as: 'kept', wasConfigured: true }] : [],
      ),
    ],
    dropped: fates.flatMap(({ url, candidate, why }) =>
      why === null ? [] : [{ displayUrl: asItStands(url, candidate), why }],
    ),
    unfit: unfit.filter(({ key }) => !keptKeys.has(key)).map(withoutKey),
    beyondTop: fit
      .filter(({ key, candidate: { origin, verdict } }) => {
        const isLeft = !chosenKeys.has(key) && !keptKeys.has(key);
        return isLeft && origin === 'argument' && verdict === null;
      })
      .map(({ candidate }) => candidate.displayUrl),
  };
  return { kind: 'chosen', mirrors };
}

interface Judged {
  readonly candidate: OfferedMirror;
}

/** Are the first of those that stand there already, place for place, about as fast as the best? Then noise would be all that a change follows. */
function isAsGood(present: readonly Judged[], best: readonly Judged[]): boolean {
  return best.every(({ candidate: { pullSeconds: fastest = null } }, place) => {
    const seconds = present[place]?.candidate.pullSeconds ?? null;
    return seconds !== null && fastest !== null && seconds <= fastest * (1 + APPLY.materialGain);
  });
}

/** Equal for two spellings of one address. */
export function mirrorKey(url: string): string {
  return trimEndOf(URL.canParse(url) ? new URL(url).href : url, '/');
}

const DROPPED_VERDICTS: ReadonlySet<Verdict> = new Set(['dead', 'broken', 'unsafe']);

function reasonToDrop<Flaw extends Named>(
  url: string,
  candidate: OfferedMirror | undefined,
  { replace }: ChoiceOptions,
  { form }: Judge<Flaw>,
): DroppedMirror<Flaw>['why'] | null {
  const flaw = form(url);
  if (flaw !== null) return flaw;
  if (replace) return { kind: 'replaced' };
  const verdict = candidate?.verdict ?? null;
  if (verdict === null || !DROPPED_VERDICTS.has(verdict)) return null;
  return { kind: 'verdict', verdict, code: candidate?.code ?? null };
}

/** What is wrong with an entry may be in its spelling; a personal address stays its template. */
function asItStands(url: string, candidate: OfferedMirror | undefined): string {
  const isPersonal = candidate !== undefined && candidate.displayUrl !== candidate.url;
  return shown(url, isPersonal ? candidate : undefined);
}

function shown(url: string, candidate: OfferedMirror | undefined): string {
  return candidate?.displayUrl ?? cleanText(maskAddress(url));
}

function withoutKey<Flaw extends Named>({ displayUrl, why }: UnfitMirror<Flaw>): UnfitMirror<Flaw> {
  return { displayUrl, why };
}
