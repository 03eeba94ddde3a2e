import { parseJson } from './parse-json.ts';
import { CONFINEMENTS, type Confinement, type DropFailure, type Identity } from './privileges.ts';

/** What the parent writes on the child's stdin: the order, one line; then perhaps `abort`, one line; its end means that the parent is gone. */
export interface ChildOrder {
  /** null: the parent is not root, there is nothing to give up. */
  readonly identity: Identity | null;
  readonly task: unknown;
}

/**
 * What the child writes on descriptor 3, a line each. `ready`: no privilege is left, everything is loaded, the first socket may be
 * opened. `beat`: still alive. What comes after `ready` may have been forged by whoever took the child over.
 */
export type ChildReport =
  | { readonly type: 'drop-failed'; readonly code: DropFailure }
  | { readonly type: 'ready'; readonly lacking: readonly Confinement[] }
  | { readonly type: 'beat' }
  | { readonly type: 'message'; readonly value: unknown }
  | { readonly type: 'done' };

export const REPORT_FD = 3;

const DROP_FAILURES: readonly DropFailure[] = [
  'ids-not-set',
  'ids-left',
  'groups-left',
  'capabilities-left',
  'root-regained',
  'unverifiable',
];

/** One line of the child's; null: not of this form. Pure. */
export function parseReport(line: string): ChildReport | null {
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  const { type } = value;
  if (type === 'beat' || type === 'done') return { type };
  if (type === 'ready' && 'lacking' in value) {
    const { lacking } = value;
    return Array.isArray(lacking)
      ? { type, lacking: CONFINEMENTS.filter((one) => lacking.includes(one)) }
      : null;
  }
  if (type === 'message' && 'value' in value) return { type, value: value.value };
  if (type === 'drop-failed' && 'code' in value) {
    const code = DROP_FAILURES.find((known) => known === value.code);
    return code === undefined ? null : { type, code };
  }
  return null;
}

/** One line of the parent's, whom we trust; null: it is not an order. Pure. */
export function parseOrder(line: string): ChildOrder | null {
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || !('identity' in value && 'task' in value)) return null;
  const { identity, task } = value;
  if (identity === null) return { identity, task };
  if (typeof identity !== 'object' || !('uid' in identity && 'gid' in identity)) return null;
  const { uid, gid } = identity;
  return typeof uid === 'number' && typeof gid === 'number' ? { identity: { uid, gid }, task } : null;
}
