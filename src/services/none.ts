import { readableFiles, reloadBySignal, signalCommand } from './actions.ts';
import type { Daemon, ServiceManager } from './types.ts';

/**
 * An engine that somebody started by hand or from a container's entry point: it can be told to reload, and nothing else.
 * `settings`: where it may have its options from.
 */
export function noManager(engine: Daemon, settings: readonly string[] = []): ServiceManager {
  return {
    kind: 'none',
    traits: { restarts: false, readsDropIns: false, hasUnits: false },
    status: async () => ((await engine.find()) === null ? 'inactive' : 'active'),
    startsOnConnection: async () => false,
    reload: () => reloadBySignal(engine),
    restart: async () => ({ kind: 'unsupported' }),
    start: async () => ({ kind: 'unsupported' }),
    reloadUnits: async () => ({ kind: 'done' }),
    resetFailed: async () => ({ kind: 'done' }),
    recentLogLines: async () => [],
    commandLineSources: async () => ({
      execStart: null,
      files: await readableFiles(settings),
      folder: null,
    }),
    commands: { reload: signalCommand(engine), restart: null, start: null },
  };
}
