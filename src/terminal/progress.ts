import type { ChalkInstance } from 'chalk';
import { shown, shownInColour } from '../registry/shown.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import { formatSeconds } from '../report/format.ts';
import { DISPLAY } from '../report/limits.ts';
import type { Leader, SurveyEvent } from '../survey/events.ts';
import type { Messages } from '../words/index.ts';
import { cutEnd, displayWidth } from '../words/width.ts';
import { advance, NOTHING_YET, type ProgressState } from './progress-state.ts';
import { canRedraw, type ProgressStream, redrawnLines } from './redrawn.ts';

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
  return canRedraw(stream, options.term) ? redrawnDisplay(stream, options) : NO_DISPLAY;
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

function redrawnDisplay(stream: ProgressStream, options: ProgressOptions): ProgressDisplay {
  const { now = () => performance.now(), chalk } = options;
  let state = NOTHING_YET;
  let startedAt = now();
  const lines = redrawnLines(stream, {
    ...options,
    now,
    linesFor: (columns) =>
      progressLines(
        state,
        (now() - startedAt) / 1000,
        { columns, rows: stream.rows || DISPLAY.defaultRows },
        options,
      ).map((line) => shownInColour(line, chalk.level)),
  });
  return {
    handle: (event) => {
      if (event.kind === 'started') startedAt = now();
      state = advance(state, event);
      if (event.kind === 'finished') lines.stop();
      else lines.draw();
    },
    clear: lines.clear,
    stop: lines.stop,
  };
}

function progressLines(
  state: ProgressState,
  elapsedSeconds: number,
  { columns: room, rows }: { readonly columns: number; readonly rows: number },
  { messages: { progress }, chalk }: ProgressOptions,
): readonly string[] {
  const usable = [...state.verdicts.values()].filter((verdict) => verdict === 'usable').length;
  const elapsed = elapsedSeconds < 10 ? `${Math.floor(elapsedSeconds)} s` : formatSeconds(elapsedSeconds);
  const asking = [...state.running].filter((id) => !state.downloading.has(id));
  const number = Math.min(state.finalistsDone + 1, state.finalists.length);
  const first = progress.done(Math.min(state.verdicts.size, state.mirrors), state.mirrors, usable, elapsed);
  return [
    chalk.bold(cutEnd(first, room)),
    ...named(state.downloading, progress.downloading),
    ...named(asking, progress.running),
    ...[...state.measuring]
      .slice(0, 1)
      .map((id) => chalk.dim(cutEnd(progress.finalist(number, state.finalists.length, cleanText(id)), room))),
    ...provisional(state.leaders),
  ];

  /** What the answer would be now. It is drawn over, and never stays. */
  function provisional(leaders: readonly Leader[]): readonly string[] {
    if (leaders.length === 0 || rows < DISPLAY.provisionalRows) return [];
    const line = ({ id, pullSeconds }: Leader, index: number): string => {
      const seconds = `  ${formatSeconds(pullSeconds)}`;
      const name = cutEnd(`  ${index + 1}. ${cleanText(id)}`, Math.max(1, room - displayWidth(seconds)));
      return `${name}${seconds}`;
    };
    return [
      chalk.dim(cutEnd(progress.provisional, room)),
      ...leaders.map((one, index) => cutEnd(line(one, index), room)),
    ];
  }

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
    case 'leading':
    case 'finalist-started':
    case 'finished':
      return null;
    default: {
      const unhandled: never = event;
      return unhandled;
    }
  }
}
