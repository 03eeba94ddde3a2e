import { addAbortSignal } from 'node:stream';
import { OPTION_BOUNDS } from '../../limits.ts';
import { packageInfo } from '../../package-info.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { FORMATS, type Format } from '../../report/context.ts';
import type { Report } from '../../report/types.ts';
import { writeNote, writeResult } from '../../terminal/streams.ts';
import type { ProbeSettings } from '../../use/probe-settings.ts';
import { loadMessages, type Messages } from '../../words/index.ts';
import { LANGS, type Lang } from '../../words/lang.ts';
import { languageOf, newCommand, Option, parseCommand } from '../frame/command-line.ts';
import { isRunByNpx } from '../frame/installed-program.ts';
import { addProbeOptions, probeSettings } from '../frame/probe-options.ts';
import { stopOnSignals } from '../frame/signals.ts';
import { UsageError } from '../frame/usage-error.ts';
import { parseCount } from '../frame/values.ts';
import { nextCommand } from './next-command.ts';
import { keepHeapSmall } from './small-heap.ts';

type Words = Pick<Messages, 'frame' | 'check'>;

/** How the result is to be shown. */
interface Presentation {
  readonly lang: Lang;
  readonly messages: Words;
  readonly format: Format;
  readonly output: string | null;
  readonly top: number | null;
  readonly color: boolean | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Arguments to exit code, as docs/interface.md has it. */
export async function mirrorCheck(argv: readonly string[]): Promise<number> {
  const lang = languageOf(argv, process.env);
  const messages = await loadMessages(lang, ['frame', 'check']);
  try {
    const parsed = parseCommand(commandLine(messages), argv, messages.frame.usage);
    if (parsed.kind === 'text') return await write(parsed.text, null, messages);
    const { options, urls } = parsed;
    const [settings, shown] = allOrWrong(
      () => probeSettings(options, urls, messages.frame.usage),
      () => presentation(options, lang, messages),
    );
    return await check(settings, shown);
  } catch (error) {
    if (error instanceof UsageError) {
      const { seeHelp } = messages.frame.usage;
      writeNote(`${[...error.sentences, seeHelp('mirror-check')].join('\n')}\n`);
      return 2;
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    writeNote(`${messages.frame.note.crashed(text, `${packageInfo().homepage}/issues`)}\n`);
    return 70;
  }
}

/** Both parts of the command line, or one UsageError that names what is wrong in either. */
function allOrWrong<A, B>(first: () => A, second: () => B): [A, B] {
  const [one, other] = [attempt(first), attempt(second)];
  if (one.ok && other.ok) return [one.value, other.value];
  throw new UsageError([one, other].flatMap((part) => (part.ok ? [] : part.sentences)));
}

type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly sentences: readonly string[] };

function attempt<T>(read: () => T): Attempt<T> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof UsageError) return { ok: false, sentences: error.sentences };
    throw error;
  }
}

function commandLine({ frame, check }: Words): ReturnType<typeof newCommand> {
  const { help } = check;
  const command = newCommand('mirror-check', { ...frame.help, ...help })
    .description(help.description)
    .argument('[url...]', help.urls)
    .version(packageInfo().version, '-V, --version', frame.option.version)
    .helpOption('-h, --help', frame.option.help);
  addProbeOptions(command, (key) => frame.option[key]);
  return command
    .addOption(new Option('--top <n>', help.option.top))
    .addOption(
      new Option('-f, --format <format>', `${help.option.format} ${frame.help.choices(FORMATS.join(', '))}`),
    )
    .addOption(new Option('-o, --output <file>', help.option.output))
    .addOption(new Option('--lang <en or zh>', frame.option.lang))
    .addOption(new Option('--color', frame.option.color))
    .addOption(new Option('--no-color', frame.option.noColor))
    .addOption(new Option('-q, --quiet', frame.option.quiet))
    .addOption(new Option('-v, --verbose', frame.option.verbose));
}

