import { shown } from '../../registry/shown.ts';
import { formatBytesPerSecond, formatSize } from '../../report/format.ts';
import { DISPLAY } from '../../report/limits.ts';
import type { ByteFigures, ByteMeter, SyncEvent } from '../../sync/index.ts';
import { byteBar } from '../../terminal/byte-bar.ts';
import { canRedraw, type ProgressStream, type RedrawnLines, redrawnLines } from '../../terminal/redrawn.ts';
import type { SyncMessages } from '../../words/sync/messages.ts';
import { cutEnd, displayWidth } from '../../words/width.ts';
import { imageName } from './text.ts';

export interface SyncProgress extends Pick<RedrawnLines, 'clear' | 'stop'> {
  readonly onSync: (event: SyncEvent) => void;
}

export interface SyncProgressOptions {
  readonly words: SyncMessages;
  readonly meter: ByteMeter;
  readonly quiet: boolean;
  /** TERM. */
  readonly term: string | undefined;
  readonly redrawMs?: number;
}

/** How far a run has come, on a terminal: how many images were looked at; then which one is copied, and a bar for its bytes. */
export function syncProgress(stream: ProgressStream, options: SyncProgressOptions): SyncProgress {
  const { words, meter, quiet, term, ...pace } = options;
  if (quiet || !canRedraw(stream, term)) return { onSync: () => {}, clear: () => {}, stop: () => {} };
  let event: Step | null = null;
  const lines = redrawnLines(stream, {
    ...pace,
    // Bytes come without an event.
    tickMs: DISPLAY.barTickMs,
    now: () => performance.now(),
    linesFor: (columns) =>
      event === null ? [] : progressLines(event, meter.figures, columns, words).map(shown),
  });
  return {
    ...lines,
    onSync: (next) => {
      if (next.kind === 'image') return;
      event = next;
      lines.draw();
    },
  };
}

type Step = Exclude<SyncEvent, { kind: 'image' }>;

/** At most two lines of so many columns. Pure. */
export function progressLines(
  event: Step,
  bytes: ByteFigures,
  columns: number,
  words: SyncMessages,
): readonly string[] {
  if (event.kind === 'checked') return [cutEnd(words.note.checking(event.done, event.of), columns)];
  const first = cutEnd(words.note.copying(imageName(event.image, words), event.done + 1, event.of), columns);
  return bytes.total === 0 ? [first] : [first, barLine(bytes, columns, words)];
}

function barLine(bytes: ByteFigures, columns: number, { note }: SyncMessages): string {
  const { total, received, sent, seconds } = bytes;
  // Both go on at once: what is told is what is waited for.
  const [way, moved] = received < total ? (['received', received] as const) : (['sent', sent] as const);
  const figures = note.bytes(way, formatSize(moved), formatSize(total));
  const withPace = `${figures}  ${formatBytesPerSecond(moved / Math.max(1, seconds))}`;
  const told = [withPace, figures].find((text) => roomBeside(text, columns) >= BAR.least);
  return told === undefined
    ? cutEnd(figures, columns)
    : `${byteBar(bytes, Math.min(BAR.most, roomBeside(told, columns)))}  ${told}`;
}

function roomBeside(text: string, columns: number): number {
  return columns - displayWidth(text) - 2;
}

/** Columns, brackets included: below ten a bar says less than the figures beside it, beyond forty not more. */
const BAR = { least: 10, most: 40 } as const;
