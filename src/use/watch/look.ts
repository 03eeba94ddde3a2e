import type { Consent } from '../../change/types.ts';
import { mirrorKey } from '../../engines/choose/index.ts';
import type { Asker, EngineName, Wish } from '../../engines/engine.ts';
import { withEngine } from '../../engines/index.ts';
import { asAskedBy } from '../as-asked-by.ts';
import { checkMirrors } from '../check-mirrors.ts';
import { engineWay } from '../engine-way.ts';
import { NO_WISH } from '../no-wish.ts';
import type { FailedErrand } from '../outside.ts';
import type { Refused } from '../population.ts';
import type { ProbeSettings } from '../probe-settings.ts';
import type { EngineWay, RunHost } from '../run-host.ts';
import { stateOf } from './decide.ts';
import { WATCH } from './limits.ts';
import type { WatchedMirror } from './types.ts';

/** An engine whose mirrors are watched. */
export interface WatchedEngine {
  readonly running: boolean;
  /** Its file's, as written there. */
  readonly configured: readonly string[];
  /** Settings that others left in the file, and that a reload for new mirrors, or the next start, would bring into force too. */
  readonly waiting: readonly string[];
  readonly way: EngineWay;
}

/** null: there is none that mirror-apply configures by itself; it says why. Starts nothing and changes nothing. */
export async function watchedEngine(
  name: EngineName,
  registry: string,
  asker: Asker,
): Promise<WatchedEngine | null> {
  return await withEngine(name, async (engine) => {
    const found = await engine.find({ dockerHost: null, config: null, registry }, asker);
    if (found.kind !== 'seen' || !('seen' in found) || engine.byHand !== undefined) return null;
    const probing = engine.probing(found.seen, NO_WISH);
    // Of a file that cannot be read no mirror is known, which is not to have none.
    if (probing.configured.length === 0 && engine.planEarly(found.seen, NO_WISH, true) !== null) return null;
    return {
      running: engine.facts(found.seen).running,
      configured: probing.configured.slice(0, WATCH.mirrors),
      waiting: waitingIn(engine.planApply(found.seen, AS_IF, [])),
      way: engineWay(probing, asker.env, { byShell: false }),
    };
  });
}

/** Any other mirrors would do to see what else waits: none, by a reload. It is not carried out. */
const AS_IF: Wish = { ...NO_WISH, mirrorsOff: true, activate: 'reload', unlessPending: true };

function waitingIn(
  plan: { readonly kind: 'refusal' } | { readonly kind: 'plan'; readonly consent: readonly Consent[] },
): readonly string[] {
  if (plan.kind === 'refusal') return [];
  return plan.consent.flatMap((consent) => (consent.kind === 'pending' ? consent.keys : []));
}

export type WatchLook =
  | Refused
  | FailedErrand
  | {
      readonly kind: 'looked';
      readonly noNetwork: boolean;
      readonly aborted: boolean;
      readonly mirrors: readonly WatchedMirror[];
      /** Those that stand in the file no more. */
      readonly awaited: readonly WatchedMirror[];
      /** How one was found, by its address as the file or the memory has it. */
      readonly of: (url: string) => WatchedMirror | undefined;
    };

/** Asks these mirrors and no other, without throughput: a dozen small requests each. `awaited`: spelled out, as `urls` are. */
export async function lookAt(
  engine: EngineName,
  urls: readonly string[],
  awaited: readonly string[],
  probe: ProbeSettings,
  host: Omit<RunHost, 'configured'>,
): Promise<WatchLook> {
  const checked = await checkMirrors(
    { ...asAskedBy(engine, probe), urls: [...urls, ...awaited], lists: [], throughput: false },
    host,
  );
  if (checked.kind !== 'checked') return checked;
  const { report, noNetwork, candidates } = checked;
  const keys = new Map(candidates.map(({ id, url }) => [id, mirrorKey(url.href)]));
  const found = report.mirrors.map(({ id, url, verdict, code }) => ({
    key: keys.get(id) ?? mirrorKey(url),
    mirror: { url, state: stateOf(verdict), verdict, code },
  }));
  const all = new Map(found.map(({ key, mirror }) => [key, mirror]));
  const isAwaited = new Set(awaited.map(mirrorKey));
  const those = (wanted: boolean): readonly WatchedMirror[] =>
    found.flatMap(({ key, mirror }) => (isAwaited.has(key) === wanted ? [mirror] : []));
  return {
    kind: 'looked',
    noNetwork,
    aborted: report.aborted || host.signal.aborted,
    mirrors: those(false),
    awaited: those(true),
    of: (url) => all.get(mirrorKey(url)),
  };
}