function presentation(options: Readonly<Record<string, unknown>>, lang: Lang, messages: Words): Presentation {
  const { usage } = messages.frame;
  const { format = 'table', top, lang: asked, output, color } = options;
  const wrong: string[] = [];
  const chosen = FORMATS.find((one) => one === format);
  if (chosen === undefined) wrong.push(usage.oneOf('--format', cleanText(String(format)), FORMATS));
  if (asked !== undefined && !LANGS.some((one) => one === asked)) {
    wrong.push(usage.oneOf('--lang', cleanText(String(asked)), LANGS));
  }
  const count = top === undefined ? null : parseCount(String(top), 1, OPTION_BOUNDS.top);
  if (top !== undefined && count === null) {
    wrong.push(usage.count('--top', cleanText(String(top)), 1, OPTION_BOUNDS.top));
  }
  if (chosen === undefined || wrong.length > 0) throw new UsageError(wrong);
  return {
    lang,
    messages,
    format: chosen,
    output: typeof output === 'string' ? output : null,
    top: count,
    color: typeof color === 'boolean' ? color : null,
    quiet: options['quiet'] === true,
    verbose: options['verbose'] === true,
  };
}

async function check(settings: ProbeSettings, shown: Presentation): Promise<number> {
  keepHeapSmall();
  const { lang, quiet, verbose } = shown;
  const further = await loadMessages(lang, ['catalog', 'demo', 'progress', 'report', 'verdict']);
  const messages = { ...shown.messages, ...further };
  const { createProgress } = await import('../../terminal/progress.ts');
  const { colourLevel, createChalk } = await import('../../terminal/colour.ts');
  const { runSurvey } = await import('../../use/run-survey.ts');
  const { noteSentences, problemSentence } = await import('../frame/survey-sentences.ts');
  const colour = (isTTY: boolean): ReturnType<typeof createChalk> =>
    createChalk(colourLevel({ flag: shown.color, env: process.env, isTTY }));
  const progress = createProgress(process.stderr, {
    messages,
    chalk: colour(process.stderr.isTTY === true),
    quiet,
    verbose,
    term: process.env['TERM'],
  });
  const tell = (sentence: string): void => {
    if (quiet) return;
    progress.clear();
    writeNote(`${sentence}\n`);
  };

  const isSaidInReport = SPEAKING_FORMATS.has(shown.format);
  if (settings.demo && !isSaidInReport) tell(messages.demo.intro);
  const stop = stopOnSignals(() => tell(messages.frame.note.stopping));
  try {
    const run = await runSurvey(settings, {
      env: process.env,
      stdin: addAbortSignal(stop.signal, process.stdin),
      lang: shown.lang,
      signal: stop.signal,
      onEvent: progress.handle,
      onNote: (note) => noteSentences(note, messages, verbose).forEach(tell),
    });
    progress.stop();
    if (run.kind === 'refused') {
      // Stopped while a list was read: that it could not be read to its end is no news.
      if (stop.exitCode !== null) return stop.exitCode;
      throw new UsageError(run.problems.map((problem) => problemSentence(problem, messages)));
    }
    if (run.result.noNetwork && !isSaidInReport) tell(messages.check.note.noNetwork);
    const { renderReport } = await import('../../report/index.ts');
    const { mirrorNotes, privateUrls } = await import('./mirror-notes.ts');
    const toTerminal = shown.output === null && process.stdout.isTTY === true;
    const text = renderReport(run.report, shown.format, {
      messages,
      chalk: colour(toTerminal),
      columns: toTerminal ? process.stdout.columns : PAPER_COLUMNS,
      top: shown.top,
      verbose,
      mirrorNotes: mirrorNotes(run.candidates, shown.lang),
      privateUrls: privateUrls(run.candidates),
      nextCommand: nextCommand(run.report, settings, {
        platform: process.platform,
        isRoot: process.getuid?.() === 0,
        npx: isRunByNpx(process.env),
      }),
    });
    const written = await write(text, shown.output, messages);
    if (written !== 0) return written;
    return stop.exitCode ?? exitCode(run.report);
  } finally {
    progress.stop();
    stop.release();
  }
}

/** Formats for people: the report itself says where it stands. */
const SPEAKING_FORMATS: ReadonlySet<Format> = new Set(['table', 'plain', 'markdown']);

/** Where there is no terminal to ask for its width. */
const PAPER_COLUMNS = 80;

function exitCode({ summary }: Report): number {
  return summary.usable > 0 ? 0 : 1;
}

async function write(text: string, output: string | null, { frame }: Words): Promise<number> {
  const outcome = await writeResult(text, output);
  if (outcome.kind !== 'failed') return 0;
  writeNote(`${frame.note.cannotWrite(outcome.target, outcome.code)}\n`);
  return 3;
}
