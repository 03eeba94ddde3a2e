import { findDaemon } from '../host/processes.ts';
import { readableFiles, reloadBySignal } from './actions.ts';
import type { Engine, ServiceManager } from './types.ts';

/** An engine that somebody started by hand or from a container's entry point: it can be told to reload, and nothing else. */
export function noManager(engine: Engine): ServiceManager {
  return {
    kind: 'none',
    status: async () => ((await findDaemon(engine)) === null ? 'inactive' : 'active'),
    reload: () => reloadBySignal(engine),
    restart: async () => ({ kind: 'unsupported' }),
    start: async () => ({ kind: 'unsupported' }),
    reloadUnits: async () => ({ kind: 'done' }),
    resetFailed: async () => ({ kind: 'done' }),
    recentLogLines: async () => [],
    async commandLineSources() {
      const daemon = await findDaemon(engine);
      return {
        execStart: daemon?.argv.join(' ') ?? null,
        files: await readableFiles(['/etc/default/docker']),
      };
    },
    commands: { reload: ['kill', '-HUP', `$(cat ${engine.pidFile})`], restart: null, start: null },
  };
}
