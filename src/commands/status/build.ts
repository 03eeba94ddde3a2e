import { cleanText } from '../../registry/untrusted-text.ts';
import { buildSite } from '../../status/build.ts';
import type { CommandRun } from '../frame/command.ts';
import type { BuildSettings } from './command.ts';
import { ownSettings } from './own-settings.ts';
import { fail, now, tell } from './say.ts';

/** `mirror-status build`. */
export async function build(settings: BuildSettings, { words }: CommandRun<'status'>): Promise<number> {
  const own = await ownSettings(settings.settings, words);
  if (own === null) return 3;
  const files = await buildSite({ ...settings, settings: own, now: now() });
  if (files === null) return fail(cleanText(settings.data), 'no-history', '', words);
  tell(words.status.note.built(cleanText(settings.out), files), settings.quiet);
  return 0;
}
