import { cleanText } from '../../registry/untrusted-text.ts';
import { NO_SETTINGS, readSettings, type Settings } from '../../status/settings.ts';
import type { Words } from '../frame/command.ts';
import { fail } from './say.ts';

/** What `--settings` names; null: what is wrong with it has been said. Rejects with the system's error. */
export async function ownSettings(path: string | null, words: Words<'status'>): Promise<Settings | null> {
  if (path === null) return NO_SETTINGS;
  const read = await readSettings(path);
  if (read.ok) return read.settings;
  fail(cleanText(path), 'bad-settings', cleanText(read.detail), words);
  return null;
}
