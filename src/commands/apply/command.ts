import { homedir } from 'node:os';
import { packageInfo } from '../../package-info.ts';
import { writeNote, writeResult } from '../../terminal/streams.ts';
import type { ApplyMessages } from '../../words/apply/messages.ts';
import { loadMessages, type Messages } from '../../words/index.ts';
import type { Lang } from '../../words/lang.ts';
import { languageOf, parseCommand } from '../frame/command-line.ts';
import { stopOnSignals } from '../frame/signals.ts';
import { UsageError } from '../frame/usage-error.ts';
import { type ApplySettings, applyCommandLine, applySettings } from './options.ts';
import type { ApplyOutcome } from './outcome.ts';

/** Arguments to exit code, as docs/interface.md has it. */
export async function mirrorApply(argv: readonly string[]): Promise<number> {
  const lang = languageOf(argv, process.env);
  const messages = await loadMessages(lang, ['frame', 'apply']);
  const { frame, apply } = messages;
  try {
    const parsed = parseCommand(applyCommandLine(apply, frame), argv, frame.usage);
    if (parsed.kind === 'text') return await writeText(parsed.text, messages);
    const settings = applySettings(parsed.options, parsed.urls, apply, frame);
    return await carryOn(settings, argv, { lang, frame, words: apply });
  } catch (error) {
    if (error instanceof UsageError) {
      const { seeHelp } = frame.usage;
      writeNote(`${[...error.sentences, seeHelp('mirror-apply')].join('\n')}\n`);
      return 2;
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    writeNote(`${frame.note.crashed(text, `${packageInfo().homepage}/issues`)}\n`);
    return 70;
  }
}

interface Language {
  readonly lang: Lang;
  readonly frame: Messages['frame'];
  readonly words: ApplyMessages;
}

async function carryOn(
  settings: ApplySettings,
  argv: readonly string[],
  language: Language,
): Promise<number> {
  const { createDisplay } = await import('./display.ts');
  const { runApply } = await import('./run.ts');
  const { lang, frame, words } = language;
  const further = await loadMessages(lang, ['catalog', 'progress', 'verdict']);
  const display = createDisplay(settings, further);
  const stop = stopOnSignals(() => display.note(words.outcome.stopping));
  try {
    const outcome = await runApply(settings, {
      lang,
      words,
      messages: { frame, ...further },
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
    const exitCode = exitCodeWhenStopped(outcome, stop.exitCode);
    const failure = await display.finish({ ...outcome, exitCode });
    if (failure === null) return exitCode;
    writeNote(`${words.outcome.notPrinted(frame.note.systemError(failure))}\n`);
    return exitCodeUnheard({ ...outcome, exitCode });
  } finally {
    display.close();
    stop.release();
  }
}

/** The signal's own status where it ended the run in good order; what could not be put back is the worse news. Pure. */
export function exitCodeWhenStopped(
  { result, reason, exitCode }: Pick<ApplyOutcome, 'result' | 'reason' | 'exitCode'>,
  ofSignal: number | null,
): number {
  const stopped = result === 'aborted' || (reason === 'stopped' && result !== 'not-rolled-back');
  return stopped ? (ofSignal ?? exitCode) : exitCode;
}

/** What was done is done whether or not stdout took the news; where the text was all there was to have, it is missing. Pure. */
export function exitCodeUnheard({ result, exitCode }: Pick<ApplyOutcome, 'result' | 'exitCode'>): number {
  return result === 'done' || exitCode !== 0 ? exitCode : 3;
}

async function writeText(text: string, { frame }: Pick<Messages, 'frame'>): Promise<number> {
  const outcome = await writeResult(text, null);
  if (outcome.kind !== 'failed') return 0;
  writeNote(`${frame.note.cannotWrite(outcome.target, outcome.code)}\n`);
  return 3;
}
