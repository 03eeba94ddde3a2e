import { cursorCode, joined, type Shown } from '../registry/shown.ts';
import { DISPLAY } from '../report/limits.ts';

/** What the display needs of stderr. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: Shown): unknown;
}

export interface RedrawnOptions {
  /** What is to be seen now, each line no wider than so many columns. */
  readonly linesFor: (columns: number) => readonly Shown[];
  readonly redrawMs?: number;
  readonly tickMs?: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

/** Lines at the end of a terminal that are drawn over themselves. */
export interface RedrawnLines {
  /** There is something new to be seen. */
  readonly draw: () => void;
  /** Takes away what is drawn, so that something else can be written; the next change draws again. */
  readonly clear: () => void;
  /** Takes away what is drawn, for good. Also done by the end of the process. */
  readonly stop: () => void;
}

/** Is there a terminal, and one that can redraw? `term`: the variable TERM. */
export function canRedraw({ isTTY }: ProgressStream, term: string | undefined): boolean {
  return isTTY === true && term !== 'dumb';
}

/**
 * The cursor is never hidden, and waits at the start of the first line drawn: whatever ends the process, and however, the
 * terminal is as usable as before, and what is written next stands over the old lines.
 */
export function redrawnLines(stream: ProgressStream, options: RedrawnOptions): RedrawnLines {
  const { linesFor, now, redrawMs = DISPLAY.progressRedrawMs, tickMs = DISPLAY.progressTickMs } = options;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawn = false;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  const clear = (): void => {
    if (drawn) stream.write(CLEAR_BELOW);
    drawn = false;
  };
  const drawNow = (): void => {
    // The last column stays free: some terminals go to the next line when it is written.
    const lines = linesFor((stream.columns || DISPLAY.defaultColumns) - 1);
    // Erasing only to the end of each line as it is written, and the rest at last, does not flicker.
    const text = lines.flatMap((line, index) => [
      ...(index === 0 ? [] : [cursorCode('\n')]),
      line,
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
    timer = setTimeout(drawNow, delayMs);
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
    draw: () => {
      if (stopped) return;
      const wait = drawnAt + redrawMs - now();
      if (wait <= 0) drawNow();
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
