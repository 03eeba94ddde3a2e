import { DISK } from './limits.ts';
import type { MachineSeen } from './seen.ts';

/** What a file system has too little of for any image; null: neither. Pure. */
export function lacks({
  freeBytes,
  freeInodes,
}: Pick<NonNullable<MachineSeen['disk']>, 'freeBytes' | 'freeInodes'>): 'bytes' | 'inodes' | null {
  if (freeBytes < DISK.leastBytes) return 'bytes';
  return freeInodes !== null && freeInodes < DISK.leastInodes ? 'inodes' : null;
}
