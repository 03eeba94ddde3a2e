import { addAbortSignal } from 'node:stream';
import { keepHeapSmall } from '../../host/small-heap.ts';
import type { ImageReference } from '../../registry/reference.ts';
import { shown, shownInColour } from '../../registry/shown.ts';
import type { Format } from '../../report/context.ts';
import { columnsOf, openScreen } from '../../terminal/screen.ts';
import { writeNote } from '../../terminal/streams.ts';
import { checkMirrors } from '../../use/check-mirrors.ts';
import type { ProbeSettings } from '../../use/probe-settings.ts';
import { loadMessages } from '../../words/index.ts';
import type { CommandRun } from '../frame/command.ts';
import { isRunByNpx } from '../frame/installed-program.ts';
import { stopOnSignals } from '../frame/signals.ts';
import { failureSentence, failureStatus, noteSentences, problemSentence } from '../frame/survey-sentences.ts';
import { UsageError } from '../frame/usage-error.ts';
import type { CheckSettings } from './command.ts';
import { mirrorNotes, privateUrls } from './mirror-notes.ts';
import { nextCommand } from './next-command.ts';
import { imageNames } from './print-names.ts';

/** Asks the mirrors and prints the report. */
export async function check(settings: CheckSettings, run: CommandRun<'check'>): Promise<number> {
  keepHeapSmall();
  const { screen: wanted, format, output, top, printName } = settings;
  const probe = printName === null ? settings.probe : withImage(settings.probe, printName);
  const { lang, words } = run;
  const messages = { ...words, ...(await loadMessages(lang, ['catalog', 'progress', 'report', 'verdict'])) };
  const screen = openScreen(wanted, messages);
  const isSaidInReport = SPEAKING_FORMATS.has(format);
  if (probe.demo && !isSaidInReport) screen.note((await loadMessages(lang, ['demo'])).demo.intro);
  const stop = stopOnSignals(() => screen.note(words.frame.note.stopping));
  try {
    const checked = await checkMirrors(probe, {
      env: process.env,
      stdin: addAbortSignal(stop.signal, process.stdin),
      lang,
      signal: stop.signal,
      onEvent: screen.onEvent,
      onNote: (note) => noteSentences(note, messages, wanted.verbose).forEach(screen.note),
      privileges: 'drop',
    });
    screen.stop();
    // Stopped while a list was read: that it could not be read to its end is not news.
    if (checked.kind !== 'checked' && stop.exitCode !== null) return stop.exitCode;
    if (checked.kind === 'refused')
      throw new UsageError(checked.problems.map((problem) => problemSentence(problem, messages)));
    if (checked.kind === 'failure') {
      writeNote(shown(`${failureSentence(checked, words)}\n`));
      return failureStatus(checked);
    }
    const { report, candidates, noNetwork } = checked;
    if (noNetwork && !isSaidInReport) screen.note(words.check.note.noNetwork);
    if (printName !== null) {
      const names = imageNames(report, candidates, printName).slice(0, top ?? undefined);
      const { noNames, noneUsable } = words.check.note;
      if (names.length === 0) screen.note(report.summary.usable === 0 ? noneUsable : noNames);
      const written = await run.write(shown(names.map((name) => `${name}\n`).join('')), output);
      return written === 0 ? (stop.exitCode ?? (names.length > 0 ? 0 : 1)) : written;
    }
    // Not before the survey, which need not wait for it.
    const { renderReport } = await import('../../report/index.ts');
    const target = output === null ? process.stdout : null;
    const chalk = screen.chalkFor(target);
    const text = renderReport(report, format, {
      messages,
      chalk,
      columns: columnsOf(target),
      top,
      verbose: wanted.verbose,
      mirrorNotes: mirrorNotes(candidates, lang),
      privateUrls: privateUrls(candidates),
      nextCommand: nextCommand(report, probe, {
        platform: process.platform,
        isRoot: process.getuid?.() === 0,
        npx: isRunByNpx(process.env),
      }),
    });
    const written = await run.write(shownInColour(text, chalk.level), output);
    return written === 0 ? (stop.exitCode ?? (report.summary.usable > 0 ? 0 : 1)) : written;
  } finally {
    screen.stop();
    stop.release();
  }
}

/** The image whose names are wanted is the one whose pull is judged. */
function withImage(probe: ProbeSettings, image: ImageReference): ProbeSettings {
  const others = probe.images.filter(({ familiar }) => familiar !== image.familiar);
  return { ...probe, images: [image, ...others] };
}

/** Formats for people: the report itself says where it stands. */
const SPEAKING_FORMATS: ReadonlySet<Format> = new Set(['table', 'plain', 'markdown']);
