import { shown } from '../../registry/shown.ts';
import { wordsForNextRun } from '../../status/next-run.ts';
import type { CommandRun } from '../frame/command.ts';
import type { NextSettings } from './command.ts';

/** `mirror-status next`: a word a line, so that a script can read them whatever a folder is called. */
export async function next(
  { data, vantage, throughputHours }: NextSettings,
  { write }: CommandRun<'status'>,
): Promise<number> {
  const words = await wordsForNextRun(data, vantage, throughputHours, Date.now());
  return write(shown(words.map((word) => `${word}\n`).join('')));
}
