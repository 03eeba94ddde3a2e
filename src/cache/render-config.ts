import { authority } from '../names/authority.ts';
import type { CacheInstance, RegistryMajor } from './types.ts';

/**
 * The configuration of docker-registry as a pull-through cache: https://distribution.github.io/distribution/about/configuration/. Nothing secret stands in it: an account
 * and proxies come by the environment. Pure.
 *
 * - no `cache:` line, as long as no redis is wished: with `inmemory`, a layer that has expired or was let go of is answered with 200 and no bytes;
 * - `uploadpurging` each hour: half a layer of a full disk or a broken line would lie there for a week;
 * - no `auth:`, which would make it unusable as a mirror; no `http.debug`, which hands out profiles.
 */
export function renderConfig(instance: CacheInstance, major: RegistryMajor): string {
  const { registry, remote, host, port, root, redis } = instance;
  return [
    headOf(registry),
    'version: 0.1',
    'log:',
    '  level: info',
    '  formatter: text',
    '  accesslog:',
    '    disabled: false',
    'storage:',
    '  filesystem:',
    `    rootdirectory: ${quoted(root)}`,
    '  delete:',
    '    enabled: true',
    '  maintenance:',
    '    uploadpurging:',
    '      enabled: true',
    '      age: 1h',
    '      interval: 1h',
    '      dryrun: false',
    ...(redis === null ? [] : ['  cache:', '    blobdescriptor: redis']),
    'http:',
    `  addr: ${quoted(authority(host, port))}`,
    '  headers:',
    '    X-Content-Type-Options: [nosniff]',
    'health:',
    '  storagedriver:',
    '    enabled: true',
    '    interval: 10s',
    '    threshold: 3',
    ...(redis === null ? [] : redisLines(redis, major)),
    'proxy:',
    `  remoteurl: ${quoted(remote)}`,
    // Of version 3, from its documentation: how long it keeps, which version 2 has fixed at 168h.
    ...(major === 3 ? ['  ttl: 168h'] : []),
    '',
  ].join('\n');
}

/** Short: a redis that is there and silent would hold each request for as long. Version 3 (from its documentation) takes a list. */
function redisLines({ address, db }: NonNullable<CacheInstance['redis']>, major: RegistryMajor): string[] {
  return [
    'redis:',
    ...(major === 3 ? ['  addrs:', `    - ${quoted(address)}`] : [`  addr: ${quoted(address)}`]),
    `  db: ${db}`,
    '  dialtimeout: 500ms',
    '  readtimeout: 500ms',
    '  writetimeout: 500ms',
  ];
}

/** Each JSON text is a YAML one. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/** The line by which a configuration is known, whatever else was edited. */
function headOf(registry: string): string {
  return `# A pull-through cache of ${registry}, written by "mirror-cache up": edits are lost with "mirror-cache down".`;
}

/** Does the text call itself the configuration of this registry's cache? Pure. */
export function describesCache(registry: string, text: string): boolean {
  return text.startsWith(`${headOf(registry)}\n`);
}

/** Where an edited configuration may still say that its cache listens: those of its `addr:` lines that engines could reach. `http://address:port`. Pure. */
export function addressesIn(text: string): readonly string[] {
  return (
    text
      .split('\n')
      .map((line) => `http://${/^addr:[ \t]*["']?([^"'\s#/?@]+)/i.exec(line.trim())?.[1] ?? ''}`)
      .filter((url) => URL.canParse(url) && /^(?:[\d.]+$|\[)/.test(new URL(url).hostname))
      // At loopback its own statistics are.
      .filter((url) => !/^http:\/\/(?:127\.|\[::1\])/.test(url))
  );
}

/** What a configuration of ours says; null: it is none. Pure. */
export function parseConfig(registry: string, text: string): CacheInstance | null {
  const address = /^ {2}addr: "(?:\[([0-9a-f:.]{2,45})\]|([0-9.]{7,15})):(\d{1,5})"$/im.exec(text);
  const remote = /^ {2}remoteurl: "([^"\\\s]{1,2000})"$/m.exec(text)?.[1];
  const root = /^ {4}rootdirectory: "([^"\\]{1,4000})"$/m.exec(text)?.[1];
  const host = address?.[1] ?? address?.[2];
  if (host === undefined || remote === undefined || root === undefined) return null;
  const redis = /^redis:\n(?: {2}addr: | {2}addrs:\n {4}- )"([^"\\\s]{1,300})"\n {2}db: (\d{1,5})$/m.exec(
    text,
  );
  return {
    registry,
    remote,
    host,
    port: Number(address?.[3]),
    root,
    redis: redis === null ? null : { address: redis[1] ?? '', db: Number(redis[2]) },
  };
}
