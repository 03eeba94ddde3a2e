import { run } from '../host/run.ts';
import { perform, readableFiles, reloadBySignal } from './actions.ts';
import { linesOfLogFile } from './log-file.ts';
import type { Daemon, ServiceManager, ServiceName, ServiceStatus } from './types.ts';

/**
 * OpenRC. Gentoo's and Alpine's scripts know a reload, which signals the pid of the pid file whatever its state; a sysvinit script
 * run by OpenRC knows none. We send the same signal ourselves, to an engine that is up.
 */
export function openrc({ script, logFile }: ServiceName, engine: Daemon): ServiceManager {
  return {
    kind: 'openrc',
    traits: { restarts: true, readsDropIns: false, hasUnits: false },
    status: () => serviceStatus(script),
    startsOnConnection: async () => false,
    reload: () => reloadBySignal(engine),
    restart: () => perform(['rc-service', script, 'restart']),
    start: () => perform(['rc-service', script, 'start']),
    reloadUnits: async () => ({ kind: 'done' }),
    // A crashed service counts as started until it is told otherwise; `zap` does nothing else.
    resetFailed: async () =>
      (await serviceStatus(script)) === 'failed'
        ? await perform(['rc-service', script, 'zap'])
        : { kind: 'done' },
    recentLogLines: (since) => linesOfLogFile(logFile, since),
    async commandLineSources() {
      const scripts = await readableFiles([`/etc/init.d/${script}`]);
      const folders = scripts.some(({ text }) => isOfOpenrc(text)) ? ['conf.d'] : ['default', 'sysconfig'];
      const settings = await readableFiles(folders.map((folder) => `/etc/${folder}/${script}`));
      // openrc-run(8) goes to / before it runs a script.
      return { execStart: null, files: [...scripts, ...settings], folder: '/' };
    },
    commands: {
      reload: ['rc-service', script, 'reload'],
      restart: ['rc-service', script, 'restart'],
      start: ['rc-service', script, 'start'],
    },
  };
}

/** OpenRC gives its own scripts their conf.d; one of the old kind reads for itself what it wants. Pure. */
export function isOfOpenrc(script: string): boolean {
  return /^#!\s*\S*\/(?:openrc-run|runscript)\b/.test(script);
}

async function serviceStatus(script: string): Promise<ServiceStatus> {
  const result = await run('rc-service', [script, 'status']);
  if (result.kind !== 'exited') return 'unknown';
  return parseOpenrcStatus(result.stdout + result.stderr, result.code);
}

/** The word after `status:`; a script of its own status (Debian's) tells by its exit code alone. Pure. */
export function parseOpenrcStatus(text: string, code: number): ServiceStatus {
  const word = /status:\s*(\w+)/.exec(text)?.[1];
  switch (word) {
    case 'started':
      return 'active';
    case 'starting':
      return 'activating';
    case 'stopping':
      return 'deactivating';
    case 'crashed':
      return 'failed';
    case 'stopped':
    case 'inactive':
      return 'inactive';
    default:
      return code === 0 ? 'active' : code === 3 ? 'inactive' : 'unknown';
  }
}
