import { isOwnHost, type OwnNames } from '../../host/own-address.ts';

/** Where an engine's API is asked. */
export type Endpoint =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'npipe'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: boolean }
  /** Through an SSH connection that only the docker CLI makes: the engine is on another machine. */
  | { readonly kind: 'ssh'; readonly destination: string };

/**
 * DOCKER_HOST, `--docker-host` or a context's endpoint, as the docker CLI reads it (docker/cli:opts/hosts.go): `unix:///run/docker.sock`,
 * `npipe:////./pipe/docker_engine`, `tcp://host[:port]`, `ssh://user@host`; without a scheme it is tcp, and what is left out is
 * the default: `:2375`, `localhost`, `tcp://`, `unix://`. `tls`: what DOCKER_TLS_VERIFY or the context says. null: none of these.
 */
export function parseEndpoint(text: string, tls: boolean): Endpoint | null {
  const [, scheme = 'tcp', rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/.exec(text.trim()) ?? [];
  if (text.trim() === '') return null;
  switch (scheme) {
    case 'unix':
      return { kind: 'unix', path: rest === '' ? DEFAULT_SOCKET : rest.startsWith('/') ? rest : `/${rest}` };
    case 'npipe':
      return { kind: 'npipe', path: rest === '' ? DEFAULT_PIPE : rest.replaceAll('/', '\\') };
    case 'tcp':
    case 'http':
    case 'https':
      return tcpEndpoint(rest, tls || scheme === 'https');
    case 'ssh':
      return rest === '' ? null : { kind: 'ssh', destination: rest };
    default:
      return null;
  }
}

export const DEFAULT_SOCKET = '/var/run/docker.sock';
export const DEFAULT_PIPE = '\\\\.\\pipe\\docker_engine';

/** Is the engine, as far as the address tells, on this machine? Pure. */
export function isLocalEndpoint(endpoint: Endpoint, own: OwnNames): boolean {
  switch (endpoint.kind) {
    case 'unix':
    case 'npipe':
      return true;
    case 'tcp':
      return isOwnHost(endpoint.host, own);
    case 'ssh':
      return false;
    default: {
      const unknown: never = endpoint;
      throw new TypeError(`endpoint ${String(unknown)}`);
    }
  }
}

/** As a user would write it, but for a password. */
export function renderEndpoint(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'unix':
      return `unix://${endpoint.path}`;
    case 'npipe':
      return `npipe://${endpoint.path.replaceAll('\\', '/')}`;
    case 'tcp':
      return `tcp://${endpoint.host}:${endpoint.port}`;
    case 'ssh':
      return `ssh://${withoutPassword(endpoint.destination)}`;
    default: {
      const unknown: never = endpoint;
      throw new TypeError(`endpoint ${String(unknown)}`);
    }
  }
}

/** `user:password@host`, as nobody may see it. */
function withoutPassword(destination: string): string {
  const at = destination.lastIndexOf('@');
  return destination.slice(0, Math.max(at, 0)).includes(':')
    ? `xxxxx:xxxxx${destination.slice(at)}`
    : destination;
}

function tcpEndpoint(rest: string, tls: boolean): Endpoint | null {
  const parts = /^(\[[^\]]+\]|[^\s:/?#@[\]]*)(?::(\d{1,5})?)?\/?$/.exec(rest);
  if (parts === null) return null;
  const [, host = '', port = ''] = parts;
  const number = port === '' ? (tls ? 2376 : 2375) : Number(port);
  return number > 65_535 ? null : { kind: 'tcp', host: host === '' ? 'localhost' : host, port: number, tls };
}
