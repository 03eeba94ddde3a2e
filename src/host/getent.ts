import { spawnSync } from 'node:child_process';
import { cleanEnvironment } from './clean-environment.ts';
import { RUN } from './limits.ts';

/** What getent(1) prints of a database and a key in it; synchronous: empty where there is no such entry (2); null where it cannot be asked. */
export function getent(args: readonly string[], timeoutMs: number = RUN.timeoutMs): string | null {
  const { status, stdout } = spawnSync('getent', args, {
    env: cleanEnvironment(process.env, process.geteuid?.() ?? null),
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: RUN.accountBytes,
  });
  if (status === 0) return stdout;
  return status === 2 ? '' : null;
}
