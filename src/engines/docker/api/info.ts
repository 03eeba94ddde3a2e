import type { Proxies } from '../daemon-json/index.ts';
import type { Endpoint } from '../endpoint.ts';
import type { EngineIdentity } from '../locate.ts';
import type { RunsWith } from '../pending.ts';
import { type EngineVersion, engineVersionFromApi, parseEngineVersion } from '../version.ts';
import { type ApiFailure, askEngine } from './client.ts';

/** What a running engine says of itself. */
export interface LiveEngine {
  readonly kind: 'engine';
  readonly identity: EngineIdentity;
  readonly version: EngineVersion | null;
  /** What it calls itself: the name of its host, unless somebody chose another. */
  readonly name: string | null;
  /** `go1.24.4`, what it was built with; null: it does not say. */
  readonly goVersion: string | null;
  readonly store: 'classic' | 'containerd';
  /** What else it shows of its settings. */
  readonly shown: ShownSettings;
  readonly swarm: boolean;
  readonly liveRestore: boolean;
  readonly runningContainers: number;
  /** `RegistryConfig.Mirrors`, in their order, with the slash that the engine puts behind each. */
  readonly mirrors: readonly string[];
  /** Credentials masked by the engine. */
  readonly proxies: Proxies;
}

export type ShownSettings = Pick<
  RunsWith,
  | 'driver'
  | 'defaultRuntime'
  | 'debug'
  | 'labels'
  | 'logDriver'
  | 'authorization'
  | 'insecureRegistries'
  | 'runtimes'
  | 'cgroupDriver'
  | 'noNewPrivileges'
  | 'seccompProfile'
  | 'addressPools'
>;

/** What of it a reload or a restart can change. */
export type LiveSettings = Pick<LiveEngine, 'mirrors' | 'proxies'>;

/** `GET /info` alone: for whoever waits until the engine shows something. */
export async function lookAtSettings(
  endpoint: Endpoint,
): Promise<(LiveSettings & { readonly kind: 'settings' }) | ApiFailure> {
  const info = await askEngine(endpoint, { method: 'GET', path: '/info' });
  if (info.kind === 'api-failure') return info;
  if (info.status !== 200) return { kind: 'api-failure', code: 'broken' };
  const { mirrors, proxies } = readEngine(null, info.body);
  return { kind: 'settings', mirrors, proxies };
}

/** `GET /version` and `GET /info`, read field by field: what is missing in an old or foreign engine counts as not there. */
export async function lookAtEngine(
  endpoint: Endpoint,
  signal?: AbortSignal,
): Promise<LiveEngine | ApiFailure> {
  const more = signal === undefined ? {} : { signal };
  const version = await askEngine(endpoint, { method: 'GET', path: '/version', ...more });
  if (version.kind === 'api-failure') return version;
  const info = await askEngine(endpoint, { method: 'GET', path: '/info', ...more });
  if (info.kind === 'api-failure') return info;
  if (version.status !== 200 || info.status !== 200) return { kind: 'api-failure', code: 'broken' };
  return readEngine(version.body, info.body);
}

/** Pure. */
export function readEngine(version: unknown, info: unknown): LiveEngine {
  const components = listOf(version, 'Components').flatMap((part) => stringOf(part, 'Name') ?? []);
  const api = stringOf(version, 'ApiVersion') ?? '';
  const drivers = listOf(info, 'DriverStatus');
  const swarm = stringOf(fieldOf(info, 'Swarm'), 'LocalNodeState');
  return {
    kind: 'engine',
    identity: {
      operatingSystem: stringOf(info, 'OperatingSystem') ?? '',
      securityOptions: strings(info, 'SecurityOptions'),
      dockerRootDir: stringOf(info, 'DockerRootDir') ?? '',
      components,
    },
    version: parseEngineVersion(stringOf(version, 'Version') ?? '') ?? engineVersionFromApi(api),
    name: stringOf(info, 'Name'),
    goVersion: stringOf(version, 'GoVersion'),
    // An image store of containerd's names itself there: moby daemon/containerd/service.go, LayerStoreStatus.
    store: drivers.some((pair) => JSON.stringify(pair).includes('io.containerd.snapshotter.v1'))
      ? 'containerd'
      : 'classic',
    shown: {
      driver: stringOf(info, 'Driver') ?? '',
      defaultRuntime: stringOf(info, 'DefaultRuntime'),
      debug: fieldOf(info, 'Debug') === true,
      labels: strings(info, 'Labels'),
      logDriver: stringOf(info, 'LoggingDriver'),
      authorization: strings(fieldOf(info, 'Plugins'), 'Authorization'),
      insecureRegistries: insecureOf(fieldOf(info, 'RegistryConfig')),
      runtimes: entriesOf(info, 'Runtimes').map(([name, told]) => ({ name, path: stringOf(told, 'path') })),
      cgroupDriver: stringOf(info, 'CgroupDriver'),
      ...securityOf(strings(info, 'SecurityOptions')),
      addressPools: listOf(info, 'DefaultAddressPools').map(
        (pool) => `${String(fieldOf(pool, 'Base'))} ${String(fieldOf(pool, 'Size'))}`,
      ),
    },
    swarm: swarm !== null && swarm !== '' && swarm !== 'inactive',
    liveRestore: fieldOf(info, 'LiveRestoreEnabled') === true,
    // A paused container is counted apart, and ends with the engine like any other.
    runningContainers: countOf(info, 'ContainersRunning') + countOf(info, 'ContainersPaused'),
    mirrors: strings(fieldOf(info, 'RegistryConfig'), 'Mirrors'),
    proxies: {
      httpProxy: stringOf(info, 'HttpProxy') || null,
      httpsProxy: stringOf(info, 'HttpsProxy') || null,
      noProxy: stringOf(info, 'NoProxy') || null,
    },
  };
}

/** Those that every engine trusts without being told. */
const OWN_BLOCKS: ReadonlySet<string> = new Set(['127.0.0.0/8', '::1/128']);

function insecureOf(config: unknown): readonly string[] {
  const blocks = strings(config, 'InsecureRegistryCIDRs').filter((block) => !OWN_BLOCKS.has(block));
  const names = entriesOf(config, 'IndexConfigs').filter(([, told]) => fieldOf(told, 'Secure') === false);
  return [...blocks, ...names.map(([name]) => name)];
}

/** `name=seccomp,profile=builtin`, `name=no-new-privileges`. */
function securityOf(options: readonly string[]): Pick<ShownSettings, 'noNewPrivileges' | 'seccompProfile'> {
  const seccomp = options.flatMap((option) => /^name=seccomp,profile=(.*)$/.exec(option)?.[1] ?? []);
  return {
    noNewPrivileges: options.includes('name=no-new-privileges'),
    seccompProfile: seccomp[0] ?? null,
  };
}

function entriesOf(value: unknown, name: string): readonly (readonly [string, unknown])[] {
  const field = fieldOf(value, name);
  return typeof field === 'object' && field !== null ? Object.entries(field) : [];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function stringOf(value: unknown, name: string): string | null {
  const field = fieldOf(value, name);
  return typeof field === 'string' ? field : null;
}

function countOf(value: unknown, name: string): number {
  return Number(fieldOf(value, name)) || 0;
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const field = fieldOf(value, name);
  return Array.isArray(field) ? field : [];
}

function strings(value: unknown, name: string): readonly string[] {
  return listOf(value, name).filter((item) => typeof item === 'string');
}
