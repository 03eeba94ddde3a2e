/*
 * Bytes by digest: a `Fetcher` for each registry over one `Spool` and one `MirrorMemory`. `fetch` ends with a lease on proven bytes, which whoever asked lets go of; `ahead`
 * is a wish that nobody waits for. The relay and whatever copies images build on these names.
 */
export type { Fetched } from './download.ts';
export { Fetcher, type FetcherOptions } from './fetcher.ts';
export type { Health } from './health.ts';
export { troubleOf } from './judge-answer.ts';
export { FETCH } from './limits.ts';
export { MirrorMemory } from './memory.ts';
export { type Lease, Spool, type SpoolFigures } from './spool/spool.ts';
export type { Source, Trouble, Want } from './types.ts';
