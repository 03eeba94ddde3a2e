import { readHistory } from './history/read-history.ts';
import { STATUS } from './limits.ts';
import { type VantageStatus, vantageStatus } from './view/vantage-status.ts';

/**
 * Each vantage as of `now`: those that live before those that have fallen silent, and within each in the order of `names`,
 * then by name. Rejects with the system's error.
 */
export async function readStatus(
  data: string,
  now: number,
  names: readonly string[] = [],
): Promise<readonly VantageStatus[]> {
  const histories = await readHistory(data, now);
  const place = ({ name, heardAt, staleFrom }: VantageStatus): readonly [number, number, string] => [
    Number(now >= staleFrom && now - heardAt > STATUS.rankMs),
    names.includes(name) ? names.indexOf(name) : names.length,
    name,
  ];
  return histories
    .flatMap((history) => vantageStatus(history, now) ?? [])
    .sort((a, b) => {
      const [silentA, placeA, nameA] = place(a);
      const [silentB, placeB, nameB] = place(b);
      return silentA - silentB || placeA - placeB || (nameA < nameB ? -1 : 1);
    });
}
