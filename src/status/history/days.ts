import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { historyPaths, isDay, isSafeVantage } from '../names.ts';
import { isNotThere } from './day-file.ts';

/** Every vantage of which anything is kept, by name. */
export async function vantagesIn(data: string): Promise<readonly string[]> {
  const names = await Promise.all([namesIn(join(data, 'runs')), namesIn(join(data, 'days'))]);
  return [...new Set(names.flat())].filter(isSafeVantage).sort();
}

/** Days of which anything is kept, oldest first. */
export async function keptDays(data: string, vantage: string): Promise<readonly string[]> {
  return [...new Set([...(await rawDays(data, vantage)), ...(await rolledDays(data, vantage))])].sort();
}

/** Days of which whole reports are there, oldest first. */
export async function rawDays(data: string, vantage: string): Promise<readonly string[]> {
  return daysIn(historyPaths.runs(data, vantage), '.ndjson');
}

/** Days of which there is a roll-up, oldest first. */
export async function rolledDays(data: string, vantage: string): Promise<readonly string[]> {
  return daysIn(historyPaths.days(data, vantage), '.json');
}

async function daysIn(folder: string, ending: string): Promise<readonly string[]> {
  const names = await namesIn(folder);
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .filter(isDay)
    .sort();
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isNotThere(error)) return [];
    throw error;
  }
}
