import { BUILTIN } from '../../catalog/index.ts';
import { maskUsers } from '../../change/mask-credentials.ts';
import { packageInfo } from '../../package-info.ts';
import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { writeNote } from '../../terminal/streams.ts';
import { hasSystemd } from '../../use/install/units.ts';
import { cronLine } from '../../use/watch/cron.ts';
import {
  inTheWayOfWatch,
  isWatched,
  LISTS_VARIABLE,
  NOTIFY_VARIABLE,
  startWatching,
  stopWatching,
  WATCH_FILES,
} from '../../use/watch/install.ts';
import { loadMessages } from '../../words/index.ts';
import type { CommandRun } from '../frame/command.ts';
import { programToServe } from '../frame/service-program.ts';
import { problemSentence } from '../frame/survey-sentences.ts';
import { UsageError } from '../frame/usage-error.ts';
import { agreeToWatch } from './agree.ts';
import type { WatchInstallSettings } from './command.ts';
import { isSecretList, probeArgs } from './probe-args.ts';
import { refusedToWatch } from './refusal.ts';
import { holdSources } from './sources.ts';

/** `mirror-watch install`: a service and its timer; without systemd the line for cron. */
export async function install(
  settings: WatchInstallSettings,
  { lang, words }: CommandRun<'watch'>,
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
  const held = await holdSources(settings.probe, BUILTIN);
  const messages = { ...words, ...(await loadMessages(lang, ['catalog'])) };
  const wrong = [
    ...(held.stdin ? [told.stdin] : []),
    ...held.problems.map((problem) => problemSentence(problem, messages)),
  ];
  if (wrong.length > 0) throw new UsageError(wrong);
  const { lists } = held.probe;
  const secretLists = lists.filter(isSecretList);
  const asked = { ...held.probe, lists: lists.filter((name) => !isSecretList(name)) };
  const secrets = {
    ...(settings.notify === null ? {} : { [NOTIFY_VARIABLE]: settings.notify }),
    ...(secretLists.length === 0 ? {} : { [LISTS_VARIABLE]: secretLists.join(' ') }),
  };
  const hasSecrets = Object.keys(secrets).length > 0;
  const command = [
    ...program.command,
    'run',
    `--engine=${settings.engine}`,
    `--again-after=${settings.againAfterSeconds}`,
    ...probeArgs(asked),
  ];
  if (!(await hasSystemd())) {
    // crontab(5): a line is a command.
    if (Object.values(secrets).some((value) => /[\r\n]/.test(value)))
      throw new UsageError([told.cronOneLine]);
    say(told.noSystemd);
    say(`  ${cronLine(command, secrets, settings.everyHours, Math.floor(Math.random() * 60))}`);
    if (hasSecrets) say(told.cronSecret);
    if (Object.values(secrets).some((value) => maskUsers(value) !== value)) say(told.cronMasked);
    say(told.cronGone);
    return 3;
  }
  const foreign = await inTheWayOfWatch();
  if (foreign.length > 0) {
    say(words.frame.service.foreign(foreign));
    return 3;
  }
  const again = await isWatched();
  say(told.plan(WATCH_FILES.service, WATCH_FILES.timer, settings.everyHours));
  if (hasSecrets) say(told.secret(WATCH_FILES.secrets));
  if (settings.dryRun) return 0;
  const agreed = await agreeToWatch(told.question, settings, words.frame, say);
  if (agreed !== 0) return agreed;
  const { homepage } = packageInfo();
  const failed = await startWatching(
    { command, everyHours: settings.everyHours, againAfterSeconds: settings.againAfterSeconds, homepage },
    secrets,
  );
  if (failed !== null) {
    say(told.failed(cleanText(failed, 400)));
    // What another run had put there is not taken away for a failure of this one.
    if (!again) say((await stopWatching()) ? told.putBack : told.notPutBack);
    return 4;
  }
  say(told.done);
  return 0;
}
