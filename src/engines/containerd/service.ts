import { findProcesses } from '../../host/processes.ts';
import type { ProvenProcess } from '../../host/prove-process.ts';
import {
  findServiceManager,
  lookAtUnit,
  type ServiceManager,
  type ServiceName,
} from '../../services/index.ts';
import { DEFAULT_SOCKET } from './config.ts';
import { criVersion } from './cri.ts';

/** A containerd that somebody started beside the service is nobody's to restart. */
export async function keeperOf(daemon: ProvenProcess | null, socket: string): Promise<ServiceManager> {
  const unit = await lookAtUnit(false, CONTAINERD_SERVICE.unit);
  const byHand = daemon !== null && unit !== null && unit.mainPid !== daemon.identity.pid;
  const elsewhere = unit === null && socket !== DEFAULT_SOCKET;
  return await findServiceManager(
    CONTAINERD_SERVICE,
    { rootless: false, snap: false, byHand: byHand || elsewhere },
    {
      pidFile: '/run/containerd/containerd.pid',
      find: ownProcess,
      answers: async () => (await criVersion(socket)).kind === 'answer',
    },
  );
}

const CONTAINERD_SERVICE: ServiceName = {
  unit: 'containerd.service',
  socket: null,
  script: 'containerd',
  logFile: '/var/log/containerd.log',
  snap: null,
};

/** Root's own, by proof, and not that of a dockerd; null: none, or several. */
export async function ownProcess(): Promise<ProvenProcess | null> {
  const { proven } = await findProcesses({ names: new Set(['containerd']), owner: 0 });
  const own = proven.filter(({ argv }) => !argv.some((word) => word.includes('/docker/containerd/')));
  return own.length === 1 ? (own[0] ?? null) : null;
}
