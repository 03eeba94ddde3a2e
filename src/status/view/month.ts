import { VERDICTS, type Verdict } from '../../probe/codes.ts';
import { type Availability, availabilityOf } from '../availability.ts';

/** Of a month's runs, counted by verdict. */
export function monthAvailability(runs: Readonly<Partial<Record<Verdict, number>>>): Availability {
  return availabilityOf(
    VERDICTS.flatMap((verdict) => Array.from({ length: runs[verdict] ?? 0 }, () => verdict)),
  );
}
