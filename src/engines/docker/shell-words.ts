/** Characters with the place each has in its file, so that what is found inside a quoted value can still be named by line. */
export interface PlacedText {
  readonly text: string;
  /** Offset in the file of each UTF-16 unit. */
  readonly offsets: readonly number[];
}

export function placedText(text: string): PlacedText {
  return { text, offsets: Array.from(text, (_unit, index) => index) };
}

/** From `start` on; to the end where `end` is left out. */
export function sliceOf({ text, offsets }: PlacedText, start: number, end?: number): PlacedText {
  return { text: text.slice(start, end), offsets: offsets.slice(start, end) };
}

/**
 * Splits as a POSIX shell does: blanks and line ends part words, quotes and backslashes join them, `#` at a word's start
 * begins a comment, a backslash before a line end vanishes. `$` stays as it is. systemd's unit and environment files
 * differ only in escapes that no option of dockerd needs.
 */
export function shellWords(source: PlacedText): readonly PlacedText[] {
  const words: PlacedText[] = [];
  let text = '';
  let offsets: number[] = [];
  let inWord = false;
  let quote: '"' | "'" | null = null;
  const end = (): void => {
    if (inWord) words.push({ text, offsets });
    text = '';
    offsets = [];
    inWord = false;
  };
  const add = (at: number): void => {
    text += source.text[at] ?? '';
    offsets.push(source.offsets[at] ?? 0);
    inWord = true;
  };
  for (let at = 0; at < source.text.length; at += 1) {
    const unit = source.text[at];
    const next = source.text[at + 1];
    if (unit === '\\' && quote !== "'") {
      const crlf = next === '\r' && source.text[at + 2] === '\n';
      if (next === '\n' || crlf) at += crlf ? 2 : 1;
      else if (quote === '"' && !/["\\$`]/.test(next ?? '')) add(at);
      else if (next !== undefined) add(++at);
    } else if (quote !== null) {
      if (unit === quote) quote = null;
      else add(at);
    } else if (unit === '"' || unit === "'") {
      quote = unit;
      inWord = true;
    } else if (/\s/.test(unit ?? '')) {
      end();
    } else if (unit === '#' && !inWord) {
      while (at + 1 < source.text.length && source.text[at + 1] !== '\n') at += 1;
    } else {
      add(at);
    }
  }
  end();
  return words;
}

/** `NAME=value` at the start of a word. */
export function assignmentOf(word: PlacedText): { readonly name: string; readonly value: PlacedText } | null {
  const name = /^([A-Za-z_]\w*)=/.exec(word.text)?.[1];
  return name === undefined ? null : { name, value: sliceOf(word, name.length + 1) };
}
