/** Where an engine's API is asked. */
export type Endpoint =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'npipe'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: boolean }
  /** Through an SSH connection that only the docker CLI makes: the engine is on another machine. */
  | { readonly kind: 'ssh'; readonly destination: string };

/**
 * DOCKER_HOST, `--docker-host` or a context's endpoint: `unix:///run/docker.sock`, `npipe:////./pipe/docker_engine`,
 * `tcp://host[:port]`, `ssh://user@host`. `tls`: what DOCKER_TLS_VERIFY or the context says. null: none of these.
 */
export function parseEndpoint(text: string, tls: boolean): Endpoint | null {
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.+)$/.exec(text.trim()) ?? [];
  switch (scheme) {
    case 'unix':
      return { kind: 'unix', path: rest.startsWith('/') ? rest : `/${rest}` };
    case 'npipe':
      return { kind: 'npipe', path: rest.replaceAll('/', '\\') };
    case 'tcp':
    case 'http':
    case 'https':
      return tcpEndpoint(rest, tls || scheme === 'https');
    case 'ssh':
      return { kind: 'ssh', destination: rest };
    default:
      return null;
  }
}

/** Is the engine, as far as the address tells, on this machine? */
export function isLocalEndpoint(endpoint: Endpoint): boolean {
  switch (endpoint.kind) {
    case 'unix':
    case 'npipe':
      return true;
    case 'tcp':
      return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/i.test(endpoint.host);
    case 'ssh':
      return false;
    default: {
      const unknown: never = endpoint;
      throw new TypeError(`endpoint ${String(unknown)}`);
    }
  }
}

/** As a user would write it. */
export function renderEndpoint(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'unix':
      return `unix://${endpoint.path}`;
    case 'npipe':
      return `npipe://${endpoint.path.replaceAll('\\', '/')}`;
    case 'tcp':
      return `tcp://${endpoint.host}:${endpoint.port}`;
    case 'ssh':
      return `ssh://${endpoint.destination}`;
    default: {
      const unknown: never = endpoint;
      throw new TypeError(`endpoint ${String(unknown)}`);
    }
  }
}

function tcpEndpoint(rest: string, tls: boolean): Endpoint | null {
  const [, host = '', port] = /^(\[[^\]]+\]|[^\s:/@[\]]+)(?::(\d{1,5}))?\/?$/.exec(rest) ?? [];
  if (host === '') return null;
  return { kind: 'tcp', host, port: port === undefined ? (tls ? 2376 : 2375) : Number(port), tls };
}
