import { shown } from '../../registry/shown.ts';
import { writeNote } from '../../terminal/streams.ts';
import { installedCaches } from '../../use/cache/installed.ts';
import { hasSystemd } from '../../use/install/units.ts';
import { isAgreed } from '../frame/agreed.ts';
import type { CommandRun } from '../frame/command.ts';
import { stopOnSignals } from '../frame/signals.ts';
import { carryOutUp } from './carry-out-up.ts';
import { compose } from './compose.ts';
import { planLines, prepareUp } from './prepare-up.ts';
import type { UpSettings } from './settings.ts';
import { underLock } from './under-lock.ts';

/** `mirror-cache up`: a compose file, or services: looked at, told, agreed to, carried out. */
export async function up(settings: UpSettings, run: CommandRun<'cache'>): Promise<number> {
  const { words, lang } = run;
  const told = words.cache.up;
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  const systemd = process.platform === 'linux' && (await hasSystemd());
  if (settings.as === 'compose' || (settings.as === null && !systemd)) {
    if (settings.apply) {
      say(told.applyNeedsSystemd);
      return 3;
    }
    return await compose(settings, run, say);
  }
  if (!systemd) {
    say(told.systemdMissing);
    return 3;
  }
  const installed = await installedCaches();
  const ready = await prepareUp(settings, installed, words.cache, words.frame);
  if (ready.kind === 'refusal') {
    const refuse = async (): Promise<number> => {
      say(ready.sentence);
      return ready.code;
    };
    // What is in the way may be another process's, half done.
    return process.geteuid?.() === 0 ? await underLock(words, say, installed, refuse) : await refuse();
  }
  for (const line of planLines(settings, ready, told)) say(line);
  if (settings.dryRun) {
    say(told.dryRun);
    return 0;
  }
  const stop = stopOnSignals(() => say(words.frame.note.stopping));
  try {
    if (!(await isAgreed(told.question, settings, stop.signal))) {
      say(words.frame.service.noConsent);
      return stop.exitCode ?? 6;
    }
    const code = await underLock(words, say, installed, () =>
      carryOutUp(settings, ready, { told, say, lang, signal: stop.signal }),
    );
    return stop.exitCode ?? code;
  } finally {
    stop.release();
  }
}
