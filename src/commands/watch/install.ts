import { shellWord } from '../../host/shell-word.ts';
import { packageInfo } from '../../package-info.ts';
import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { writeNote } from '../../terminal/streams.ts';
import { hasSystemd } from '../../use/install/units.ts';
import {
  inTheWayOfWatch,
  isWatched,
  startWatching,
  stopWatching,
  WATCH_FILES,
} from '../../use/watch/install.ts';
import type { CommandRun } from '../frame/command.ts';
import { programToServe } from '../frame/service-program.ts';
import { agreeToWatch } from './agree.ts';
import type { WatchInstallSettings } from './command.ts';
import { refusedToWatch } from './refusal.ts';

/** `mirror-watch install`: a service and its timer; without systemd the line for cron. */
export async function install(
  settings: WatchInstallSettings,
  { words }: CommandRun<'watch'>,
): Promise<number> {
  const told = words.watch.install;
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  const refused = await refusedToWatch(words);
  if (refused !== null) {
    say(refused.sentence);
    return refused.code;
  }
  const program = await programToServe('mirror-watch', words.frame.service);
  if (program.kind === 'refusal') {
    say(program.sentence);
    return program.code;
  }
  const command = [
    ...program.command,
    'run',
    `--engine=${settings.engine}`,
    `--again-after=${settings.againAfterSeconds}`,
    ...settings.probeArgs,
  ];
  if (!(await hasSystemd())) {
    say(told.noSystemd);
    say(cronLine(command, settings.everyHours));
    return 3;
  }
  const foreign = await inTheWayOfWatch();
  if (foreign.length > 0) {
    say(words.frame.service.foreign(foreign));
    return 3;
  }
  const again = await isWatched();
  say(told.plan(WATCH_FILES.service, WATCH_FILES.timer, settings.everyHours));
  if (settings.notify !== null) say(told.secret(WATCH_FILES.secrets));
  if (settings.dryRun) return 0;
  const agreed = await agreeToWatch(told.question, settings, words.frame, say);
  if (agreed !== 0) return agreed;
  const { homepage } = packageInfo();
  const failed = await startWatching({ command, everyHours: settings.everyHours, homepage }, settings.notify);
  if (failed !== null) {
    say(told.failed(cleanText(failed, 400)));
    // What another run had put there is not taken away for a failure of this one.
    if (!again) say((await stopWatching()) ? told.putBack : told.notPutBack);
    return 4;
  }
  say(told.done);
  return 0;
}

/** crontab(5): a percent sign ends the command. */
function cronLine(command: readonly string[], everyHours: number): string {
  const hours = everyHours >= 24 ? '3' : everyHours === 1 ? '*' : `*/${everyHours}`;
  const minute = Math.floor(Math.random() * 60);
  return `  ${minute} ${hours} * * * root ${command.map(shellWord).join(' ').replaceAll('%', '\\%')}`;
}
