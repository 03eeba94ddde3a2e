import type { AddressBlock } from '../../registry/address-block.ts';
import type { ResolvePolicy } from '../../relay/index.ts';
import type { ProbeSettings } from '../probe-settings.ts';

/** The options of `mirror-relay run`, parsed. */
export interface RelaySettings {
  /** Its `registry` is not looked at: each of `registries` takes its place in turn. */
  readonly probe: ProbeSettings;
  /** An earlier report, for docker.io. */
  readonly from: string | null;
  readonly registries: readonly string[];
  readonly listen: { readonly host: string; readonly port: number };
  readonly allow: readonly AddressBlock[];
  /** null: where this system keeps such things. */
  readonly spool: string | null;
  readonly maxBytes: number;
  readonly resolve: ResolvePolicy;
  /** 0: never. */
  readonly recheckHours: number;
}
