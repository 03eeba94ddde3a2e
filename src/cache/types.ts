/** One docker-registry that keeps what it fetched from one registry. */
export interface CacheInstance {
  /** As engines name it: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** What it fetches from: an origin, no path. */
  readonly remote: string;
  /** A literal address. */
  readonly host: string;
  readonly port: number;
  /** The folder in which it keeps; `docker/registry/v2` comes below. */
  readonly root: string;
  /** Its descriptor cache; null: none, which is faster on a local disk. */
  readonly redis: RedisPlace | null;
}

/** `db` is the cache's alone: a prune empties it. */
export interface RedisPlace {
  readonly address: string;
  readonly db: number;
}

/** The major release of the registry's program: 3 has keys that 2 does not know. */
export type RegistryMajor = 2 | 3;
