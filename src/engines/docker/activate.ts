import { setTimeout as sleep } from 'node:timers/promises';
import type { ActivationFailure, Active } from '../../change/hands.ts';
import type { Activation } from '../../change/types.ts';
import { isAlive, type ProcessIdentity } from '../../host/process-identity.ts';
import type { ProvenProcess } from '../../host/prove-process.ts';
import { isGone, type ServiceAction, type ServiceManager, type ServiceStatus } from '../../services/index.ts';
import { ENGINE_API } from '../limits.ts';
import { type LiveSettings, lookAtSettings } from './api/info.ts';
import type { Endpoint } from './endpoint.ts';
import { sameMirrors } from './mirror-rules.ts';
import type { Expectation } from './plan/index.ts';
import { PROXY_FIELDS } from './plan/proxies.ts';
import { apiSocketsOf } from './reach.ts';

export interface Activator {
  readonly endpoint: Endpoint;
  readonly service: ServiceManager;
  /** The engine's process now; null: not seen. */
  readonly find: () => Promise<ProvenProcess | null>;
  readonly signal: AbortSignal;
  /** What the service manager said a moment ago, where it was asked already. */
  readonly status?: ServiceStatus;
  /** It listens elsewhere since it was started anew. */
  readonly moved?: (endpoint: Endpoint) => void;
}

/** Makes a change take effect and waits until the engine's API shows it. */
export async function activate(
  activation: Activation,
  expect: Expectation,
  dropInChanged: boolean,
  activator: Activator,
): Promise<ActivationFailure | Active<LiveSettings>> {
  const { service } = activator;
  const since = new Date();
  if (dropInChanged) {
    const read = await service.reloadUnits();
    if (read.kind !== 'done') return { kind: 'action-failed', action: read };
  }
  switch (activation.kind) {
    case 'none':
    case 'by-hand':
    case 'at-each-pull':
      return { kind: 'active', shown: null };
    case 'reload': {
      const asked = await reloadWhenUp(activator);
      if (asked.kind !== 'done') return { kind: 'action-failed', action: asked };
      return await untilShown(expect, since, ENGINE_API.reloadMs, activator);
    }
    case 'restart':
      return await restart(expect, activator);
    default:
      return activation satisfies never;
  }
}

/** Restarts the engine, or starts one that is down, and waits until its API shows what is expected. */
export async function restart(
  expect: Expectation,
  activator: Activator,
): Promise<ActivationFailure | Active<LiveSettings>> {
  const { service, find } = activator;
  const since = new Date();
  const before = (await find())?.identity ?? null;
  // Restarts of the last minute count against this one otherwise: StartLimitBurst.
  await service.resetFailed();
  const asked = await service.restart();
  if (asked.kind !== 'done') return { kind: 'action-failed', action: asked };
  return await untilShown(expect, since, ENGINE_API.restartMs, activator, { old: before });
}

/** An engine that is just starting takes the signal a moment later. */
async function reloadWhenUp({ service, signal, status }: Activator): Promise<ServiceAction> {
  const until = performance.now() + ENGINE_API.reloadMs;
  for (let known = status; ; known = undefined) {
    const asked = await service.reload(known);
    if (asked.kind !== 'not-up' || performance.now() > until || signal.aborted) return asked;
    await sleep(ENGINE_API.slowPollMs);
  }
}

/**
 * Polls `GET /info`: what the engine shows there is what it uses. Who stops it waits a moment yet: an engine that has read the new file
 * and still shows the old settings would be found to be as before, and take the new ones after that. `old`: the process that a restart is
 * to end; while it lives, what is shown is its own. One that was started anew may listen elsewhere, where the file that it read says so.
 */
export async function untilShown(
  expect: Expectation,
  since: Date,
  withinMs: number,
  activator: Activator,
  restarted: { readonly old: ProcessIdentity | null } | null = null,
): Promise<ActivationFailure | Active<LiveSettings>> {
  const { service, signal } = activator;
  const old = restarted?.old ?? null;
  let { endpoint } = activator;
  const startedAt = performance.now();
  let gone = 0;
  let stoppedAt: number | null = null;
  for (let lookedAt = startedAt; ; ) {
    const isAnew = old !== null && !(await isAlive(old));
    const engine = await lookAtSettings(endpoint);
    if (engine.kind === 'settings' && shows(engine, expect) && (old === null || !(await isAlive(old)))) {
      return { kind: 'active', shown: engine };
    }
    // Before a new process answers it has read all that it will read: it shows nothing else later, and its containers wait.
    if (engine.kind === 'settings' && isAnew) return { kind: 'not-shown' };
    const elapsed = performance.now() - startedAt;
    if (signal.aborted) stoppedAt ??= elapsed;
    if (stoppedAt !== null && elapsed - stoppedAt >= ENGINE_API.settleMs) return { kind: 'stopped' };
    const up = engine.kind === 'settings';
    if (elapsed > withinMs) return { kind: up ? 'not-shown' : 'not-up' };
    if (elapsed > PATIENCE_MS && performance.now() - lookedAt > PATIENCE_MS) {
      lookedAt = performance.now();
      if (up && (await hasRefused(service, since))) return { kind: 'refused' };
      const there = up || restarted === null ? null : await elsewhere(activator, old);
      if (there !== null) {
        endpoint = there;
        activator.moved?.(there);
        continue;
      }
      gone = up || !isGone(await service.status()) ? 0 : gone + 1;
      if (gone >= 2) return { kind: 'not-up' };
    }
    await sleep(elapsed < 1000 ? ENGINE_API.pollMs : ENGINE_API.slowPollMs);
  }
}

/** Where the proven process of the engine answers, other than `old`. */
async function elsewhere({ find }: Activator, old: ProcessIdentity | null): Promise<Endpoint | null> {
  const pid = (await find())?.identity.pid;
  if (pid === undefined || pid === old?.pid) return null;
  for (const endpoint of (await apiSocketsOf(pid)) ?? []) {
    if ((await lookAtSettings(endpoint)).kind === 'settings') return endpoint;
  }
  return null;
}

/** Does the engine's API show what is expected? Pure. */
export function shows(engine: LiveSettings, { mirrors, proxies = {} }: Expectation): boolean {
  if (mirrors !== undefined && !sameMirrors(mirrors, engine.mirrors)) return false;
  return PROXY_FIELDS.every((field) => {
    const expected = proxies[field];
    const shown = engine.proxies[field] ?? '';
    switch (expected?.kind) {
      case 'as-before':
        return shown === expected.text;
      case 'other':
        return shown !== expected.than;
      case 'any':
        return shown !== '';
      case 'cleared':
      case undefined:
        return true;
      default:
        return expected satisfies never;
    }
  });
}

/** How long nothing but the API is asked, and the time between two further questions. */
const PATIENCE_MS = 1_000;

/** moby cmd/dockerd/daemon.go: a file that does not fit, or one that `daemon.Reload` stops at, as an unknown runtime; then nothing of it is in force. */
const REFUSED = /rror reloading config|Error reconfiguring the daemon|unable to configure the Docker daemon/;

async function hasRefused(service: ServiceManager, since: Date): Promise<boolean> {
  const lines = await service.recentLogLines(since);
  return lines.some((line) => REFUSED.test(line));
}
