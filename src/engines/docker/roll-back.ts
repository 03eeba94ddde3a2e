import type { FileBefore } from '../../host/backup-format.ts';
import { type FileState, readFileState } from '../../host/file-state.ts';
import { ENGINE_API, HOST } from '../../limits.ts';
import { type Activator, activate, untilShown } from './activate.ts';
import { type LiveSettings, lookAtSettings } from './api/info.ts';
import type { Inspection } from './inspect.ts';
import { sameBytes } from './plan/bytes.ts';
import type { Expectation, FileRole, RestoredFile, Stage } from './plan/index.ts';
import { planUndo } from './plan/index.ts';
import { roleOf, serviceFacts } from './plan-facts.ts';
import { writePlannedFile } from './write-files.ts';

export interface RollBack {
  readonly inspection: Inspection;
  /** Every file as it was before. */
  readonly states: readonly FileState[];
  /** What the engine showed before; null: it was down. */
  readonly live: LiveSettings | null;
}

/**
 * Puts the old state back and proves it: the very bytes, and an engine that is up and shows the mirrors and proxies that it had
 * before. An engine that still runs is led back as an undo does it; one that went down gets its old file and is started.
 */
export async function rollBack({ inspection, states, live }: RollBack): Promise<boolean> {
  const { endpoint, service } = inspection;
  // Nobody may stop this half way.
  const activator = { endpoint, service, signal: new AbortController().signal };
  const now = live === null ? null : await lookAtSettings(endpoint);
  const stillUp = now?.kind === 'settings' ? now : null;
  const stages = stillUp === null ? null : await stagesBack(inspection, states, stillUp, live);
  const led = stages !== null && (await leadBack(stages, states, activator));
  // Even where it could not be led back: at its next start it has to find the old file.
  if (!(await putBackBytes(inspection, states))) return false;
  if (live === null) return true;
  const isUp = stillUp !== null && (led || (await lookAtSettings(endpoint)).kind === 'settings');
  if (!isUp) {
    const since = new Date();
    await service.reloadUnits();
    await service.resetFailed();
    const restarted = await service.restart();
    if (restarted.kind !== 'done') return false;
    return (await untilShown(shownBy(live), since, ENGINE_API.restartMs, activator)).kind === 'active';
  }
  return (await untilShown(shownBy(live), new Date(), ENGINE_API.reloadMs, activator)).kind === 'active';
}

async function leadBack(
  stages: readonly Stage[],
  states: readonly FileState[],
  activator: Activator,
): Promise<boolean> {
  for (const { files, activation, expect } of stages) {
    for (const file of files) {
      const written = await writePlannedFile(file, wasOf(states, file.path), async () => null);
      if (written.kind !== 'written') return false;
    }
    const dropIn = files.some(({ role }) => role === 'proxy-drop-in');
    if ((await activate(activation, expect, dropIn, activator)).kind !== 'active') return false;
  }
  return true;
}

/** What the engine has to show again. */
function shownBy({ mirrors, proxies }: LiveSettings): Expectation {
  const { httpProxy, httpsProxy, noProxy } = proxies;
  return {
    mirrors,
    proxies: { httpProxy: httpProxy ?? '', httpsProxy: httpsProxy ?? '', noProxy: noProxy ?? '' },
  };
}

async function stagesBack(
  inspection: Inspection,
  states: readonly FileState[],
  stillUp: LiveSettings,
  live: LiveSettings | null,
): Promise<readonly Stage[] | null> {
  const { install, engine, service } = inspection;
  const files: RestoredFile[] = [];
  for (const state of states) {
    const now = await readFileState(state.path, HOST.configBytes);
    if (now.kind === 'file-failure') return null;
    files.push(restored(state, now, roleOf(state.path, install.configPath)));
  }
  const unchanged = bytesOf(inspection.file);
  const daemonJson = files.find(({ role }) => role === 'daemon-json') ?? {
    path: install.configPath,
    role: 'daemon-json' as const,
    before: unchanged,
    now: unchanged,
  };
  const plan = planUndo({
    install,
    engine: { ...engine, mirrors: stillUp.mirrors, proxies: stillUp.proxies },
    service: serviceFacts(service),
    daemonJson: { ...daemonJson, editedSince: false, keys: ['registry-mirrors', 'proxies'] },
    serviceFiles: files.filter(({ role }) => role !== 'daemon-json'),
    activate: 'auto',
    purpose: { kind: 'rollback', liveBefore: live?.mirrors ?? null },
  });
  return plan.kind === 'plan' ? plan.stages : null;
}

function restored(before: FileState, now: FileState, role: FileRole): RestoredFile {
  return { path: before.path, role, before: bytesOf(before), now: bytesOf(now) };
}

/** Whatever was planned on the way: in the end the very bytes of before are there. */
async function putBackBytes({ install }: Inspection, states: readonly FileState[]): Promise<boolean> {
  for (const state of states) {
    const now = await readFileState(state.path, HOST.configBytes);
    if (now.kind === 'file-failure') return false;
    if (sameBytes(bytesOf(now), bytesOf(state))) continue;
    const file = {
      ...restored(state, now, roleOf(state.path, install.configPath)),
      mode: 'restore' as const,
    };
    const planned = { ...file, before: file.now, after: file.before };
    const written = await writePlannedFile(planned, wasOf(states, state.path), async () => null);
    if (written.kind !== 'written') return false;
  }
  return true;
}

function wasOf(states: readonly FileState[], path: string): FileBefore | null {
  const state = states.find((one) => one.path === path);
  if (state === undefined) return null;
  return state.kind === 'file' ? { ...state, exists: true } : { ...state, exists: false };
}

function bytesOf(state: FileState): Uint8Array | null {
  return state.kind === 'file' ? state.bytes : null;
}
