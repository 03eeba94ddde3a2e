import { readProc } from '../../host/process-identity.ts';
import { type DaemonProcess, findDaemon, findDaemons } from '../../host/processes.ts';
import { findServiceManager, type ServiceManager } from '../../services/index.ts';
import { lookAtEngine } from './api/info.ts';
import type { Endpoint } from './endpoint.ts';
import { flagsOfArguments, valuesOfFlag } from './flags.ts';

export interface EngineService {
  readonly manager: ServiceManager;
  /** The dockerd behind the endpoint; null where none is seen. */
  readonly daemon: DaemonProcess | null;
  /** It may be asked: it runs, or no socket unit would start it because of our question. */
  readonly mayBeAsked: boolean;
}

/**
 * Who keeps the engine behind this endpoint. Asked without touching the socket: where systemd listens on it for a stopped engine,
 * a connection would start that. An engine on a socket of its own, which the service's process does not serve, was started by hand.
 */
export async function findEngineService(
  endpoint: Endpoint,
  env: Readonly<Record<string, string | undefined>>,
): Promise<EngineService> {
  const socket = endpoint.kind === 'unix' ? endpoint.path : null;
  const rootlessUid = Number(/^\/run\/user\/([1-9]\d*)\//.exec(socket ?? '')?.[1] ?? 0);
  const runtime = rootlessUid > 0 ? `/run/user/${rootlessUid}` : null;
  const rootless = runtime !== null || isOwnRuntime(socket, env);
  const uid = rootless ? rootlessUid || (process.getuid?.() ?? 0) : 0;
  const pidFile = rootless ? `${runtime ?? env['XDG_RUNTIME_DIR'] ?? ''}/docker.pid` : '/var/run/docker.pid';
  const kept = await findDaemon({ pidFile, uid });
  const behind = socket === null ? kept : ((await findDaemons()).find(serves(socket)) ?? null);
  const usual = socket === null || rootless || USUAL_SOCKETS.has(socket);
  // By its pid file and not as the only one there is: that could be one that somebody started on a socket of its own.
  const keptPid = Number((await readProc(pidFile))?.trim());
  const byHand = behind !== null ? behind.identity.pid !== keptPid : !usual;
  const daemon = behind ?? (usual ? kept : null);
  const flags = daemon === null ? [] : flagsOfArguments(daemon.argv);
  const engine = {
    pidFile: byHand
      ? (valuesOfFlag(flags, 'pidfile').at(-1) ?? valuesOfFlag(flags, 'p').at(-1) ?? pidFile)
      : pidFile,
    uid: daemon?.uid ?? uid,
    answers: async () => (await lookAtEngine(endpoint)).kind === 'engine',
  };
  const snap = daemon?.argv[0]?.startsWith('/snap/docker/') === true;
  const manager = await findServiceManager({ rootless, snap, byHand }, engine);
  const status = await manager.status();
  // Without a service manager nobody listens for an engine that is down.
  const mayBeAsked =
    manager.kind === 'none' || status === 'active' || (status === 'unknown' && daemon !== null);
  return { manager, daemon, mayBeAsked };
}

const USUAL_SOCKETS: ReadonlySet<string> = new Set(['/var/run/docker.sock', '/run/docker.sock']);

function isOwnRuntime(socket: string | null, env: Readonly<Record<string, string | undefined>>): boolean {
  const runtime = env['XDG_RUNTIME_DIR'];
  return (
    socket !== null && Boolean(runtime) && process.getuid?.() !== 0 && socket === `${runtime}/docker.sock`
  );
}

/** Does this process listen on the socket? `fd://` is a socket that systemd holds, the usual one. */
function serves(socket: string): (daemon: DaemonProcess) => boolean {
  const wanted = socket.replace(/^\/var\/run\//, '/run/');
  return ({ argv }) => {
    const flags = flagsOfArguments(argv);
    const hosts = [...valuesOfFlag(flags, 'host'), ...valuesOfFlag(flags, 'H')];
    const sockets = hosts
      .filter((host) => host.startsWith('unix://'))
      .map((host) => host.slice('unix://'.length).replace(/^\/var\/run\//, '/run/'));
    return sockets.includes(wanted);
  };
}
