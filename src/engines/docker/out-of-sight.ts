import { listensBehind } from '../../host/listens-behind.ts';
import { findProcesses } from '../../host/processes.ts';
import type { LiveEngine } from './api/info.ts';
import { type Endpoint, renderEndpoint } from './endpoint.ts';
import { ENGINE_PROGRAMS } from './engine-process.ts';
import type { NotLocated } from './locate.ts';

/** An engine that answers at an address of this machine and lives among other files: in a container, outside of ours, or beyond a tunnel. */
export async function outOfSight(endpoint: Endpoint, { name }: LiveEngine): Promise<NotLocated> {
  return {
    kind: 'foreign',
    install: 'remote',
    endpoint: renderEndpoint(endpoint),
    file: null,
    command: null,
    outOfSight: { name, pid: endpoint.kind === 'unix' ? await behind(endpoint.path) : null },
  };
}

/** The first process of an engine's name, proven or not, that listens at this socket by whatever path; null: none is seen. */
async function behind(socket: string): Promise<number | null> {
  const { proven, unproven } = await findProcesses({ names: ENGINE_PROGRAMS, owner: 0 });
  const pids = [...unproven.map(({ pid }) => pid), ...proven.map(({ identity }) => identity.pid)];
  for (const pid of pids) if (await listensBehind(pid, socket)) return pid;
  return null;
}
