import { createInterface } from 'node:readline/promises';
import { shown } from '../registry/shown.ts';
import { noteStream } from './streams.ts';

/** Can anybody be asked? The question goes to stderr, the answer comes from stdin. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** A question that only a yes (y, yes, 是, 好) answers with yes; the end of input, and `signal`, are a no. */
export async function askYesNo(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: noteStream() });
  // In raw mode Ctrl-C comes as a key and not as a signal.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([terminal.question(shown(`${question} [y/N] `), { signal }), ended]);
    return /^\s*(?:y|yes|是|是的|好)\s*$/i.test(answer);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return false;
    throw error;
  } finally {
    terminal.close();
  }
}
