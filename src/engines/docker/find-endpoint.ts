import { createHash } from 'node:crypto';
import path from 'node:path';
import { readFileState } from '../../host/file-state.ts';
import { HOST } from '../../host/limits.ts';
import { findProcesses } from '../../host/processes.ts';
import type { Asker } from '../engine.ts';
import { DEFAULT_PIPE, DEFAULT_SOCKET, type Endpoint, parseEndpoint } from './endpoint.ts';
import { ENGINE_PROGRAMS } from './engine-process.ts';
import { apiSocketsOf } from './reach.ts';

export type { Asker };

export interface FoundEndpoint {
  readonly kind: 'found';
  readonly endpoint: Endpoint;
  /** The docker context that named it; null where none did. */
  readonly context: string | null;
  /** An option, the environment or a context names it; else it is the default. */
  readonly named: boolean;
}

export type EndpointProblem =
  | { readonly kind: 'bad-endpoint'; readonly source: '--docker-host' | 'DOCKER_HOST'; readonly text: string }
  | { readonly kind: 'bad-context'; readonly name: string };

/**
 * Where the engine is asked, decided as the docker CLI does: `--docker-host`, DOCKER_HOST, DOCKER_CONTEXT, the context in use,
 * the default socket. A rootless engine that no context names is found by its socket, where there is only one, else by its proven process.
 */
export async function findEndpoint(
  given: string | null,
  asker: Asker,
): Promise<FoundEndpoint | EndpointProblem> {
  const { env } = asker;
  const tls = (env['DOCKER_TLS_VERIFY'] ?? '') !== '';
  for (const [source, text] of [
    ['--docker-host', given],
    ['DOCKER_HOST', env['DOCKER_HOST'] ?? ''],
  ] as const) {
    if (text === null || text === '') continue;
    const endpoint = parseEndpoint(text, tls);
    // A named pipe is of Windows alone.
    return endpoint === null || (endpoint.kind === 'npipe' && asker.platform !== 'win32')
      ? { kind: 'bad-endpoint', source, text }
      : { kind: 'found', endpoint, context: null, named: true };
  }
  const directory = env['DOCKER_CONFIG'] || path.join(asker.home, '.docker');
  const context =
    env['DOCKER_CONTEXT'] || textField(await readJson(path.join(directory, 'config.json')), 'currentContext');
  if (context !== null && context !== '' && context !== 'default') {
    const endpoint = await endpointOfContext(directory, context);
    return endpoint === null
      ? { kind: 'bad-context', name: context }
      : { kind: 'found', endpoint, context, named: true };
  }
  return { kind: 'found', endpoint: await defaultEndpoint(asker), context: null, named: false };
}

/** https://docs.docker.com/engine/manage-resources/contexts/: one folder a context, named by the digest of its name. */
async function endpointOfContext(directory: string, context: string): Promise<Endpoint | null> {
  const id = createHash('sha256').update(context).digest('hex');
  const meta = await readJson(path.join(directory, 'contexts', 'meta', id, 'meta.json'));
  const docker = field(field(meta, 'Endpoints'), 'docker');
  const host = textField(docker, 'Host');
  return host === null ? null : parseEndpoint(host, field(docker, 'SkipTLSVerify') !== undefined);
}

async function defaultEndpoint({ platform, env, uid }: Asker): Promise<Endpoint> {
  if (platform === 'win32') return { kind: 'npipe', path: DEFAULT_PIPE };
  const usual: Endpoint = { kind: 'unix', path: DEFAULT_SOCKET };
  if (uid === null || uid === 0 || (await isThere(DEFAULT_SOCKET))) return usual;
  // `su` and cron leave the variable out; a login by systemd has the folder there.
  const own = path.join(env['XDG_RUNTIME_DIR'] || `/run/user/${uid}`, 'docker.sock');
  if (await isThere(own)) return { kind: 'unix', path: own };
  return (await socketOfOwn(uid)) ?? usual;
}

/** Where the only engine that this user runs listens, which may be in a folder of his own; null: none is seen. */
async function socketOfOwn(uid: number): Promise<Endpoint | null> {
  if (process.platform !== 'linux') return null;
  const { proven } = await findProcesses({ names: ENGINE_PROGRAMS, owner: uid });
  const [only, ...more] = proven;
  if (only === undefined || more.length > 0) return null;
  const sockets = await apiSocketsOf(only.identity.pid);
  return sockets?.find(({ kind }) => kind === 'unix') ?? null;
}

/** A socket is not a plain file, and that is what reading it says. */
async function isThere(socket: string): Promise<boolean> {
  const state = await readFileState(socket, 0);
  return state.kind === 'file-failure' && state.code === 'not-a-file';
}

async function readJson(file: string): Promise<unknown> {
  const state = await readFileState(file, HOST.settingsBytes);
  if (state.kind !== 'file') return null;
  try {
    return JSON.parse(state.bytes.toString('utf8'));
  } catch {
    return null;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function textField(value: unknown, name: string): string | null {
  const text = field(value, name);
  return typeof text === 'string' ? text : null;
}
