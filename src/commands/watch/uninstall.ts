import { shown } from '../../registry/shown.ts';
import { writeNote } from '../../terminal/streams.ts';
import { inTheWayOfWatch, isWatched, stopWatching } from '../../use/watch/install.ts';
import type { CommandRun } from '../frame/command.ts';
import { agreeToWatch } from './agree.ts';
import type { WatchUninstallSettings } from './command.ts';
import { refusedToWatch } from './refusal.ts';

/** `mirror-watch uninstall`: the mirrors stay as they are. */
export async function uninstall(
  settings: WatchUninstallSettings,
  { words }: CommandRun<'watch'>,
): Promise<number> {
  const told = words.watch.install;
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  const refused = await refusedToWatch(words);
  if (refused !== null) {
    say(refused.sentence);
    return refused.code;
  }
  const foreign = await inTheWayOfWatch();
  if (foreign.length > 0) {
    say(words.frame.service.foreign(foreign));
    return 3;
  }
  if (!(await isWatched())) {
    say(told.notInstalled);
    return 0;
  }
  const agreed = await agreeToWatch(told.uninstallQuestion, settings, words.frame, say);
  if (agreed !== 0) return agreed;
  const gone = await stopWatching();
  say(gone ? told.gone : told.notPutBack);
  return gone ? 0 : 3;
}
