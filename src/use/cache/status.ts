import { addressOf, CACHE, type CacheInstance, type Counted } from '../../cache/index.ts';
import { type Candidate, type MirrorUrl, parseMirrorUrl, registryUrl } from '../../catalog/index.ts';
import { ASKED } from '../../doctor/limits.ts';
import { askRedis } from '../../host/ask-redis.ts';
import { diskSpace } from '../../host/disk-space.ts';
import { HOST } from '../../host/limits.ts';
import { madeAtMs } from '../../host/made-at.ts';
import { readTextFile } from '../../host/read-text.ts';
import { run, succeeded } from '../../host/run.ts';
import { packageInfo } from '../../package-info.ts';
import { hostPlatform } from '../../registry/platform.ts';
import { parseReference } from '../../registry/reference.ts';
import { askOutside } from '../doctor/look-outside.ts';
import { readTrust } from '../network.ts';
import type { InstalledCaches } from './installed.ts';
import { configFile, secretFile, startLink } from './places.ts';
import { readJournal } from './read-log.ts';
import { howItAnswers, type NotServing, whyNotServing } from './serves.ts';
import { probeImageOf } from './upstream.ts';

/** `mirror-cache status --format json`: schema/cache-status.schema.json. Instants ISO 8601 UTC, sizes bytes; null: not seen. */
export interface CacheStatus {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly checkedAt: string;
  readonly caches: readonly OneCache[];
  /** Set up, but where they listen and what they fetch cannot be read any more. */
  readonly unreadable: readonly { readonly registry: string; readonly config: string }[];
  /** Files of somebody else's, where units and secrets of caches would be. */
  readonly foreign: readonly string[];
}

export interface OneCache {
  readonly registry: string;
  readonly url: string;
  readonly upstream: string;
  /** It can be pulled from. */
  readonly serves: boolean;
  /** Why not; null: it does. */
  readonly notServing: NotServing | null;
  /** `silent`: a tag hangs. `fails`: what is kept is served as it was, the rest is 404. `unasked`: nobody could ask. */
  readonly upstreamState: 'answers' | 'silent' | 'fails' | 'unasked';
  readonly bytes: number | null;
  /** null: no timer keeps a bound. */
  readonly maxBytes: number | null;
  readonly freeBytes: number | null;
  /** Since it was set up, as far as the journal goes back. */
  readonly log: {
    readonly manifests: Counted;
    readonly blobs: Counted;
    readonly lastStoredAt: string | null;
  } | null;
  /** What the upstream told of pulls left for this address; null: nothing. */
  readonly quota: { readonly limit: number; readonly remaining: number | null } | null;
  /** The redis that it asks for descriptors does not answer: what it said, or the system's word; null: it does, or there is none. */
  readonly redisFailure: string | null;
}

/** Looks at each cache; changes nothing. Its upstream is asked by HEAD, by a process without privileges. */
export async function cacheStatus(
  { instances, unreadable, foreign, maxBytes, data }: InstalledCaches,
  now: Date,
  signal: AbortSignal,
): Promise<CacheStatus> {
  const { name, version } = packageInfo();
  const caches = await Promise.all(instances.map((instance) => lookAt(instance, maxBytes, data, signal)));
  return {
    schemaVersion: 1,
    tool: { name, version },
    checkedAt: now.toISOString(),
    caches,
    unreadable: unreadable.map((registry) => ({ registry, config: configFile(registry) })),
    foreign,
  };
}

async function lookAt(
  instance: CacheInstance,
  maxBytes: number | null,
  data: string | null,
  signal: AbortSignal,
): Promise<OneCache> {
  const { registry, remote, root, redis } = instance;
  const [answered, upstream, bytes, space, log, redisFailure] = await Promise.all([
    howItAnswers(instance),
    askUpstream(instance, signal),
    sizeOf(root),
    // As anybody, what it lies on is seen, and it itself is not.
    diskSpace(root).then((own) => own ?? diskSpace(data ?? '/var/lib')),
    madeAtMs(startLink(registry)).then((sinceMs) => readJournal(registry, sinceMs)),
    redis === null ? null : askRedis(redis.address, redis.db, 'PING', CACHE.redisMs),
  ]);
  const notServing = whyNotServing(answered, space, upstream.upstreamState);
  return {
    registry,
    url: addressOf(instance),
    upstream: remote,
    serves: notServing === null,
    notServing,
    ...upstream,
    bytes,
    maxBytes,
    freeBytes: space?.freeBytes ?? null,
    log:
      log === null
        ? null
        : {
            manifests: log.manifests,
            blobs: log.blobs,
            lastStoredAt: log.lastStoredMs === null ? null : new Date(log.lastStoredMs).toISOString(),
          },
    redisFailure,
  };
}

