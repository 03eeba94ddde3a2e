import type { Asker, EngineName } from '../../engines/engine.ts';
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
      way: engineWay(probing, asker.env, { byShell: false }),
    };
  });
}

export type WatchLook =
  | Refused
  | FailedErrand
  | {
      readonly kind: 'looked';
      readonly noNetwork: boolean;
      readonly aborted: boolean;
      readonly mirrors: readonly WatchedMirror[];
    };

/** Asks these mirrors and no other, without throughput: a dozen small requests each. */
export async function lookAt(
  engine: EngineName,
  urls: readonly string[],
  probe: ProbeSettings,
  host: Omit<RunHost, 'configured'>,
): Promise<WatchLook> {
  const checked = await checkMirrors(
    { ...asAskedBy(engine, probe), urls, lists: [], throughput: false },
    host,
  );
  if (checked.kind !== 'checked') return checked;
  const { report, noNetwork } = checked;
  return {
    kind: 'looked',
    noNetwork,
    aborted: report.aborted || host.signal.aborted,
    mirrors: report.mirrors.map(({ url, verdict, code }) => ({
      url,
      state: stateOf(verdict),
      verdict,
      code,
    })),
  };
}
