import { run } from '../host/run.ts';
import { perform, readableFiles, reloadBySignal, signalCommand } from './actions.ts';
import { linesOfLogFile } from './log-file.ts';
import type { Daemon, ServiceManager, ServiceName, ServiceStatus } from './types.ts';

/**
 * `service <script>`, as Debian's for Docker has it: no reload (its force-reload is a restart), and a restart that exits 0 even when
 * the engine ends at once over a bad file.
 */
export function sysvinit({ script, logFile }: ServiceName, engine: Daemon): ServiceManager {
  return {
    kind: 'sysvinit',
    traits: { restarts: true, readsDropIns: false, hasUnits: false },
    status: () => serviceStatus(script),
    startsOnConnection: async () => false,
    reload: () => reloadBySignal(engine),
    restart: () => perform(['service', script, 'restart']),
    start: () => perform(['service', script, 'start']),
    reloadUnits: async () => ({ kind: 'done' }),
    resetFailed: async () => ({ kind: 'done' }),
    recentLogLines: (since) => linesOfLogFile(logFile, since),
    async commandLineSources() {
      const paths = ['init.d', 'default', 'sysconfig'].map((folder) => `/etc/${folder}/${script}`);
      // start-stop-daemon(8) goes to / unless a script says otherwise.
      return { execStart: null, files: await readableFiles(paths), folder: '/' };
    },
    commands: {
      reload: signalCommand(engine),
      restart: ['service', script, 'restart'],
      start: ['service', script, 'start'],
    },
  };
}

async function serviceStatus(script: string): Promise<ServiceStatus> {
  const result = await run('service', [script, 'status']);
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
