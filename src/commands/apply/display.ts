import type { ChalkInstance } from 'chalk';
import { shown, shownInColour, shownOnOneLine } from '../../registry/shown.ts';
import type { SurveyListener } from '../../survey/events.ts';
import { askYesNo, canAsk } from '../../terminal/prompt.ts';
import { columnsOf, openScreen } from '../../terminal/screen.ts';
import { type StreamOutcome, writeBytes, writeNote, writeResult } from '../../terminal/streams.ts';
import type { Messages } from '../../words/index.ts';
import { displayWidth, wrapWhole } from '../../words/width.ts';
import type { ApplySettings } from './options.ts';
import type { ApplyOutcome } from './outcome.ts';

/** A row of a list: what does not fit into one line goes on below, further in. */
export function setRow(text: string, columns: number): readonly string[] {
  if (displayWidth(text) <= columns) return [text];
  const [first = '', ...rest] = wrapWhole(text, columns);
  return [first, ...wrapWhole(rest.join(' '), columns - 2).map((line) => `  ${line}`)];
}

/** Where things are said: the plan and the outcome on stdout, all else on stderr; with `--format json` only the outcome on stdout. */
export interface Display {
  readonly chalk: ChalkInstance;
  readonly columns: number;
  readonly onEvent: SurveyListener;
  /** Aside, on stderr; not with --quiet. */
  note(sentence: string): void;
  /** Why nothing comes of the run, on stderr; --quiet leaves it out only where the outcome tells it on stdout. */
  problem(sentence: string): void;
  /** Part of what was asked for, laid out already. */
  say(text: string): Promise<void>;
  /** The same of sentences, below an empty line. */
  tell(...sentences: readonly string[]): Promise<void>;
  /** Rows, each on a line of its own where a script may read them; what a terminal has no room for goes on below. */
  list(...rows: readonly string[]): Promise<void>;
  /** A file's bytes, for `--print`. */
  print(bytes: Uint8Array): Promise<void>;
  readonly canAsk: boolean;
  ask(question: string, signal: AbortSignal): Promise<boolean>;
  /** The system's code of what kept stdout from taking all that was said there; null: it did, or its reader had enough. */
  finish(outcome: ApplyOutcome): Promise<string | null>;
  close(): void;
}

/** What a script takes out of the document and prints is as harmless as what we print. */
function withCleanSentences(outcome: ApplyOutcome): ApplyOutcome {
  const { messages, engines } = outcome;
  return {
    ...outcome,
    messages: messages.map(shownOnOneLine),
    ...(engines === undefined ? {} : { engines: engines.map(withCleanSentences) }),
  };
}

/** A line of text as lines of a terminal, each as far in as the first. What begins with four blanks is an excerpt: every column of it counts. */
export function setLines(text: string, columns: number): readonly string[] {
  const [indent = ''] = /^ */.exec(text) ?? [];
  if (indent.length >= 4) return [text];
  return wrapWhole(text.slice(indent.length), columns - indent.length).map((line) => indent + line);
}

export function createDisplay(
  settings: ApplySettings,
  messages: Pick<Messages, 'progress' | 'verdict'>,
): Display {
  const { format, quiet, input, yes, output } = settings;
  const willAsk = input && !yes && output === 'plan-and-do' && canAsk();
  // Who is asked has to see what about.
  const onStdout = format === 'text' && output !== 'print' && (!willAsk || process.stdout.isTTY === true);
  const stream = onStdout ? process.stdout : process.stderr;
  const screen = openScreen(settings, messages);
  const chalk = screen.chalkFor(stream);
  const columns = columnsOf(stream);
  let failure: string | null = null;
  const toStdout = async (write: Promise<StreamOutcome>): Promise<void> => {
    const outcome = await write;
    if (outcome.kind === 'failed') failure ??= outcome.code;
  };
  const aside = (sentence: string): void => {
    screen.clear();
    writeNote(shown(`${setLines(shownOnOneLine(sentence), columns).join('\n')}\n`));
  };
  const say = async (text: string): Promise<void> => {
    screen.clear();
    const safe = shownInColour(text, chalk.level);
    if (onStdout) await toStdout(writeResult(safe, null));
    else if (!quiet || willAsk) writeNote(safe);
  };
  return {
    chalk,
    columns,
    onEvent: screen.onEvent,
    note(sentence) {
      if (!quiet) aside(sentence);
    },
    problem(sentence) {
      if (!quiet || format !== 'json') aside(sentence);
    },
    say,
    tell: (...sentences) =>
      say(`\n${sentences.flatMap((sentence) => setLines(shownOnOneLine(sentence), columns)).join('\n')}\n`),
    list(...rows) {
      const room = stream.isTTY === true ? columns : Number.POSITIVE_INFINITY;
      return say(`${rows.flatMap((row) => setRow(shownOnOneLine(row), room)).join('\n')}\n`);
    },
    // To a terminal as text: in UTF-16 it would be none.
    print: (bytes) =>
      toStdout(
        process.stdout.isTTY === true
          ? writeResult(shown(Buffer.from(bytes).toString('utf8')), null)
          : writeBytes(bytes),
      ),
    canAsk: willAsk,
    ask: (question, signal) => askYesNo(question, signal),
    async finish(outcome) {
      screen.stop();
      if (format === 'json')
        await toStdout(writeResult(shown(`${JSON.stringify(withCleanSentences(outcome), null, 2)}\n`), null));
      return failure;
    },
    close: () => screen.stop(),
  };
}
