import type {
  Activation,
  Awaited,
  Consent,
  PlannedFile,
  RestartedContainers,
  RestartReason,
} from '../../../change/types.ts';
import type { Capabilities } from '../capabilities.ts';
import type { DaemonJsonDocument } from '../daemon-json/index.ts';
import { type PendingKey, pendingKeys, pendingRelease, unseenEdits } from '../pending.ts';
import { isOn } from '../pending-values.ts';
import type { ApplyOptions, EngineFacts } from './input.ts';
import type { TakenUp } from './next-start.ts';
import { ownKeysPending, type SetByRun } from './own-pending.ts';
import type { PlanWarning } from './types.ts';

/** What is not in force yet. */
export interface Pending {
  readonly mirrors: boolean;
  /** The file will not have the key, and a reload leaves the mirrors in force then. */
  readonly keyGoes?: boolean;
  readonly proxies: boolean;
  /** A systemd drop-in changed. */
  readonly dropIn: boolean;
  /** The service's options changed: what the running engine was started with stays until it is started anew. */
  readonly options: boolean;
  /** Others than ours differ in the new file, and the next start takes them up. */
  readonly others?: boolean;
  /** Of these; absent: a restart alone. */
  readonly othersAwait?: 'reload' | 'restart';
}

export type RestartedEngine = Pick<EngineFacts, 'swarm' | 'liveRestore' | 'runningContainers' | 'next'>;
/** Of the file that the engine finds at its next start. */
export type NextFile = Pick<DaemonJsonDocument, 'liveRestore'>;

/** How the change takes effect: mirrors by a reload, which no container notices; proxies by a restart alone. */
export function activationOf(
  pending: Pending,
  engine: RestartedEngine & Pick<EngineFacts, 'running'>,
  next: NextFile,
  means: { readonly byHand: string | null; readonly canRestart: boolean },
  capabilities: Pick<Capabilities, 'reloadMirrors'>,
  activate: ApplyOptions['activate'],
): Activation {
  if (!pending.mirrors && !pending.proxies) {
    if (pending.others !== true) return { kind: 'none', why: 'nothing-to-do' };
    if (!engine.running) return { kind: 'none', why: 'engine-down' };
    const awaits = capabilities.reloadMirrors ? (pending.othersAwait ?? 'restart') : 'restart';
    if (activate !== 'restart') return { kind: 'none', why: 'asked', awaits };
  }
  if (activate === 'none' || (activate === 'reload' && pending.options)) {
    return engine.running
      ? { kind: 'none', why: 'asked', awaits: awaitedBy(pending, capabilities) }
      : { kind: 'none', why: 'engine-down' };
  }
  if (means.byHand !== null)
    return { kind: 'by-hand', command: means.byHand, why: neededFor(pending, capabilities) };
  if (!engine.running) return { kind: 'none', why: 'engine-down' };
  const needed = neededFor(pending, capabilities);
  if (activate === 'reload' && capabilities.reloadMirrors) {
    if (!pending.mirrors) return { kind: 'none', why: 'asked', awaits: 'restart' };
    return pending.proxies ? { kind: 'reload', leaves: 'proxies' } : { kind: 'reload' };
  }
  if (needed === 'reload' && activate !== 'restart') return { kind: 'reload' };
  const why = needed === 'reload' ? 'asked' : needed;
  if (!means.canRestart) return { kind: 'by-hand', command: null, why };
  return {
    kind: 'restart',
    why,
    daemonReload: pending.dropIn,
    containers: restartedContainers(engine, next),
  };
}

/** `given`: the user asked for `--activate restart`. */
export function consentFor(activation: Activation, given: boolean): readonly Consent[] {
  if (activation.kind !== 'restart' || activation.containers.stop === 0) return [];
  return [{ kind: 'stop-containers', count: activation.containers.stop, given }];
}

/** What takes the engine or its data away from who uses it, or opens it to others. */
const GRAVE: ReadonlySet<PendingKey['effect']> = new Set([
  'data',
  'down',
  'moves',
  'opens',
  'access',
  'release',
]);

/**
 * What else comes into force with it, now or at the next start. The user may have agreed to whatever that does, or want none of it.
 * `written`: what the new text alone has.
 */
export function pendingOf(
  activation: Activation,
  document: DaemonJsonDocument,
  engine: Pick<EngineFacts, 'runs' | 'flags' | 'next' | 'mirrors' | 'proxies' | 'version'>,
  path: string,
  { withPending, unlessPending }: Pick<ApplyOptions, 'withPending' | 'unlessPending'>,
  set: SetByRun,
  written: TakenUp,
): { readonly warnings: readonly PlanWarning[]; readonly consent: readonly Consent[] } {
  const now = pendingNow(activation, document, engine, set, written);
  const said = new Set(now.keys.map(({ key }) => key));
  const later =
    activation.kind === 'restart'
      ? { keys: [], unseen: [] }
      : { keys: written.keys.filter(({ key }) => !said.has(key)), unseen: written.unseen };
  const byOwner = isOwners(activation) ? pendingKeys(document, engine.runs, engine, 'restart') : [];
  const isAsked = ({ effect }: PendingKey): boolean => unlessPending || GRAVE.has(effect);
  const asked = [...now.keys, ...(now.unseen ?? [])].filter(isAsked);
  const askedLater = [...later.keys, ...later.unseen].filter(isAsked);
  // An edit that took a key away has no name.
  const nameless = unlessPending && now.unseen !== null && asked.length === 0;
  const names = nameless ? [path] : [...asked, ...askedLater].map(({ key }) => key);
  const atStart = asked.length === 0 && askedLater.length > 0 && !nameless;
  return {
    warnings: [
      ...warned(path, now.keys, now.unseen, activation.kind === 'reload' ? 'reload' : 'restart'),
      ...warned(
        path,
        together(later.keys, byOwner),
        later.unseen.length === 0 ? null : later.unseen,
        'start',
      ),
    ],
    consent:
      names.length === 0
        ? []
        : [{ kind: 'pending', keys: names, given: withPending, ...(atStart ? { atStart } : {}) }],
  };
}

