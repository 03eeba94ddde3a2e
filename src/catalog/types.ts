import type { MirrorUrl } from './mirror-url.ts';

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
  readonly retired: { readonly on: string; readonly reason: string } | null;
  readonly origin: 'catalogue' | 'list' | 'argument' | 'configured';
}
