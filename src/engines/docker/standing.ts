import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineState } from '../../change/hands.ts';
import type { ActivationTold } from '../../change/types.ts';
import { isGone } from '../../services/index.ts';
import { ENGINE_API } from '../limits.ts';
import type { Activator } from './activate.ts';
import { type LiveSettings, lookAtSettings } from './api/info.ts';

/**
 * How is an engine after a change that failed? One that was told to reload may be slow to answer, and its containers run: it is down
 * when its manager says so, or still on its way up after a while. One that was told to restart is down where it does not answer.
 */
export async function standingOf(
  { endpoint, service }: Activator,
  told: ActivationTold,
): Promise<EngineState<LiveSettings>> {
  const until = performance.now() + ENGINE_API.reloadMs;
  for (;;) {
    const settings = await lookAtSettings(endpoint);
    if (settings.kind === 'settings') return { kind: 'up', settings };
    if (told === 'restart') return { kind: 'down' };
    const status = await service.status();
    if (isGone(status)) return { kind: 'down' };
    if (performance.now() > until) return { kind: status === 'activating' ? 'down' : 'mute' };
    await sleep(ENGINE_API.slowPollMs);
  }
}