/** Somebody is asked to restart an engine that nobody keeps: what that brings along is told, and is not this run's to agree to. */
function isOwners(activation: Activation): boolean {
  return activation.kind === 'by-hand' && activation.command === null;
}

function pendingNow(
  { kind: by }: Activation,
  document: DaemonJsonDocument,
  engine: Parameters<typeof pendingOf>[2],
  set: SetByRun,
  written: TakenUp,
): { readonly keys: readonly PendingKey[]; readonly unseen: readonly PendingKey[] | null } {
  if (by === 'reload') {
    const keys = pendingKeys(document, engine.runs, engine, by);
    return { keys, unseen: unseenEdits(document, engine.runs, by) };
  }
  if (by !== 'restart') return { keys: [], unseen: null };
  const unseen = unseenEdits(document, engine.runs, by);
  return {
    // A reload is for our own mirrors, and reads no proxies.
    keys: [
      ...pendingRelease(engine.version, engine.next),
      ...together(
        [...pendingKeys(document, engine.runs, engine, by), ...ownKeysPending(document, engine, set)],
        written.keys,
      ),
    ],
    unseen: written.unseen.length === 0 ? unseen : together(unseen ?? [], written.unseen),
  };
}

/** Each key once. */
function together(some: readonly PendingKey[], more: readonly PendingKey[]): readonly PendingKey[] {
  const named = new Set(some.map(({ key }) => key));
  return [...some, ...more.filter(({ key }) => !named.has(key))];
}

function warned(
  path: string,
  keys: readonly PendingKey[],
  unseen: readonly PendingKey[] | null,
  by: 'reload' | 'restart' | 'start',
): readonly PlanWarning[] {
  return [
    ...(keys.length === 0 ? [] : [{ kind: 'pending', path, keys, by } as const]),
    ...(unseen === null ? [] : [{ kind: 'pending-unseen', path, keys: unseen, by } as const]),
  ];
}

/** A file that changed with nothing to put into force (a repair) is read at the next start. */
export function settled(
  activation: Activation,
  files: readonly PlannedFile[],
  { running }: Pick<EngineFacts, 'running'>,
): Activation {
  if (activation.kind !== 'none' || activation.why !== 'nothing-to-do' || files.length === 0)
    return activation;
  return { kind: 'none', why: running ? 'not-needed' : 'engine-down' };
}

function awaitedBy(
  { mirrors, keyGoes = false, proxies, options }: Pending,
  { reloadMirrors }: Pick<Capabilities, 'reloadMirrors'>,
): Awaited {
  if (!mirrors || keyGoes || options || !reloadMirrors) return 'restart';
  return proxies ? 'each' : 'reload';
}

function neededFor(
  { proxies, options }: Pending,
  { reloadMirrors }: Pick<Capabilities, 'reloadMirrors'>,
): 'reload' | Exclude<RestartReason, 'asked'> {
  if (options) return 'option';
  if (proxies) return 'proxies';
  return reloadMirrors ? 'reload' : 'cannot-reload';
}

/**
 * Does live-restore carry the containers over a restart? The engine must have it on, and the next one too: that which starts without
 * stops every container that it finds (moby daemon/daemon.go, restore).
 */
function liveRestoreLasts({ liveRestore, next: start }: RestartedEngine, next: NextFile): boolean {
  const flag = start.flags.findLast(({ name }) => name === 'live-restore');
  const byFlag = flag !== undefined && isOn([flag.value ?? 'true']);
  return liveRestore && (next.liveRestore || byFlag);
}

/** What a restart does to the containers of this engine. */
export function restartedContainers(engine: RestartedEngine, next: NextFile): RestartedContainers {
  const { swarm, runningContainers } = engine;
  if (runningContainers === 0) return { stop: 0, liveRestore: 'none-run' };
  if (!swarm && liveRestoreLasts(engine, next)) return { stop: 0, liveRestore: 'on' };
  if (swarm) return { stop: runningContainers, liveRestore: 'not-with-swarm' };
  // It waits in the file, and a reload takes it up (moby daemon/reload.go).
  const waits = !engine.liveRestore && next.liveRestore;
  return { stop: runningContainers, liveRestore: waits ? 'after-reload' : 'would-help' };
}
