import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { childModule } from '../packaging.ts';
import { CHILD } from './limits.ts';
import { type Dropped, dropPrivileges } from './privileges.ts';
import { type ChildOrder, type ChildReport, parseOrder, REPORT_FD } from './unprivileged-wire.ts';

/*
 * The child of unprivileged-child.ts. Started as `node unprivileged-entry.js <module URL>`. Until it says `ready` it has opened no
 * socket and read nothing but our own files; after that it can read no file that the user could not read.
 */

/** Loads what it needs, all of it, while the files can still be read; the function it returns does the work. */
export type Prepare = (task: unknown) => Promise<Work>;
export type Work = (channel: Channel) => Promise<void>;

export interface Channel {
  /** Anything that JSON can carry and the parent's `parse` accepts. */
  readonly send: (value: unknown) => void;
  /** The parent wants an end: send what there is, and return. */
  readonly signal: AbortSignal;
}

await main();

async function main(): Promise<void> {
  const stop = new AbortController();
  // What it is to do may take a while to be known; the code does not depend on it.
  const [order, module]: [ChildOrder, unknown] = await Promise.all([
    listen(stop),
    childModule(process.argv[2] ?? ''),
  ]);
  const work = await preparationOf(module)(order.task);
  const dropped: Dropped =
    order.identity === null ? { kind: 'dropped', lacking: [] } : await dropPrivileges(order.identity);
  if (dropped.kind === 'failure') {
    report({ type: 'drop-failed', code: dropped.code });
    process.exit(1);
  }
  report({ type: 'ready', lacking: dropped.lacking });
  const beat = setInterval(() => report({ type: 'beat' }), CHILD.beatMs);
  await work({ send: (value) => report({ type: 'message', value }), signal: stop.signal });
  clearInterval(beat);
  report({ type: 'done' });
  process.exit(0);
}

/** The order is the first line. The end of the stream is the end of the parent, and then ours at once. */
function listen(stop: AbortController): Promise<ChildOrder> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: process.stdin });
    lines.once('line', (line) => {
      const order = parseOrder(line);
      if (order === null) reject(new Error('the first line is not an order'));
      else resolve(order);
      lines.once('line', () => stop.abort());
    });
    lines.once('close', () => process.exit(1));
  });
}

/** Synchronous: the pipe is a blocking one, and a parent that reads slowly slows us down. */
function report(value: ChildReport): void {
  writeSync(REPORT_FD, `${JSON.stringify(value)}\n`);
}

function preparationOf(module: unknown): Prepare {
  if (typeof module === 'object' && module !== null && 'prepareUnprivileged' in module) {
    const { prepareUnprivileged } = module;
    if (isPrepare(prepareUnprivileged)) return prepareUnprivileged;
  }
  throw new Error('the module exports no prepareUnprivileged');
}

function isPrepare(value: unknown): value is Prepare {
  return typeof value === 'function';
}
