import { ownerOfFile } from '../../host/owner-of-file.ts';
import { findProcesses, hidesProcesses } from '../../host/processes.ts';
import { type ProvenProcess, proveProcess, type UnprovenProcess } from '../../host/prove-process.ts';
import { findServiceManager, type ServiceManager, type ServiceStatus } from '../../services/index.ts';
import { type Answerer, answererAt, servesEndpoint } from './answerer.ts';
import { lookAtEngine } from './api/info.ts';
import type { Endpoint } from './endpoint.ts';
import { ENGINE_PROGRAMS, type EngineOwner, findKeptEngine } from './engine-process.ts';
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
  /** It may be asked: it runs, or no socket unit would start it because of our question. */
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
  const kept = await findKeptEngine(owner);
  const others = await findProcesses(query);
  const candidates = [...(kept.process === null ? [] : [kept.process]), ...others.proven];
  const behind = await servesEndpoint(candidates, endpoint);
  const keptPid = kept.managed ? kept.process?.identity.pid : undefined;
  const byHand = behind === null ? !usual : behind.identity.pid !== keptPid;
  const daemon = behind ?? (usual ? kept.process : null);
  const flags = daemon === null ? [] : flagsOfArguments(daemon.argv);
  const engine = {
    pidFile: byHand
      ? (valuesOfFlag(flags, 'pidfile').at(-1) ?? valuesOfFlag(flags, 'p').at(-1) ?? owner.pidFile)
      : owner.pidFile,
    find: async () => {
      if (!byHand) return (await findKeptEngine(owner)).process;
      const proof = daemon === null ? null : await proveProcess(daemon.identity.pid, query);
      return proof?.kind === 'proven' ? proof.process : null;
    },
    answers: async () => (await lookAtEngine(endpoint)).kind === 'engine',
  };
  const manager = await findServiceManager(
    DOCKER_SERVICE,
    { rootless, snap: kept.snap && !byHand, byHand },
    engine,
  );
  const status = await manager.status();
  const isUnseen = async (): Promise<boolean> =>
    daemon !== null || others.unproven.some(({ why }) => why === 'not-permitted') || (await hidesProcesses());
  return {
    manager,
    daemon,
    // One that somebody started beside the service is not the machine's.
    kept: kept.managed || manager.kind === 'none' ? kept.process : null,
    status,
    find: engine.find,
    owner,
    // Without a service manager nobody listens for an engine that is down.
    mayBeAsked: !manager.traits.restarts || status === 'active' || (status === 'unknown' && daemon !== null),
    answerer: behind !== null ? 'engine' : await answererAt(endpoint, isUnseen),
    unproven: kept.unproven,
  };
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
