import type { EndpointSeen, EngineSeen, HostSeen, Seen } from '../../../src/doctor/seen.ts';
import type { Examination } from '../../../src/engines/engine.ts';
import { type ImageReference, parseReference } from '../../../src/registry/reference.ts';
import type { HostRole, How } from '../../../src/words/doctor/cause.ts';

/** A machine in order: an engine of the classic store without mirrors, Docker Hub within reach. */
export function seenOf(changes: Partial<Seen> = {}): Seen {
  return {
    subject: { kind: 'nothing' },
    image: image('hello-world'),
    platform: 'linux/amd64',
    engine: engineOf(),
    node: null,
    machine: {
      disk: { root: '/var/lib/docker', readOnly: false, freeBytes: 10 * 2 ** 30, freeInodes: 1_000_000 },
      hostsLines: [],
      caStore: { folder: '/usr/local/share/ca-certificates', command: 'update-ca-certificates' },
      nameServers: ['192.0.2.53'],
      namesClosed: false,
      families: [4],
      defaultRoute: true,
      bridges: [],
      strayFiles: [],
      waitingMs: null,
      missingFolder: null,
      authorities: true,
    },
    client: {
      kind: 'seen',
      value: {
        path: null,
        broken: false,
        missingHelper: null,
        hubLogin: null,
        platform: null,
        shellProxy: null,
        builder: null,
      },
    },
    outside: { kind: 'seen', value: { hosts: HUB, endpoints: [upstream()] } },
    ...changes,
  };
}

export function image(name: string): ImageReference {
  const parsed = parseReference(name);
  if (!parsed.ok) throw new Error(name);
  return parsed.value;
}

export function engineOf(changes: Partial<Examination> = {}): Extract<EngineSeen, { kind: 'engine' }> {
  return {
    kind: 'engine',
    startCommand: 'systemctl restart docker',
    examined: {
      version: '28.5.2',
      store: 'classic',
      install: 'rootful',
      mirrors: [],
      proxies: { http: null, https: null, no: null },
      proxyLogin: false,
      dataRoot: '/var/lib/docker',
      file: {
        path: '/etc/docker/daemon.json',
        there: true,
        problem: null,
        refused: null,
        mirrors: null,
        changedSince: false,
      },
      hostsToml: null,
      certsDir: '/etc/docker/certs.d',
      trust: {},
      openFiles: null,
      asked: true,
      reloadCommand: 'systemctl reload docker',
      restart: { command: 'systemctl restart docker', stops: 0 },
      downloads: null,
      ...changes,
    },
  };
}

export function host(name: string, role: HostRole, how: How | null): HostSeen {
  const direct = { isDirect: true, proxy: null, isProxyNameless: false } as const;
  return { host: name, role, addresses: ['192.0.2.1'], ...direct, how, aheadMs: null };
}

export const HUB: readonly HostSeen[] = [
  host('registry-1.docker.io', 'registry', null),
  host('auth.docker.io', 'token', null),
  host('production.cloudflare.docker.com', 'blob', null),
];

export function upstream(outcome: EndpointSeen['outcome'] = { kind: 'serves', stage: 'tag' }): EndpointSeen {
  return endpoint('https://registry-1.docker.io', outcome, true);
}

export function mirror(url: string, outcome: EndpointSeen['outcome']): EndpointSeen {
  return endpoint(url, outcome, false);
}

function endpoint(url: string, outcome: EndpointSeen['outcome'], isUpstream: boolean): EndpointSeen {
  return { url, isUpstream, outcome, quota: null, aheadMs: null };
}

export function fails(
  code: Extract<EndpointSeen['outcome'], { kind: 'fails' }>['code'],
  changes: Partial<Extract<EndpointSeen['outcome'], { kind: 'fails' }>> = {},
): EndpointSeen['outcome'] {
  return {
    kind: 'fails',
    reason: 'no-answer',
    stage: 'tag',
    status: null,
    verdict: 'dead',
    code,
    host: 'registry-1.docker.io',
    proxyDid: null,
    isOurs: false,
    platforms: [],
    ...changes,
  };
}

/** The Hub, of which nobody hears. */
export function blocked(how: How, endpoints: readonly EndpointSeen[] = []): Seen['outside'] {
  const hosts = HUB.map((known) => (known.role === 'blob' ? known : { ...known, how }));
  return { kind: 'seen', value: { hosts, endpoints: [...endpoints, upstream(fails('connection-timeout'))] } };
}
