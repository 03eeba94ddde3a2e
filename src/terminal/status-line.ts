import { cursorCode, joined, type Shown, shown } from '../registry/shown.ts';
import { DISPLAY } from '../report/limits.ts';
import { cutEnd } from '../words/width.ts';
import { noteStream } from './streams.ts';

/** One line on stderr that is drawn over itself; nothing where there is no terminal, or one that cannot redraw. */
export interface StatusLine {
  readonly show: (text: string) => void;
  /** Takes it away, so that something else can be written. */
  readonly clear: () => void;
}

export function openStatusLine(quiet: boolean, term: string | undefined): StatusLine {
  const stream = noteStream();
  if (quiet || stream.isTTY !== true || term === 'dumb') return { show: () => {}, clear: () => {} };
  let drawnAt = Number.NEGATIVE_INFINITY;
  let isDrawn = false;
  const write = (...parts: readonly Shown[]): void => {
    stream.write(joined(parts));
  };
  return {
    show: (text) => {
      const now = performance.now();
      if (isDrawn && now - drawnAt < DISPLAY.progressRedrawMs) return;
      const columns = (stream.columns || DISPLAY.defaultColumns) - 1;
      write(START, shown(cutEnd(text, columns)), CLEAR);
      isDrawn = true;
      drawnAt = now;
    },
    clear: () => {
      if (isDrawn) write(START, CLEAR);
      isDrawn = false;
    },
  };
}

const START = cursorCode('\r');
const CLEAR = cursorCode('\x1b[K');
