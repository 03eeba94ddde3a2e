import { parseMirrorUrl } from '../../catalog/index.ts';
import { maskUrls } from '../../change/mask-credentials.ts';
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
  /** What configures it. */
  readonly file: string;
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
    const { running, file } = engine.facts(found.seen);
    return {
      running,
      file: file.path,
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
      /** Those of the file. */
      readonly mirrors: readonly WatchedMirror[];
      /** Addresses of the file that the engine takes and a survey does not. As they stand there. */
      readonly unasked: readonly string[];
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
  { throughput = false }: { readonly throughput?: boolean } = {},
): Promise<WatchLook> {
  const settings = { ...asAskedBy(engine, probe), lists: [], throughput };
  const canBeAsked = (url: string): boolean => parseMirrorUrl(url.trim(), settings.forms).ok;
  const asked = [...urls, ...awaited].filter(canBeAsked);
  const unasked = urls.filter((url) => !canBeAsked(url));
  const found = asked.length === 0 ? NOBODY_ASKED : await askEach({ ...settings, urls: asked }, host);
  if (found.kind !== 'asked') return found;
  const all = new Map(found.mirrors);
  const known = urls.map((url) => [mirrorKey(url), all.get(mirrorKey(url)) ?? notKnown(url)] as const);
  return {
    kind: 'looked',
    noNetwork: found.noNetwork,
    aborted: found.aborted || host.signal.aborted,
    mirrors: [...new Map(known).values()],
    unasked,
    of: (url) => all.get(mirrorKey(url)),
  };
}

/** `mirrors`: by the key of their address. */
interface Asked {
  readonly kind: 'asked';
  readonly noNetwork: boolean;
  readonly aborted: boolean;
  readonly mirrors: readonly (readonly [string, WatchedMirror])[];
}

const NOBODY_ASKED: Asked = { kind: 'asked', noNetwork: false, aborted: false, mirrors: [] };

async function askEach(
  settings: ProbeSettings,
  host: Omit<RunHost, 'configured'>,
): Promise<Asked | Refused | FailedErrand> {
  const checked = await checkMirrors(settings, host);
  if (checked.kind !== 'checked') return checked;
  const { report, noNetwork, candidates } = checked;
  const keys = new Map(candidates.map(({ id, url }) => [id, mirrorKey(url.href)]));
  const mirrors = report.mirrors.map(({ id, url, verdict, code }) => {
    const mirror = { url, state: stateOf(verdict), verdict, code };
    return [keys.get(id) ?? mirrorKey(url), mirror] as const;
  });
  return { kind: 'asked', noNetwork, aborted: report.aborted, mirrors };
}

function notKnown(url: string): WatchedMirror {
  return { url: maskUrls(url), state: 'unknown', verdict: 'unknown', code: null };
}
