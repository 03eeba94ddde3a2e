import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { CHILD, type ChildLimits, NAMES } from '../limits.ts';
import { boundedLines } from './bounded-lines.ts';
import type { Identity } from './privileges.ts';
import { createIntake, type ErrandOutcome, type Misconduct } from './unprivileged-intake.ts';
import { type Order, REPORT_FD } from './unprivileged-wire.ts';

export type { ErrandOutcome } from './unprivileged-intake.ts';

export interface Errand<Message> {
  /** A compiled module of ours that exports `prepareUnprivileged` (unprivileged-entry.ts). */
  readonly module: URL;
  /** What it is to do; anything that JSON can carry. */
  readonly task: unknown;
  /** Whom it becomes; null when we are not root ourselves. */
  readonly identity: Identity | null;
  /** Nothing the child says is used before this has looked at it; null: it is not of the agreed form. */
  readonly parse: (value: unknown) => Message | null;
  readonly onMessage: (message: Message) => void;
  /** For all of it, loading included. */
  readonly deadlineMs: number;
  /** Asks the child to come to an end with what it has; it is killed when it does not. */
  readonly signal: AbortSignal;
  readonly limits?: ChildLimits;
}

/**
 * Runs a module of ours in a process that gives up root before its first socket. It is in a session of its own: ^C reaches only
 * us, and it has no terminal to type into. It dies with us, since its stdin ends then, and it is dead when this returns. Its
 * stdout, and once it is without privileges its stderr, go nowhere.
 */
export async function runUnprivileged<Message>(errand: Errand<Message>): Promise<ErrandOutcome> {
  const child = spawn(process.execPath, [ENTRY, errand.module.href], {
    cwd: '/',
    detached: true,
    env: { ...ENVIRONMENT },
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  });
  const started = await hasStarted(child);
  if (started !== null) return { kind: 'failure', code: 'not-started', detail: started };
  const gone = once(child, 'exit');
  const outcome = await converse(errand, child);
  child.kill('SIGKILL');
  await gone;
  return outcome;
}

/** The file beside this one, compiled as this one is. */
const ENTRY = fileURLToPath(new URL(`./unprivileged-entry${extname(import.meta.url)}`, import.meta.url));

/** Everything else in our environment, NODE_OPTIONS and LD_PRELOAD among it, ends here. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  LC_ALL: 'C',
  // Rings that were made while we were root go on working as root.
  UV_USE_IO_URING: '0',
  // Names are looked up there, in half of them: a dead one must not hold up the others.
  UV_THREADPOOL_SIZE: String(2 * NAMES.atOnce),
};

/** null: it has; else what the system says. */
function hasStarted(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(null));
    child.once('error', (error) => resolve(error.message));
  });
}

/** Until the first thing that settles how it went; what comes after that is not looked at. */
function converse<Message>(errand: Errand<Message>, child: ChildProcess): Promise<ErrandOutcome> {
  const [orders, errors, reports] = pipesOf(child);
  const limits = errand.limits ?? CHILD;
  const settled = new AbortController();
  return new Promise((resolve) => {
    const settle = (outcome: ErrandOutcome): void => {
      settled.abort();
      resolve(outcome);
    };
    const fail = (code: Misconduct): void => settle({ kind: 'failure', code });
    const after = (ms: number, code: Misconduct): NodeJS.Timeout => {
      const timer = setTimeout(() => fail(code), ms);
      settled.signal.addEventListener('abort', () => clearTimeout(timer));
      return timer;
    };

    let ready = false;
    let lastWords = '';
    errors.setEncoding('utf8').on('data', (text: string) => {
      if (!ready) lastWords = (lastWords + text).slice(-limits.detailChars);
    });
    const silence = after(limits.silenceMs, 'stalled');
    const intake = createIntake(errand.parse, limits.messages);
    const onLine = (line: string): void => {
      if (settled.signal.aborted) return;
      silence.refresh();
      const taken = intake(line);
      if (taken.kind === 'end') settle(taken.outcome);
      else if (taken.kind === 'ready') ready = true;
      else if (taken.kind === 'message') errand.onMessage(taken.message);
    };
    reports.on(
      'data',
      boundedLines(limits.messageBytes, onLine, () => fail('too-much')),
    );
    child.once('close', () => {
      if (ready) fail('crashed');
      else settle({ kind: 'failure', code: 'load-failed', detail: lastWords });
    });

    after(errand.deadlineMs, 'late');
    const askToEnd = (): void => {
      orders.write('abort\n');
      after(limits.graceMs, 'aborted');
    };
    // It may be gone before it has read a word: 'close' tells.
    orders.on('error', () => {});
    const order: Order = { identity: errand.identity, task: errand.task };
    orders.write(`${JSON.stringify(order)}\n`);
    if (errand.signal.aborted) askToEnd();
    else errand.signal.addEventListener('abort', askToEnd, { signal: settled.signal });
  });
}

function pipesOf(child: ChildProcess): readonly [Writable, Readable, Readable] {
  const reports = child.stdio[REPORT_FD];
  if (child.stdin === null || child.stderr === null || !(reports instanceof Readable)) {
    throw new TypeError('the child was started without its pipes');
  }
  return [child.stdin, child.stderr, reports];
}
