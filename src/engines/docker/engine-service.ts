import { ownerOfFile } from '../../host/owner-of-file.ts';
import { findProcesses, hidesProcesses } from '../../host/processes.ts';
import { type ProvenProcess, proveProcess, type UnprovenProcess } from '../../host/prove-process.ts';
import { findServiceManager, isGone, type ServiceManager, type ServiceStatus } from '../../services/index.ts';
import { type Answerer, answererAt, servesEndpoint } from './answerer.ts';
import { lookAtEngine } from './api/info.ts';
import type { Endpoint } from './endpoint.ts';
import { ENGINE_PROGRAMS, type EngineOwner, findKeptEngine, type KeptEngine } from './engine-process.ts';
import { flagsOfArguments, valuesOfFlag } from './flags.ts';
import { DOCKER_SERVICE } from './service-name.ts';

export interface EngineService {
  readonly manager: ServiceManager;
  /** The dockerd behind the endpoint, by proof; null where none is seen. */
  readonly daemon: ProvenProcess | null;
  /** The engine that this machine, or this user, keeps, by proof and wherever it listens; null where none is seen. */
  readonly kept: ProvenProcess | null;
  readonly status: ServiceStatus;
  /** Its process at the time of asking, by proof. */
  readonly find: () => Promise<ProvenProcess | null>;
  /** A user's own engine, which this user alone believes. */
  readonly owner: EngineOwner;
  /** It may be asked: it runs, or nobody listens in its place who would start it because of our question. */
  readonly mayBeAsked: boolean;
  /** Whose an answer is that comes from there. */
  readonly answerer: Answerer;
  /** What runs in its place, and why it is not believed to be an engine. */
  readonly unproven: UnprovenProcess | null;
}

/**
 * Who keeps the engine behind this endpoint. Asked without touching the socket: where systemd listens on it for a stopped engine,
 * a connection would start that. An engine on a socket of its own, which the service's process does not serve, was started by hand.
 */
export async function findEngineService(
  endpoint: Endpoint,
  env: Readonly<Record<string, string | undefined>>,
): Promise<EngineService> {
  const { usual, ...owner } = await ownerOf(endpoint, env);
  const rootless = owner.uid !== 0;
  const query = { names: ENGINE_PROGRAMS, owner: owner.uid };
  const answers = async (): Promise<boolean> => (await lookAtEngine(endpoint)).kind === 'engine';
  const ofService = {
    pidFile: owner.pidFile,
    find: async () => (await findKeptEngine(owner)).process,
    answers,
  };
  const kept = await findKeptEngine(owner);
  const others = await findProcesses(query);
  const candidates = [...(kept.process === null ? [] : [kept.process]), ...others.proven];
  const behind = await servesEndpoint(candidates, endpoint);
  const service = await findServiceManager(DOCKER_SERVICE, { rootless, snap: kept.snap }, ofService);
  const said = await service.status();
  const its = await ownOf(kept, service, said);
  const daemon = behind ?? (usual ? its : null);
  const flags = daemon === null ? [] : flagsOfArguments(daemon.argv);
  const ofHand = {
    pidFile: valuesOfFlag(flags, 'pidfile').at(-1) ?? valuesOfFlag(flags, 'p').at(-1) ?? owner.pidFile,
    find: async () => {
      const proof = daemon === null ? null : await proveProcess(daemon.identity.pid, query);
      return proof?.kind === 'proven' ? proof.process : null;
    },
    answers,
  };
  // `service docker status` knows what it has started itself: an engine that runs in its place is not down, and not its own.
  const inItsPlace = kept.by === 'pid-file' && isGone(said);
  const keptPid = kept.by === 'nobody' || inItsPlace ? undefined : kept.process?.identity.pid;
  const byHand = behind === null ? !usual || inItsPlace : behind.identity.pid !== keptPid;
  const { manager, engine } = byHand
    ? { manager: await findServiceManager(DOCKER_SERVICE, BY_HAND, ofHand), engine: ofHand }
    : { manager: service, engine: ofService };
  const status = byHand ? await manager.status() : said;
  const isUnseen = async (): Promise<boolean> =>
    daemon !== null || others.unproven.some(({ why }) => why === 'not-permitted') || (await hidesProcesses());
  return {
    manager,
    daemon,
    // One that somebody started beside a service that runs is not the machine's, unless it took its pid file.
    kept: kept.by !== 'nobody' || manager.kind === 'none' || isGone(said) ? its : null,
    status,
    find: engine.find,
    owner,
    mayBeAsked: await mayBeAsked(
      manager,
      status,
      behind !== null || (status === 'unknown' && daemon !== null),
    ),
    answerer: behind !== null ? 'engine' : await answererAt(endpoint, isUnseen),
    unproven: kept.unproven,
  };
}

/**
 * The engine that is the machine's, or this user's. The only one that runs, with a service that keeps none, is what answers whoever asks for an engine here;
 * but where systemd would start the service for him, that one is the service's, which is down.
 */
async function ownOf(
  { process: only, by }: KeptEngine,
  service: ServiceManager,
  said: ServiceStatus,
): Promise<ProvenProcess | null> {
  const beside = by === 'nobody' && isGone(said) && (await service.startsOnConnection());
  return beside ? null : only;
}

const BY_HAND = { rootless: false, snap: false, byHand: true } as const;

/** One on its way up or down answers late or not at all. `seen`: it runs, whatever its manager says. */
async function mayBeAsked(manager: ServiceManager, status: ServiceStatus, seen: boolean): Promise<boolean> {
  switch (status) {
    case 'active':
      return true;
    case 'activating':
    case 'deactivating':
      return false;
    case 'failed':
    case 'inactive':
    case 'unknown':
      return seen || !(await manager.startsOnConnection());
    default:
      return status satisfies never;
  }
}

/** By the socket's owner. Root has no engine of a user's: what one of those says is that user's word. */
async function ownerOf(
  endpoint: Endpoint,
  env: Readonly<Record<string, string | undefined>>,
): Promise<EngineOwner & { readonly usual: boolean }> {
  const uid = process.geteuid?.() ?? 0;
  const runtime = env['XDG_RUNTIME_DIR'] || `/run/user/${uid}`;
  if (endpoint.kind !== 'unix') return { ...ROOT, usual: true };
  const socket = endpoint.path.replace(/^\/var\/run\//, '/run/');
  const usual = [`/run/user/${uid}/docker.sock`, `${runtime}/docker.sock`].includes(socket);
  if (uid !== 0 && (usual || (await ownerOfFile(socket)) === uid)) {
    return { uid, pidFile: `${runtime}/docker.pid`, usual };
  }
  return { ...ROOT, usual: socket === '/run/docker.sock' };
}

const ROOT: EngineOwner = { uid: 0, pidFile: '/var/run/docker.pid' };
