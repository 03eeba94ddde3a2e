import { run } from '../host/run.ts';
import { perform, readableFiles, reloadBySignal, signalCommand } from './actions.ts';
import { linesOfLogFile } from './log-file.ts';
import type { Engine, ServiceManager, ServiceStatus } from './types.ts';

/**
 * `service docker`, as Debian's script has it: no reload (its force-reload is a restart), and a restart that exits 0 even when
 * the engine ends at once over a bad file.
 */
export function sysvinit(engine: Engine): ServiceManager {
  return {
    kind: 'sysvinit',
    status: serviceStatus,
    reload: () => reloadBySignal(engine),
    restart: () => perform(['service', 'docker', 'restart']),
    start: () => perform(['service', 'docker', 'start']),
    reloadUnits: async () => ({ kind: 'done' }),
    resetFailed: async () => ({ kind: 'done' }),
    recentLogLines: (since) => linesOfLogFile('/var/log/docker.log', since),
    async commandLineSources() {
      const paths = ['/etc/init.d/docker', '/etc/default/docker', '/etc/sysconfig/docker'];
      return { execStart: null, files: await readableFiles(paths) };
    },
    commands: {
      reload: signalCommand(engine),
      restart: ['service', 'docker', 'restart'],
      start: ['service', 'docker', 'start'],
    },
  };
}

async function serviceStatus(): Promise<ServiceStatus> {
  const result = await run('service', ['docker', 'status']);
  return result.kind === 'exited' ? statusOfExitCode(result.code) : 'unknown';
}

/** Linux Standard Base, init script actions: 1 and 2 are dead with a pid or lock file left behind. Pure. */
export function statusOfExitCode(code: number): ServiceStatus {
  switch (code) {
    case 0:
      return 'active';
    case 1:
    case 2:
      return 'failed';
    case 3:
      return 'inactive';
    default:
      return 'unknown';
  }
}
