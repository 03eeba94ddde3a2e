import { findProcesses, readPidFile } from '../../host/processes.ts';
import { type ProvenProcess, proveProcess, type UnprovenProcess } from '../../host/prove-process.ts';
import { lookAtUnit } from '../../services/index.ts';
import { DOCKER_SERVICE } from './service-name.ts';

/**
 * The names under which distributions install the engine: Docker's own and everybody's; Docker CE 18.09, which links the first to it;
 * Red Hat's package `docker`, and its `docker-latest`.
 */
export const ENGINE_PROGRAMS: ReadonlySet<string> = new Set([
  'dockerd',
  'dockerd-ce',
  'dockerd-current',
  'dockerd-latest',
]);

/** Where the snap keeps it; `current` is a link to the revision that is installed. */
export const SNAP_PROGRAM = '/snap/docker/current/bin/dockerd';

/** Whose engine is looked for. */
export interface EngineOwner {
  /** 0: that of the whole machine. Else a user's own, and only that user believes it. */
  readonly uid: number;
  /** Where it keeps its pid unless it is told otherwise. */
  readonly pidFile: string;
}

export interface KeptEngine {
  /** By proof; null: none runs, or none can be proven. */
  readonly process: ProvenProcess | null;
  /**
   * Whose word that is. `manager`: its service manager names the process, and keeps it. `pid-file`: an init script names none, so it
   * keeps this one unless it says that it keeps none. `nobody`: it was started by hand.
   */
  readonly by: 'manager' | 'pid-file' | 'nobody';
  readonly snap: boolean;
  /** What runs in its place, and why it is not believed to be an engine. */
  readonly unproven: UnprovenProcess | null;
}

/**
 * The engine that the machine, or this user, keeps. Who names a pid only claims something: the service manager, the snap's, a pid
 * file, the fact that it is the only one. Each is followed by the same proof, and the first that passes counts.
 */
export async function findKeptEngine({ uid, pidFile }: EngineOwner): Promise<KeptEngine> {
  if (process.platform !== 'linux') return KEPT;
  const query = { names: ENGINE_PROGRAMS, owner: uid };
  let unproven: UnprovenProcess | null = null;
  const unit = await lookAtUnit(uid !== 0, DOCKER_SERVICE.unit);
  if (unit !== null && unit.mainPid !== null) {
    const files = unit.program === null ? [] : [unit.program];
    const proof = await proveProcess(unit.mainPid, { ...query, mainPid: true, files });
    if (proof.kind === 'proven') return { ...KEPT, process: proof.process, by: 'manager' };
    unproven = proof;
  }
  const snap =
    uid === 0 && DOCKER_SERVICE.snap !== null ? await lookAtUnit(false, DOCKER_SERVICE.snap.unit) : null;
  if (snap !== null && snap.mainPid !== null) {
    const found = { ...query, mainPid: true, files: [SNAP_PROGRAM], ownRoot: true };
    const proof = await proveProcess(snap.mainPid, found);
    if (proof.kind === 'proven') return { ...KEPT, process: proof.process, by: 'manager', snap: true };
    unproven ??= proof;
  }
  const filed = await readPidFile(pidFile);
  if (filed !== null) {
    const proof = await proveProcess(filed, query);
    // A unit whose main process is a script of somebody's own: the engine is a child of that.
    const by = unit === null ? 'pid-file' : unit.mainPid === null ? 'nobody' : 'manager';
    // One that outlived its engine names whatever has this number now: nothing is said of that.
    if (proof.kind === 'proven') return { ...KEPT, process: proof.process, by };
  }
  const { proven, unproven: others } = await findProcesses(query);
  const [only, ...more] = proven;
  if (only !== undefined && more.length === 0) return { ...KEPT, process: only, unproven };
  // What another user runs is none of it, whatever it calls itself.
  const other = proven.length === 0 ? others.find(({ why }) => why !== 'other-owner') : undefined;
  return { ...KEPT, unproven: unproven ?? other ?? null };
}

const KEPT: KeptEngine = { process: null, by: 'nobody', snap: false, unproven: null };
