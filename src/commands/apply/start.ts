import { homedir } from 'node:os';
import { shown } from '../../registry/shown.ts';
import { writeNote } from '../../terminal/streams.ts';
import { loadMessages } from '../../words/index.ts';
import type { CommandRun } from '../frame/command.ts';
import { stopOnSignals } from '../frame/signals.ts';
import { createDisplay } from './display.ts';
import { exitCodeUnheard, exitCodeWhenStopped } from './exit-code.ts';
import type { ApplySettings } from './options.ts';
import { runApply } from './run.ts';

/** A run among its signals, and what it said: settings to exit code. */
export async function start(
  settings: ApplySettings,
  { lang, argv, words: { frame, apply } }: CommandRun<'apply'>,
): Promise<number> {
  const further = await loadMessages(lang, ['catalog', 'progress', 'verdict']);
  const display = createDisplay(settings, further);
  const stop = stopOnSignals(() => display.note(apply.outcome.stopping));
  try {
    const ended = await runApply(settings, {
      lang,
      messages: { frame, ...further },
      words: apply,
      display,
      argv,
      asker: {
        platform: process.platform,
        env: process.env,
        home: homedir(),
        uid: process.geteuid?.() ?? null,
      },
      signal: stop.signal,
    });
    if (ended.result === 'aborted') display.problem(apply.problem.declined);
    const outcome = ended.result === 'aborted' ? { ...ended, messages: [apply.problem.declined] } : ended;
    const exitCode = exitCodeWhenStopped(outcome, stop.exitCode);
    const failure = await display.finish({ ...outcome, exitCode });
    if (failure === null) return exitCode;
    writeNote(shown(`${apply.outcome.notPrinted(frame.note.systemError(failure))}\n`));
    return exitCodeUnheard({ ...outcome, exitCode });
  } finally {
    display.close();
    stop.release();
  }
}
