import type { IpAddress } from '../../names/resolver.ts';
import { isRecord } from '../parse-json.ts';

/** What the child of child.ts is asked. */
export interface NameQuestion {
  readonly id: number;
  readonly hostname: string;
  readonly family: 4 | 6 | null;
}

export type NameAnswer =
  | { readonly kind: 'found'; readonly id: number; readonly addresses: readonly IpAddress[] }
  /** `code`: as node:dns has it, ENOTFOUND and its kin. */
  | { readonly kind: 'failed'; readonly id: number; readonly code: string };

/** null: not of this form. */
export function parseNameQuestion(value: unknown): NameQuestion | null {
  if (!isRecord(value)) return null;
  const { id, hostname, family } = value;
  if (typeof id !== 'number' || typeof hostname !== 'string') return null;
  return family === 4 || family === 6 || family === null ? { id, hostname, family } : null;
}

/** null: not of this form. */
export function parseNameAnswer(value: unknown): NameAnswer | null {
  if (!isRecord(value)) return null;
  const { id, code, addresses } = value;
  if (typeof id !== 'number') return null;
  if (typeof code === 'string') return { kind: 'failed', id, code };
  if (!Array.isArray(addresses)) return null;
  return {
    kind: 'found',
    id,
    addresses: addresses.flatMap((address: unknown) => {
      if (!isRecord(address)) return [];
      const { ip, family } = address;
      return typeof ip === 'string' && (family === 4 || family === 6) ? [{ ip, family }] : [];
    }),
  };
}
