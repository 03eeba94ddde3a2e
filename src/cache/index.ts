export { type Counted, LOOKED, type PullLog, readPullLog } from './access-log.ts';
export { chooseEvictions, type KeptRepository, type Store } from './choose-evictions.ts';
export { CACHE, STORED_MS } from './limits.ts';
export { addressOf, instanceName, registryOf } from './names.ts';
export { mergePulls, type PullMemory, parseMemory, renderMemory } from './pull-memory.ts';
export { blobsLeft, type ReadStore, readStore } from './read-store.ts';
export { renderCompose } from './render-compose.ts';
export { addressesIn, describesCache, parseConfig, renderConfig } from './render-config.ts';
export type { CacheInstance, RedisPlace, RegistryMajor } from './types.ts';
