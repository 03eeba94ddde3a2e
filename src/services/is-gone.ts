import type { ServiceStatus } from './types.ts';

/** Does its manager say that it does not run? Pure. */
export function isGone(status: ServiceStatus): boolean {
  return status === 'failed' || status === 'inactive';
}
