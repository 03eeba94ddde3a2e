import type { Fetcher } from '../fetch/index.ts';
import type { Transport } from '../registry/transport/types.ts';

/** How a tag's digest is found. `automatic`: at the registry itself, else by consensus. `first`: the first mirror's word, by the user's own decision. */
export type ResolvePolicy = 'automatic' | 'hub' | 'consensus' | 'first';

/** One registry that the relay stands in for. */
export interface Relayed {
  readonly registry: string;
  readonly fetcher: Fetcher;
  /** Where the registry itself is asked; null: nowhere that is known. */
  readonly upstream: URL | null;
  readonly openTransport: () => Transport;
}
