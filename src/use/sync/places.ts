import { join } from 'node:path';
import type { Destination } from '../../sync/index.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the state of one destination lies when nobody says: where systemd keeps a service's, else where a user keeps what outlives a run. Pure. */
export function statePlace(
  { base, prefix }: Destination,
  env: Environment,
  platform: NodeJS.Platform,
  home: string,
): string {
  // Two destinations never share one: `a/b` is not `a_b`.
  const name = encodeURIComponent(`${base.host}${prefix === '' ? '' : `/${prefix}`}`);
  return join(folderFor(env, platform, home), `${name}.ndjson`);
}

function folderFor(env: Environment, platform: NodeJS.Platform, home: string): string {
  const state = env['STATE_DIRECTORY']?.split(':', 1)[0];
  if (state !== undefined && state !== '') return state;
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'mirror-sync');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'mirror-sync');
  return join(env['XDG_STATE_HOME'] || join(home, '.local', 'state'), 'mirror-sync');
}

/** What was fetched and not sent yet, beside its state. */
export function spoolBeside(state: string): string {
  return `${state}.blobs`;
}

/** Who has the state tells it there, to whoever comes by whatever name, home or session. */
export function lockBeside(realState: string): string {
  return `${realState}.lock`;
}

/** Where logins are, in the order in which they are looked for. https://docs.docker.com/reference/cli/docker/, containers-auth.json(5) */
export function authFiles(env: Environment, home: string): readonly string[] {
  const docker = env['DOCKER_CONFIG'] || join(home, '.docker');
  const runtime = env['XDG_RUNTIME_DIR'];
  return [
    ...(env['REGISTRY_AUTH_FILE'] ? [env['REGISTRY_AUTH_FILE']] : []),
    join(docker, 'config.json'),
    ...(runtime ? [join(runtime, 'containers', 'auth.json')] : []),
    join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'containers', 'auth.json'),
  ];
}
