import { cleanText } from '../../registry/untrusted-text.ts';
import { buildSite } from '../../status/build.ts';
import type { Run } from '../frame/command.ts';
import type { BuildSettings } from './command.ts';
import { fail, now, tell } from './say.ts';

/** `mirror-status build`. */
export async function build(settings: BuildSettings, { words }: Run<'status'>): Promise<number> {
  const files = await buildSite({ ...settings, now: now() });
  if (files === null) return fail(cleanText(settings.data), 'no-history', '', words);
  tell(words.status.note.built(cleanText(settings.out), files), settings.quiet);
  return 0;
}
