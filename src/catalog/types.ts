import type { MirrorUrl } from './mirror-url.ts';
import type { MirrorUrlNote } from './mirror-url-problem.ts';

export const OPERATOR_KINDS = ['company', 'university', 'cloud', 'vendor', 'community', 'personal'] as const;
export type OperatorKind = (typeof OPERATOR_KINDS)[number];

export const ACCESS_KINDS = [
  'public',
  'allow-list',
  'campus',
  'cloud-internal',
  'personal-address',
  'login',
  'mainland-only',
] as const;
export type Access = (typeof ACCESS_KINDS)[number];

export interface Operator {
  readonly name: string;
  readonly kind: OperatorKind;
}

/** A remark of the catalogue's own, in each language of the messages. */
export interface LocalText {
  readonly en: string;
  readonly zh: string;
}

/** What a mirror's operator is known to allow. Only what was stated is there. */
export interface MirrorLimits {
  readonly requestsPerMinute?: number;
  readonly concurrency?: number;
  readonly bytesPerSecond?: number;
  readonly bytesPerWindow?: { readonly bytes: number; readonly seconds: number };
  /** How long a tag's manifest may lag behind the origin. */
  readonly cacheSeconds?: number;
  /** Which images it serves, where it is not all. */
  readonly images?: LocalText;
}

/** A fixed address, or a form in which `{id}` stands for a part that each customer has of their own. */
export type Address =
  | { readonly kind: 'fixed'; readonly url: MirrorUrl; readonly notes: readonly MirrorUrlNote[] }
  | { readonly kind: 'template'; readonly template: string; readonly variable: string };

export interface RegistryAddress {
  /** The registry that the mirror stands in for, by a host of its own or by a prefix of image names; null: whichever the user asks about (a bare URL in a list). */
  readonly registry: string | null;
  readonly address: Address;
}

/** One mirror of a catalogue or list, with everything that is known of it. */
export interface CatalogueEntry {
  /** null: made from the host when candidates are chosen. */
  readonly id: string | null;
  readonly addresses: readonly RegistryAddress[];
  readonly operator: Operator | null;
  readonly access: Access | null;
  readonly limits: MirrorLimits | null;
  readonly remark: LocalText | null;
  /** `on`: YYYY, YYYY-MM or YYYY-MM-DD. */
  readonly retired: { readonly on: string; readonly reason: LocalText } | null;
}

/** What a catalogue knows of a registry itself. */
export interface RegistryEntry {
  readonly host: string;
  /** Where the registry itself is asked for a tag's digest. */
  readonly upstream: URL | null;
  /** An image that every mirror of it should have; null where none is known. */
  readonly probeImage: string | null;
}

export interface Catalogue {
  /** `builtin`, or the name of the list as the user gave it. */
  readonly name: string;
  readonly registries: readonly RegistryEntry[];
  readonly mirrors: readonly CatalogueEntry[];
  /** YYYY-MM-DD, where the list says when it was last looked through. */
  readonly updated?: string;
}

/** One mirror to be looked at in one run: where the catalogue, a list, an argument and daemon.json meet. */
export interface Candidate {
  /** Unique in the run; safe as a file name and a label: `^[a-z0-9][a-z0-9.-]*$`. */
  readonly id: string;
  readonly url: MirrorUrl;
  /** What may be printed: the template for a personal address, else `url.href`. */
  readonly displayUrl: string;
  /** null for an address that no catalogue entry knows. */
  readonly operator: Operator | null;
  readonly access: Access | null;
  /** `reason` is the English sentence, `reasons` has each language. */
  readonly retired: { readonly on: string; readonly reason: string; readonly reasons?: LocalText } | null;
  readonly origin: 'catalogue' | 'list' | 'argument' | 'configured';
  /** What is to be known about the form of the address. */
  readonly notes?: readonly MirrorUrlNote[];
  readonly limits?: MirrorLimits;
  readonly remark?: LocalText;
}
