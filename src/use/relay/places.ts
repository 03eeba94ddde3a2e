import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the spool lies when nobody says: where systemd keeps a service's state, else where a user keeps what can be had again. Pure. */
export function spoolPlace(env: Environment, platform: NodeJS.Platform, home: string): string {
  const state = env['STATE_DIRECTORY']?.split(':', 1)[0];
  if (state !== undefined && state !== '') return state;
  if (platform === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'mirror-relay');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'mirror-relay');
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'mirror-relay');
}

/** A socket that systemd opened for this very process: https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html */
export function inheritedSocket(env: Environment, pid: number): number | null {
  const isForUs = env['LISTEN_PID'] === String(pid) && Number(env['LISTEN_FDS']) >= 1;
  return isForUs ? FIRST_INHERITED : null;
}

const FIRST_INHERITED = 3;
