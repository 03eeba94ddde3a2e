import { sameBytes } from '../../change/same-bytes.ts';
import type { FileBefore } from '../../host/backup-format.ts';
import { bytesOf, type FileState, readFileState } from '../../host/file-state.ts';
import { ENGINE_API, HOST } from '../../limits.ts';
import { type Activator, activate, restart, untilShown } from './activate.ts';
import type { LiveSettings } from './api/info.ts';
import type { Inspection } from './inspect.ts';
import { type OurKey, planUndo, type Stage, type UndoInput, withOldKeys } from './plan/index.ts';
import { roleOf, serviceFacts } from './plan-facts.ts';
import { shownBy, withoutPending } from './shown-before.ts';
import { type Standing, standingOf } from './standing.ts';
import { writePlannedFile } from './write-files.ts';

export interface RollBack {
  readonly inspection: Inspection;
  /** Every file as it was before. */
  readonly states: readonly FileState[];
  readonly written: Written;
  /** Which settings the run changes: what goes back into a file that somebody edited meanwhile. */
  readonly keys: readonly OurKey[];
  /** What the engine showed before; null: it was down. */
  readonly live: LiveSettings | null;
  /** What the failed run had told the engine, if it came to that. */
  readonly activated: 'reload' | 'restart' | null;
}

/** By path, what we made of a file; null: nothing, it went. A path that we did not come to is not in it. */
export type Written = ReadonlyMap<string, readonly (Uint8Array | null)[]>;

export interface RolledBack {
  readonly restored: boolean;
  /** Files that somebody else edited after we wrote them: only our keys went back there. */
  readonly edited: readonly string[];
}

/**
 * Puts the old state back and proves it: the very bytes, and an engine that is up and shows the mirrors and proxies that it had
 * before. An engine that still runs is led back as an undo does it; one that went down gets its old file and is started. Nobody has
 * agreed to a restart but of an engine that was told to restart, or is down: where there was none, nothing of ours asks for one.
 * What somebody else has written into daemon.json since we did stays, but for our own keys.
 */
export async function rollBack(given: RollBack): Promise<RolledBack> {
  const { inspection, live, activated } = given;
  const states = given.states.filter(({ path }) => given.written.has(path));
  const edited = new Set<string>();
  const work: Work = { ...given, states, written: new Map(given.written), edited };
  const { endpoint, service } = inspection;
  // Nobody may stop this half way.
  const activator = { endpoint, service, signal: new AbortController().signal };
  const leads = live !== null && activated !== null;
  const now = leads ? await standingOf(activator, activated) : null;
  const stages = now === null || now.kind === 'down' ? null : await stagesBack(work, now);
  const led = stages !== null && (await leadBack(stages, states, activator));
  const ended = (restored: boolean): RolledBack => ({ restored, edited: [...edited] });
  // Even where it could not be led back: at its next start it has to find the old file.
  if (!(await putBackBytes(work))) return ended(false);
  const dropIn = states.some(({ path }) => roleOf(path, inspection.install.configPath) === 'proxy-drop-in');
  if (dropIn && !led && (await service.reloadUnits()).kind !== 'done') return ended(false);
  if (!leads) return ended(true);
  const expect = shownBy(live, edited.size === 0 ? ALL_KEYS : given.keys);
  const restartedExpect = withoutPending(expect, bytesOf(inspection.file), inspection.engine.version);
  if (led || (now?.kind !== 'down' && (await standingOf(activator, activated)).kind !== 'down')) {
    const shown = activated === 'restart' ? restartedExpect : expect;
    return ended((await untilShown(shown, new Date(), ENGINE_API.reloadMs, activator)).kind === 'active');
  }
  return ended((await restart(restartedExpect, activator)).kind === 'active');
}

const ALL_KEYS: readonly OurKey[] = ['registry-mirrors', 'proxies'];

/** A roll-back under way: `states` are those of files that we wrote. */
interface Work extends RollBack {
  readonly written: Map<string, readonly (Uint8Array | null)[]>;
  readonly edited: Set<string>;
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

function settingsOf(now: Exclude<Standing, { kind: 'down' }>): {
  readonly [field in keyof LiveSettings]: LiveSettings[field] | null;
} {
  return now.kind === 'up' ? now.settings : { mirrors: null, proxies: null };
}

async function stagesBack(
  work: Work,
  now: Exclude<Standing, { kind: 'down' }>,
): Promise<readonly Stage[] | null> {
  const { inspection, states, live, activated } = work;
  const { install, engine, service } = inspection;
  const files: BackWay[] = [];
  for (const state of states) {
    const file = await backWay(state, work);
    if (file === null) return null;
    files.push(file);
  }
  const unchanged = bytesOf(inspection.file);
  const daemonJson = files.find(({ role }) => role === 'daemon-json') ?? {
    path: install.configPath,
    role: 'daemon-json' as const,
    before: unchanged,
    now: unchanged,
    editedSince: false,
    keys: [],
  };
  const plan = planUndo({
    install,
    engine: { ...engine, ...settingsOf(now) },
    service: serviceFacts(service),
    daemonJson,
    serviceFiles: files.filter(({ role }) => role !== 'daemon-json'),
    activate: activated === 'restart' ? 'auto' : 'reload',
    purpose: { kind: 'rollback', liveBefore: live?.mirrors ?? null },
  });
  if (plan.kind !== 'plan') return null;
  for (const { path, after } of daemonJson.editedSince ? [] : plan.stages.flatMap((stage) => stage.files)) {
    work.written.set(path, [...(work.written.get(path) ?? []), after]);
  }
  return plan.stages;
}

type BackWay = UndoInput['daemonJson'];

/** A file from what it is now to what it was. null: it cannot be read. */
async function backWay(
  before: FileState,
  { inspection: { install }, written, keys, edited }: Work,
): Promise<BackWay | null> {
  const now = await readFileState(before.path, HOST.configBytes);
  if (now.kind === 'file-failure') return null;
  const role = roleOf(before.path, install.configPath);
  const bytes = bytesOf(now);
  const ours = [bytesOf(before), ...(written.get(before.path) ?? [])];
  // The service's files are all our own: nobody else has keys there.
  const editedSince = role === 'daemon-json' && !ours.some((known) => sameBytes(known, bytes));
  if (editedSince) edited.add(before.path);
  return { path: before.path, role, before: bytesOf(before), now: bytes, editedSince, keys };
}

/** Whatever was planned on the way: in the end the very bytes of before are there, or our keys of before in what is somebody else's. */
async function putBackBytes(work: Work): Promise<boolean> {
  const { inspection, states } = work;
  // What was written last goes back first: never does a drop-in name a file that is not there.
  for (const state of states.toReversed()) {
    const file = await backWay(state, work);
    if (file === null) return false;
    const { path, role, before, now } = file;
    const target = file.editedSince
      ? withOldKeys(file, inspection.engine.version)
      : { bytes: before, mode: 'restore' as const };
    if (target === null) return false;
    if (sameBytes(now, target.bytes)) continue;
    const planned = { path, role, before: now, after: target.bytes, mode: target.mode };
    const written = await writePlannedFile(planned, wasOf(states, path), async () => null);
    if (written.kind !== 'written') return false;
  }
  return true;
}

function wasOf(states: readonly FileState[], path: string): FileBefore | null {
  const state = states.find((one) => one.path === path);
  if (state === undefined) return null;
  return state.kind === 'file' ? { ...state, exists: true } : { ...state, exists: false };
}
