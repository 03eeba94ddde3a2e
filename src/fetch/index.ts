export { type Fetched, Fetcher, type FetcherOptions } from './fetcher.ts';
export type { Health } from './health.ts';
export { MirrorMemory } from './memory.ts';
export { type Lease, Spool } from './spool/spool.ts';
export type { Source, Trouble, Want } from './types.ts';
