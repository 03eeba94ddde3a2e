import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable, type Writable } from 'node:stream';
import { childEntry } from '../packaging.ts';
import { boundedLines } from './bounded-lines.ts';
import { clockEnvironment } from './clock-environment.ts';
import { CHILD, type ChildLimits, NAMES } from './limits.ts';
import type { Confinement, Identity } from './privileges.ts';
import { type Prefix, waysDown } from './setpriv.ts';
import { createIntake, type ErrandOutcome, type Misconduct } from './unprivileged-intake.ts';
import { type ChildOrder, REPORT_FD } from './unprivileged-wire.ts';

export type { ErrandOutcome } from './unprivileged-intake.ts';

export interface Errand<Message> {
  /** A compiled module of ours that exports `prepareUnprivileged` (unprivileged-entry.ts). */
  readonly module: URL;
  /** What it is to do; anything that JSON can carry. A promise: it loads its code meanwhile, and is ended at once where the signal comes first, or nothing comes of it. */
  readonly task: unknown;
  /** Whom it becomes; null when we are not root ourselves. */
  readonly identity: Identity | null;
  /** Nothing the child says is used before this has looked at it; null: it is not of the agreed form. */
  readonly parse: (value: unknown) => Message | null;
  readonly onMessage: (message: Message) => void;
  /** The most messages that an honest child sends. */
  readonly messages: number;
  /** It has no privileges, is about to open its first socket, and lacks these; not called where `identity` is null. */
  readonly onReady?: (lacking: readonly Confinement[]) => void;
  /** For all of it, loading included. */
  readonly deadlineMs: number;
  /** Asks the child to come to an end with what it has; it is killed when it does not. */
  readonly signal: AbortSignal;
  readonly limits?: ChildLimits;
  /** Where setpriv(1) is looked for; see `waysDown`. */
  readonly setprivPlaces?: readonly string[];
}

/**
 * Runs a module of ours in a process that gives up root before its first socket. It is in a session of its own: ^C reaches only
 * us, and it has no terminal to type into. It dies with us, since its stdin ends then, and it is dead when this returns. Its
 * stdout, and once it is without privileges its stderr, go nowhere. What it says is bounded in messages, beats and bytes.
 * A way of starting it that does not lead to loaded code has talked to nobody: the next is tried.
 */
export async function runUnprivileged<Message>(errand: Errand<Message>): Promise<ErrandOutcome> {
  const { identity, setprivPlaces, signal } = errand;
  const ways = identity === null ? [[]] : await waysDown(identity, setprivPlaces);
  let outcome: ErrandOutcome = { kind: 'failure', code: 'not-started', detail: '' };
  for (const way of ways) {
    outcome = await runOnce(errand, way);
    if (signal.aborted || !isNeverReady(outcome)) break;
  }
  return outcome;
}

async function runOnce<Message>(errand: Errand<Message>, prefix: Prefix): Promise<ErrandOutcome> {
  const [program, ...args] = [...prefix, process.execPath, childEntry('unprivileged'), errand.module.href];
  if (program === undefined) throw new TypeError('no program to run');
  const child = spawn(program, args, {
    cwd: '/',
    detached: true,
    env: { ...ENVIRONMENT, ...clockEnvironment(process.env) },
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

function isNeverReady(outcome: ErrandOutcome): boolean {
  return outcome.kind === 'failure' && (outcome.code === 'not-started' || outcome.code === 'load-failed');
}

/** A timer of the child's that fires early, and the beats of the time in which it loaded. */
const SPARE_BEATS = 10;

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
      // What it still has to say is not even read.
      errors.destroy();
      reports.destroy();
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
    let bytes = 0;
    const isTooMuch = (chunk: Buffer): boolean => {
      bytes += chunk.length;
      if (bytes > limits.bytes) fail('too-much');
      return bytes > limits.bytes;
    };
    errors.on('data', (chunk: Buffer) => {
      if (isTooMuch(chunk) || ready) return;
      lastWords = (lastWords + chunk.toString('utf8')).slice(-limits.detailChars);
    });
    let silence: NodeJS.Timeout | null = null;
    const beats = Math.ceil((errand.deadlineMs + limits.graceMs) / limits.beatMs) + SPARE_BEATS;
    const intake = createIntake(errand.parse, { messages: errand.messages, beats });
    const onLine = (line: string): void => {
      if (settled.signal.aborted) return;
      silence?.refresh();
      const taken = intake(line);
      if (taken.kind === 'end') settle(taken.outcome);
      else if (taken.kind === 'message') errand.onMessage(taken.message);
      else if (taken.kind === 'ready') {
        ready = true;
        if (errand.identity !== null) errand.onReady?.(taken.lacking);
      }
    };
    const lines = boundedLines(limits.messageBytes, onLine, () => fail('too-much'));
    reports.on('data', (chunk: Buffer) => {
      if (!isTooMuch(chunk)) lines(chunk);
    });
    child.once('close', () => {
      if (ready) fail('crashed');
      else settle({ kind: 'failure', code: 'load-failed', detail: lastWords });
    });

    const askToEnd = (): void => {
      // Without an order it has begun nothing.
      if (silence === null) {
        fail('aborted');
        return;
      }
      orders.write('abort\n');
      after(limits.graceMs, 'aborted');
    };
    // It may be gone before it has read a word: 'close' tells.
    orders.on('error', () => {});
    const send = (task: unknown): void => {
      if (settled.signal.aborted) return;
      silence = after(limits.silenceMs, 'stalled');
      after(errand.deadlineMs, 'late');
      const order: ChildOrder = { identity: errand.identity, task };
      orders.write(`${JSON.stringify(order)}\n`);
      if (errand.signal.aborted) askToEnd();
    };
    errand.signal.addEventListener('abort', askToEnd, { signal: settled.signal });
    if (!(errand.task instanceof Promise)) send(errand.task);
    else if (errand.signal.aborted) fail('aborted');
    else errand.task.then(send, () => fail('aborted'));
  });
}

function pipesOf(child: ChildProcess): readonly [Writable, Readable, Readable] {
  const reports = child.stdio[REPORT_FD];
  if (child.stdin === null || child.stderr === null || !(reports instanceof Readable)) {
    throw new TypeError('the child was started without its pipes');
  }
  return [child.stdin, child.stderr, reports];
}
