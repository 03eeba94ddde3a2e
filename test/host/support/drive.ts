import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Compiled, compile } from '../../support/compile.ts';

export interface Driven {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it printed, a step a line. */
  readonly lines: readonly string[];
}

/** Processes that replace files (drive.mjs), to be killed. */
export interface Driver {
  start(order: object): ChildProcess;
  run(order: object): Promise<Driven>;
  remove(): Promise<void>;
}

export async function createDriver(): Promise<Driver> {
  const compiled: Compiled = await compile([
    'src/host/replace-file.ts',
    'src/host/clear-leftovers.ts',
    'src/host/backup.ts',
    'src/host/lock.ts',
  ]);
  const folder = dirname(dirname(compiled.pathOf('src/host/lock.ts')));
  const script = fileURLToPath(new URL('./drive.mjs', import.meta.url));
  const start = (order: object): ChildProcess =>
    spawn(process.execPath, [script, folder, JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  return {
    start,
    run: async (order) => {
      const child = start(order);
      let text = '';
      child.stdout?.setEncoding('utf8').on('data', (words: string) => {
        text += words;
      });
      await once(child, 'close');
      return { code: child.exitCode, signal: child.signalCode, lines: text.split('\n').filter(Boolean) };
    },
    remove: () => compiled.remove(),
  };
}
