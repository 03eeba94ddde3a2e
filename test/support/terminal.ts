import xterm from '@xterm/headless';

export interface TestTerminal {
  readonly stream: {
    readonly isTTY: boolean;
    readonly columns: number;
    readonly write: (text: string) => void;
  };
  readonly writes: () => number;
  readonly lines: () => Promise<string[]>;
  readonly cursor: () => Promise<{ readonly x: number; readonly y: number }>;
}

/** A real terminal emulator behind a stream. */
export function terminal(columns: number): TestTerminal {
  const screen = new xterm.Terminal({ cols: columns, rows: 12, allowProposedApi: true, convertEol: true });
  let writes = 0;
  let drained = Promise.resolve();
  return {
    stream: {
      isTTY: true,
      columns,
      write: (text: string): void => {
        writes += 1;
        drained = drained.then(() => new Promise((resolve) => screen.write(text, resolve)));
      },
    },
    writes: () => writes,
    lines: async (): Promise<string[]> => {
      await drained;
      const { active } = screen.buffer;
      const all = Array.from(
        { length: active.length },
        (_, y) => active.getLine(y)?.translateToString(true) ?? '',
      );
      return all.slice(0, all.findLastIndex((line) => line !== '') + 1);
    },
    cursor: async () => {
      await drained;
      return { x: screen.buffer.active.cursorX, y: screen.buffer.active.cursorY };
    },
  };
}
