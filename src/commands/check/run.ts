import { addAbortSignal } from 'node:stream';
import type { Format } from '../../report/context.ts';
import { columnsOf, openScreen } from '../../terminal/screen.ts';
import { runSurvey } from '../../use/run-survey.ts';
import { loadMessages } from '../../words/index.ts';
import type { Run } from '../frame/command.ts';
import { isRunByNpx } from '../frame/installed-program.ts';
import { stopOnSignals } from '../frame/signals.ts';
import { noteSentences, problemSentence } from '../frame/survey-sentences.ts';
import { UsageError } from '../frame/usage-error.ts';
import type { CheckSettings } from './command.ts';
import { mirrorNotes, privateUrls } from './mirror-notes.ts';
import { nextCommand } from './next-command.ts';
import { keepHeapSmall } from './small-heap.ts';

/** Asks the mirrors and prints the report. */
export async function check(settings: CheckSettings, run: Run<'check'>): Promise<number> {
  keepHeapSmall();
  const { probe, screen: shown, format, output, top } = settings;
  const { lang, words } = run;
  const messages = { ...words, ...(await loadMessages(lang, ['catalog', 'progress', 'report', 'verdict'])) };
  const screen = openScreen(shown, messages);
  const isSaidInReport = SPEAKING_FORMATS.has(format);
  if (probe.demo && !isSaidInReport) screen.note((await loadMessages(lang, ['demo'])).demo.intro);
  const stop = stopOnSignals(() => screen.note(words.frame.note.stopping));
  try {
    const surveyed = await runSurvey(probe, {
      env: process.env,
      stdin: addAbortSignal(stop.signal, process.stdin),
      lang,
      signal: stop.signal,
      onEvent: screen.onEvent,
      onNote: (note) => noteSentences(note, messages, shown.verbose).forEach(screen.note),
    });
    screen.stop();
    if (surveyed.kind === 'refused') {
      // Stopped while a list was read: that it could not be read to its end is no news.
      if (stop.exitCode !== null) return stop.exitCode;
      throw new UsageError(surveyed.problems.map((problem) => problemSentence(problem, messages)));
    }
    const { report, result, candidates } = surveyed;
    if (result.noNetwork && !isSaidInReport) screen.note(words.check.note.noNetwork);
    // Not before the survey, which need not wait for it.
    const { renderReport } = await import('../../report/index.ts');
    const target = output === null ? process.stdout : null;
    const text = renderReport(report, format, {
      messages,
      chalk: screen.chalkFor(target),
      columns: columnsOf(target),
      top,
      verbose: shown.verbose,
      mirrorNotes: mirrorNotes(candidates, lang),
      privateUrls: privateUrls(candidates),
      nextCommand: nextCommand(report, probe, {
        platform: process.platform,
        isRoot: process.getuid?.() === 0,
        npx: isRunByNpx(process.env),
      }),
    });
    const written = await run.write(text, output);
    return written === 0 ? (stop.exitCode ?? (report.summary.usable > 0 ? 0 : 1)) : written;
  } finally {
    screen.stop();
    stop.release();
  }
}

/** Formats for people: the report itself says where it stands. */
const SPEAKING_FORMATS: ReadonlySet<Format> = new Set(['table', 'plain', 'markdown']);
