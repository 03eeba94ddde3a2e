export type { Fetched } from './download.ts';
export { Fetcher, type FetcherOptions } from './fetcher.ts';
export type { Health } from './health.ts';
export { troubleOf } from './judge-answer.ts';
export { MirrorMemory } from './memory.ts';
export { type Lease, Spool, type SpoolFigures } from './spool/spool.ts';
export type { Source, Trouble, Want } from './types.ts';
