import { authority } from '../names/authority.ts';
import { instanceName } from './names.ts';
import type { CacheInstance } from './types.ts';

export interface ComposeOrder {
  /** Their `root` is a folder of the host, below which each has one of its own; '': a volume. */
  readonly instances: readonly CacheInstance[];
  /** A proxy without a user; null: none, or it stands in `secretsFile`. */
  readonly via: URL | null;
  /** The file with variables that are nobody's business, as compose finds it; null: none. */
  readonly secretsFile: string | null;
}

/**
 * The same caches for compose: https://github.com/compose-spec/compose-spec/blob/main/spec.md. All settings are variables, which go over the image's own file, so that there is
 * one file alone. That file has `inmemory` as descriptor cache; a variable without a value switches it off. Pure.
 */
export function renderCompose({ instances, via, secretsFile }: ComposeOrder): string {
  const volumes = instances.flatMap(({ registry, root }) =>
    root === '' ? [`  ${volumeOf(registry)}:`] : [],
  );
  return [
    '# Pull-through caches, written by "mirror-cache up --as compose". Start them: docker compose up -d',
    'name: mirror-cache',
    'services:',
    ...instances.flatMap((instance) => service(instance, via, secretsFile)),
    ...(volumes.length === 0 ? [] : ['volumes:', ...volumes]),
    '',
  ].join('\n');
}

function service(instance: CacheInstance, via: URL | null, secretsFile: string | null): string[] {
  const { registry, host, port, root } = instance;
  const environment = [...Object.entries(variablesOf(instance)), ...(via === null ? [] : proxies(via.href))];
  return [
    `  ${volumeOf(registry)}:`,
    '    image: registry:2',
    '    restart: unless-stopped',
    '    read_only: true',
    '    cap_drop: [ALL]',
    '    security_opt: [no-new-privileges:true]',
    '    tmpfs: [/tmp]',
    '    ports:',
    `      - ${quoted(`${authority(host, port)}:5000`)}`,
    '    volumes:',
    ...(root === ''
      ? [`      - ${quoted(`${volumeOf(registry)}:/var/lib/registry`)}`]
      : bindOf(`${root}/${volumeOf(registry)}`)),
    ...(secretsFile === null ? [] : ['    env_file:', `      - ${quoted(secretsFile)}`]),
    '    environment:',
    ...environment.map(([name, value]) => `      ${name}: ${quoted(value)}`),
    '    logging:',
    '      driver: json-file',
    '      options: {max-size: 20m, max-file: "2"}',
  ];
}

/** The long form: a path may have a colon. */
function bindOf(folder: string): readonly string[] {
  return [
    '      - type: bind',
    `        source: ${quoted(folder)}`,
    '        target: /var/lib/registry',
    '        bind: {create_host_path: true}',
  ];
}

/** As YAML; compose puts variables where a dollar stands. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('$', '$$$$');
}

/** What the registry's program takes from its environment in place of a file. */
function variablesOf({ remote, redis }: CacheInstance): Readonly<Record<string, string>> {
  return {
    REGISTRY_LOG_LEVEL: 'info',
    REGISTRY_LOG_ACCESSLOG_DISABLED: 'false',
    REGISTRY_HTTP_ADDR: ':5000',
    REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: '/var/lib/registry',
    REGISTRY_STORAGE_DELETE_ENABLED: 'true',
    REGISTRY_STORAGE_MAINTENANCE_UPLOADPURGING: '{enabled: true, age: 1h, interval: 1h, dryrun: false}',
    REGISTRY_STORAGE_CACHE_BLOBDESCRIPTOR: redis === null ? '' : 'redis',
    REGISTRY_PROXY_REMOTEURL: remote,
    ...(redis === null
      ? {}
      : {
          REGISTRY_REDIS_ADDR: redis.address,
          REGISTRY_REDIS_DB: String(redis.db),
          REGISTRY_REDIS_DIALTIMEOUT: '500ms',
          REGISTRY_REDIS_READTIMEOUT: '500ms',
          REGISTRY_REDIS_WRITETIMEOUT: '500ms',
        }),
  };
}

function proxies(via: string): [string, string][] {
  return [
    ['HTTP_PROXY', via],
    ['HTTPS_PROXY', via],
  ];
}

/** compose takes letters, digits, dots, dashes and underscores. */
function volumeOf(registry: string): string {
  return instanceName(registry);
}
