import type { ChalkInstance } from 'chalk';
import { shown } from '../registry/shown.ts';
import type { SurveyEvent } from '../survey/events.ts';
import { colourLevel, createChalk } from './colour.ts';
import { createProgress, type ProgressOptions } from './progress.ts';
import { writeNote } from './streams.ts';

/** What the options say of it: `--color` or `--no-color` (null: neither), `--quiet`, `--verbose`. */
export interface ScreenSettings {
  readonly color: boolean | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What is shown beside a command's result: progress and remarks, on stderr. */
export interface Screen {
  readonly onEvent: (event: SurveyEvent) => void;
  /** For what is written to this stream; null: to a file. */
  chalkFor(stream: NodeJS.WriteStream | null): ChalkInstance;
  /** A remark; not with --quiet. */
  note(sentence: string): void;
  /** Takes the progress away, so that something else can be written. */
  clear(): void;
  /** Takes it away for good. */
  stop(): void;
}

export function openScreen(settings: ScreenSettings, messages: ProgressOptions['messages']): Screen {
  const { color, quiet, verbose } = settings;
  const chalkFor: Screen['chalkFor'] = (stream) =>
    createChalk(colourLevel({ flag: color, env: process.env, isTTY: stream?.isTTY === true }));
  const progress = createProgress(process.stderr, {
    messages,
    chalk: chalkFor(process.stderr),
    quiet,
    verbose,
    term: process.env['TERM'],
  });
  return {
    onEvent: progress.handle,
    chalkFor,
    note: (sentence) => {
      if (quiet) return;
      progress.clear();
      writeNote(shown(`${sentence}\n`));
    },
    clear: progress.clear,
    stop: progress.stop,
  };
}

/** How wide the text for a stream, or a file (null), may be; where it is not a terminal, as wide as paper. */
export function columnsOf(stream: NodeJS.WriteStream | null): number {
  return stream?.isTTY === true ? stream.columns || PAPER_COLUMNS : PAPER_COLUMNS;
}

const PAPER_COLUMNS = 80;