/** Bytes on the disk; null: they cannot be seen, as by anybody but root. */
export async function sizeOf(root: string): Promise<number | null> {
  const told = await run('du', ['-skD', root], { timeoutMs: CACHE.sizeMs });
  const kib = succeeded(told) ? /^(\d{1,15})\s/.exec(told.stdout)?.[1] : undefined;
  return kib === undefined ? null : Number(kib) * 1024;
}

async function askUpstream(
  { registry, remote }: CacheInstance,
  signal: AbortSignal,
): Promise<Pick<OneCache, 'upstreamState' | 'quota'>> {
  const unasked = { upstreamState: 'unasked', quota: null } as const;
  const image = parseReference(
    registry === 'docker.io' ? QUOTA_IMAGE : (probeImageOf(registry) ?? 'hello-world'),
    registry,
  );
  const url = candidateUrl(remote);
  if (!image.ok || url === null) return unasked;
  const candidate: Candidate = {
    id: 'upstream',
    url,
    displayUrl: url.href,
    operator: null,
    access: null,
    retired: null,
    origin: 'configured',
  };
  const trust = readTrust([], process.geteuid?.() === 0 ? {} : process.env);
  const seen = await askOutside(
    {
      task: {
        env: await proxiesOf(registry),
        trust: trust.kind === 'read' ? trust.trust : [],
        certs: [],
        hosts: [],
        endpoints: [{ candidate, isUpstream: true, last: 'tag', requests: ASKED.requests }],
        image: image.value,
        platform: hostPlatform(process.arch),
        client: 'classic',
      },
      nameServers: [],
    },
    signal,
  );
  const [endpoint] = seen.kind === 'seen' ? seen.value.endpoints : [];
  if (endpoint === undefined) return unasked;
  const { outcome, quota } = endpoint;
  return {
    upstreamState:
      outcome.kind === 'serves' || outcome.status !== null ? stateOf(outcome) : silentOr(outcome.code),
    quota: quota === null ? null : { limit: quota.limit, remaining: quota.remaining },
  };
}

/** Docker's own image for this question: https://docs.docker.com/docker-hub/usage/pulls/ */
const QUOTA_IMAGE = 'docker.io/ratelimitpreview/test';

function stateOf(outcome: { readonly kind: string; readonly status?: number | null }): 'answers' | 'fails' {
  // What it says of one image, it says; 5xx is trouble of its own.
  return outcome.kind === 'fails' && (outcome.status ?? 0) >= 500 ? 'fails' : 'answers';
}

function silentOr(code: string): 'silent' | 'fails' {
  return code === 'response-timeout' || code === 'connection-timeout' ? 'silent' : 'fails';
}

function candidateUrl(remote: string): MirrorUrl | null {
  const { protocol, host } = new URL(remote);
  if (protocol === 'https:') return registryUrl(host);
  const parsed = parseMirrorUrl(remote);
  return parsed.ok ? parsed.value : null;
}

/** As root alone may see them; users and passwords are told nobody. */
async function proxiesOf(registry: string): Promise<Readonly<Record<string, string>>> {
  const read = await readTextFile(secretFile(registry), HOST.settingsBytes);
  const found = read.ok
    ? read.text.matchAll(/^(HTTPS?_PROXY)="(https?:\/\/)(?:[^"@]{0,2000}@)?([^"@]{1,2000})"$/gm)
    : [];
  return Object.fromEntries([...found].map(([, name = '', scheme, rest]) => [name, `${scheme}${rest}`]));
}
