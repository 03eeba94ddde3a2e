import { instanceName } from './names.ts';
import type { CacheInstance } from './types.ts';

export interface ComposeOrder {
  /** Their `root` is a folder of the host, below which each has one of its own; '': a volume. */
  readonly instances: readonly CacheInstance[];
  /** Its password is left out: compose takes it from a file beside. */
  readonly via: string | null;
  /** The file with the account, as compose finds it; null: none. */
  readonly accountFile: string | null;
}

/**
 * The same caches for compose: https://github.com/compose-spec/compose-spec/blob/main/spec.md. All settings are variables, which go over the image's own file, so that there is
 * one file alone. That file has `inmemory` as descriptor cache; a variable without a value switches it off. Pure.
 */
export function renderCompose({ instances, via, accountFile }: ComposeOrder): string {
  const volumes = instances.flatMap(({ registry, root }) =>
    root === '' ? [`  ${volumeOf(registry)}:`] : [],
  );
  return [
    '# Pull-through caches, written by "mirror-cache up --as compose". Start them: docker compose up -d',
    'name: mirror-cache',
    'services:',
    ...instances.flatMap((instance) => service(instance, via, accountFile)),
    ...(volumes.length === 0 ? [] : ['volumes:', ...volumes]),
    '',
  ].join('\n');
}

function service(instance: CacheInstance, via: string | null, accountFile: string | null): string[] {
  const { registry, host, port, root } = instance;
  const environment = [...Object.entries(variablesOf(instance)), ...(via === null ? [] : proxies(via))];
  return [
    `  ${volumeOf(registry)}:`,
    '    image: registry:2',
    '    restart: unless-stopped',
    '    read_only: true',
    '    cap_drop: [ALL]',
    '    security_opt: [no-new-privileges:true]',
    '    tmpfs: [/tmp]',
    '    ports:',
    `      - ${JSON.stringify(`${host.includes(':') ? `[${host}]` : host}:${port}:5000`)}`,
    '    volumes:',
    `      - ${JSON.stringify(`${root === '' ? '' : `${root}/`}${volumeOf(registry)}:/var/lib/registry`)}`,
    ...(accountFile === null ? [] : ['    env_file:', `      - ${JSON.stringify(accountFile)}`]),
    '    environment:',
    ...environment.map(([name, value]) => `      ${name}: ${JSON.stringify(value)}`),
    '    logging:',
    '      driver: json-file',
    '      options: {max-size: 20m, max-file: "2"}',
  ];
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
