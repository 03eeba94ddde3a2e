import type { ChalkInstance } from 'chalk';
import { cursorCode, joined, type Shown, shown, shownInColour } from '../registry/shown.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import { formatSeconds } from '../report/format.ts';
import { DISPLAY } from '../report/limits.ts';
import type { SurveyEvent } from '../survey/events.ts';
import type { Messages } from '../words/index.ts';
import { cutEnd, displayWidth } from '../words/width.ts';
import { advance, NOTHING_YET, type ProgressState } from './progress-state.ts';

/** What the display needs of stderr. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: Shown): unknown;
}

export interface ProgressOptions {
  readonly messages: Pick<Messages, 'progress' | 'verdict'>;
  readonly chalk: ChalkInstance;
  /** Nothing at all is shown. */
  readonly quiet: boolean;
  /** A line for each event that stays, instead of lines that are redrawn; without a terminal too. */
  readonly verbose: boolean;
  /** TERM: a dumb terminal cannot redraw, and gets nothing. */
  readonly term: string | undefined;
  readonly redrawMs?: number;
  readonly tickMs?: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

export interface ProgressDisplay {
  readonly handle: (event: SurveyEvent) => void;
  /** Takes away what is drawn, so that something else can be written; the next event draws again. */
  readonly clear: () => void;
  /** Takes away what is drawn, for good. Also done by the event `finished` and by the end of the process. */
  readonly stop: () => void;
}

/** Shows on stderr how far a survey has come: one to three lines on a terminal, lines that stay with `verbose`. */
export function createProgress(stream: ProgressStream, options: ProgressOptions): ProgressDisplay {
  if (options.quiet) return NO_DISPLAY;
  if (options.verbose) return lineDisplay(stream, options);
  return stream.isTTY === true && options.term !== 'dumb' ? redrawnDisplay(stream, options) : NO_DISPLAY;
}

const NO_DISPLAY: ProgressDisplay = { handle: () => {}, clear: () => {}, stop: () => {} };

function lineDisplay(stream: ProgressStream, options: ProgressOptions): ProgressDisplay {
  return {
    ...NO_DISPLAY,
    handle: (event) => {
      const line = lineFor(event, options.messages);
      if (line !== null) stream.write(shown(`${line}\n`));
    },
  };
}

/**
 * The cursor is never hidden, and waits at the start of the first line drawn: whatever ends the process, and however, the
 * terminal is as usable as before, and what is written next stands over the old lines.
 */
function redrawnDisplay(stream: ProgressStream, options: ProgressOptions): ProgressDisplay {
  const { redrawMs = DISPLAY.progressRedrawMs, tickMs = DISPLAY.progressTickMs } = options;
  const now = options.now ?? (() => performance.now());
  let state = NOTHING_YET;
  let startedAt = now();
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawn = false;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  const clear = (): void => {
    if (drawn) stream.write(CLEAR_BELOW);
    drawn = false;
  };
  const draw = (): void => {
    const columns = stream.columns || DISPLAY.defaultColumns;
    const lines = progressLines(state, (now() - startedAt) / 1000, columns, options);
    // Erasing only to the end of each line as it is written, and the rest at last, does not flicker.
    const text = lines.flatMap((line, index) => [
      ...(index === 0 ? [] : [cursorCode('\n')]),
      shownInColour(line, options.chalk.level),
      CLEAR_LINE_END,
    ]);
    const back = lines.length > 1 ? [cursorCode(`\x1b[${lines.length - 1}A`)] : [];
    stream.write(joined([START_OF_LINE, ...text, CLEAR_BELOW, START_OF_LINE, ...back]));
    drawn = true;
    drawnAt = now();
    schedule(tickMs);
  };
  const schedule = (delayMs: number): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(draw, delayMs);
    timer.unref();
  };
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    if (timer !== null) clearTimeout(timer);
    process.removeListener('exit', stop);
    clear();
  };
  process.once('exit', stop);

  return {
    handle: (event) => {
      if (stopped) return;
      if (event.kind === 'started') startedAt = now();
      state = advance(state, event);
      if (event.kind === 'finished') return stop();
      const wait = drawnAt + redrawMs - now();
      if (wait <= 0) draw();
      else schedule(wait);
    },
    clear,
    stop,
  };
}

/** From the cursor to the end of the screen, to the end of the line (ECMA-48 ED, EL). */
const CLEAR_BELOW = cursorCode('\x1b[J');
const CLEAR_LINE_END = cursorCode('\x1b[K');
const START_OF_LINE = cursorCode('\r');

function progressLines(
  state: ProgressState,
  elapsedSeconds: number,
  columns: number,
  { messages: { progress }, chalk }: ProgressOptions,
): readonly string[] {
  // The last column stays free: some terminals go to the next line when it is written.
  const room = columns - 1;
  const usable = [...state.verdicts.values()].filter((verdict) => verdict === 'usable').length;
  const elapsed = elapsedSeconds < 10 ? `${Math.floor(elapsedSeconds)} s` : formatSeconds(elapsedSeconds);
  const asking = [...state.running].filter((id) => !state.downloading.has(id));
  const number = Math.min(state.finalistsDone + 1, state.finalists.length);
  const first = progress.done(Math.min(state.verdicts.size, state.mirrors), state.mirrors, usable, elapsed);
  return [
    chalk.bold(cutEnd(first, room)),
    ...named(state.downloading, progress.downloading),
    ...named(asking, progress.running),
    ...(state.finalist === null
      ? []
      : [
          chalk.dim(
            cutEnd(progress.finalist(number, state.finalists.length, cleanText(state.finalist)), room),
          ),
        ]),
  ];

  function named(ids: Iterable<string>, sentence: (ids: string) => string): readonly string[] {
    const all = Array.from(ids, (id) => cleanText(id)).reverse();
    if (all.length === 0) return [];
    for (let shown = all.length; shown > 0; shown -= 1) {
      const rest = all.length - shown;
      const list = [...all.slice(0, shown), ...(rest === 0 ? [] : [progress.more(rest)])];
      const line = sentence(list.join(progress.separator));
      if (displayWidth(line) <= room || shown === 1) return [chalk.dim(cutEnd(line, room))];
    }
    return [];
  }
}

function lineFor(event: SurveyEvent, { progress, verdict }: ProgressOptions['messages']): string | null {
  switch (event.kind) {
    case 'started':
      return progress.line.started(event.mirrors);
    case 'mirror-finished':
    case 'finalist-finished':
      return progress.line.finished(cleanText(event.id), verdict.verdict[event.verdict], event.code);
    case 'finalists':
      return event.ids.length === 0
        ? null
        : progress.line.finalists(event.ids.map((id) => cleanText(id)).join(progress.separator));
    case 'reference':
      return progress.line.reference[event.source];
    case 'mirror-started':
    case 'downloading':
    case 'finalist-started':
    case 'finished':
      return null;
    default: {
      const unhandled: never = event;
      return unhandled;
    }
  }
}
