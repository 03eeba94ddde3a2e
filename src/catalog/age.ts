import { LIST } from './limits.ts';
import type { Catalogue } from './types.ts';

export interface CatalogueAge {
  /** YYYY-MM-DD */
  readonly updated: string;
  readonly days: number;
}

/** How old a catalogue is, in days, where that is worth telling: mirrors come and go within weeks. Else null. Pure. */
export function catalogueAge({ updated = '' }: Catalogue, nowMs: number): CatalogueAge | null {
  const days = Math.floor((nowMs - Date.parse(`${updated}T00:00:00Z`)) / DAY_MS);
  return days > LIST.ageDays ? { updated, days } : null;
}

const DAY_MS = 86_400_000;
