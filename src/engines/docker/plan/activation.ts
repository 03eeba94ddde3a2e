import type { Capabilities } from '../capabilities.ts';
import type { DaemonJsonDocument } from '../daemon-json/index.ts';
import type { DockerdFlag } from '../flags.ts';
import type { ApplyOptions, EngineFacts } from './input.ts';
import type { Activation, Consent, PlannedFile, RestartedContainers, RestartReason } from './types.ts';

/** What is not in force yet. */
export interface Pending {
  readonly mirrors: boolean;
  readonly proxies: boolean;
  /** A systemd drop-in changed. */
  readonly dropIn: boolean;
}

/** How the change takes effect: mirrors by a reload, which no container notices; proxies by a restart alone. */
export function activationOf(
  pending: Pending,
  engine: Pick<EngineFacts, 'running' | 'swarm' | 'liveRestore' | 'runningContainers'>,
  means: { readonly byHand: string | null; readonly canRestart: boolean },
  capabilities: Pick<Capabilities, 'reloadMirrors'>,
  activate: ApplyOptions['activate'],
): Activation {
  if (!pending.mirrors && !pending.proxies) return { kind: 'none', why: 'nothing-to-do' };
  if (activate === 'none') return { kind: 'none', why: 'asked' };
  if (means.byHand !== null)
    return { kind: 'by-hand', command: means.byHand, why: neededFor(pending, capabilities) };
  if (!engine.running) return { kind: 'none', why: 'engine-down' };
  const needed = neededFor(pending, capabilities);
  if (activate === 'reload' && capabilities.reloadMirrors) {
    return pending.mirrors ? { kind: 'reload' } : { kind: 'none', why: 'asked' };
  }
  if (needed === 'reload' && activate !== 'restart') return { kind: 'reload' };
  const why = needed === 'reload' ? 'asked' : needed;
  if (!means.canRestart) return { kind: 'by-hand', command: null, why };
  return { kind: 'restart', why, daemonReload: pending.dropIn, containers: restartedContainers(engine) };
}

/** `given`: the user asked for `--activate restart`. */
export function consentFor(activation: Activation, given: boolean): readonly Consent[] {
  if (activation.kind !== 'restart' || activation.containers.stop === 0) return [];
  return [{ kind: 'stop-containers', count: activation.containers.stop, given }];
}

/** A file that changed with nothing to put into force (a repair) is read at the next start. */
export function settled(activation: Activation, files: readonly PlannedFile[]): Activation {
  return activation.kind === 'none' && activation.why === 'nothing-to-do' && files.length > 0
    ? { kind: 'none', why: 'not-needed' }
    : activation;
}

function neededFor(
  { proxies }: Pending,
  { reloadMirrors }: Pick<Capabilities, 'reloadMirrors'>,
): 'reload' | Exclude<RestartReason, 'asked'> {
  if (proxies) return 'proxies';
  return reloadMirrors ? 'reload' : 'cannot-reload';
}

/**
 * Does live-restore carry the containers over a restart? The engine must have it on, and the next one too: that which starts without
 * stops every container that it finds (moby daemon/daemon.go, restore). `flags`: those of the next start.
 */
export function liveRestoreLasts(
  on: boolean,
  { liveRestore }: Pick<DaemonJsonDocument, 'liveRestore'>,
  flags: readonly DockerdFlag[],
): boolean {
  const flag = flags.findLast(({ name }) => name === 'live-restore');
  const byFlag = flag !== undefined && /^(?:1|t|true)$/i.test(flag.value ?? 'true');
  return on && (liveRestore || byFlag);
}

/** What a restart does to the containers of this engine. */
export function restartedContainers(
  engine: Pick<EngineFacts, 'swarm' | 'liveRestore' | 'runningContainers'>,
): RestartedContainers {
  const { swarm, liveRestore, runningContainers } = engine;
  if (runningContainers === 0) return { stop: 0, liveRestore: 'none-run' };
  if (liveRestore && !swarm) return { stop: 0, liveRestore: 'on' };
  return { stop: runningContainers, liveRestore: swarm ? 'not-with-swarm' : 'would-help' };
}
