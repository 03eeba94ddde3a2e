import { extname } from 'node:path';
import { type Confinement, type Identity, unprivilegedIdentity } from '../../host/privileges.ts';
import { readTextFile } from '../../host/read-text.ts';
import { type ErrandOutcome, runUnprivileged } from '../../host/unprivileged-child.ts';
import { BODY_LIMITS, CHILD, HOST } from '../../limits.ts';
import type { RunNote } from '../population.ts';
import { type ChildMessage, type ChildTask, childMessageParser } from './survey-task.ts';

export interface Errand {
  /** How many mirrors the messages may speak of. */
  readonly candidates: number;
  /** For the work itself; loading the code and coming to an end are granted beyond it. */
  readonly deadlineMs: number;
  readonly onMessage: (message: ChildMessage) => void;
}

export type FailedErrand = Exclude<ErrandOutcome, { kind: 'finished' }>;

/** Has a task done by who has no privileges. */
export type SendOut = (task: ChildTask, errand: Errand) => Promise<ErrandOutcome>;

/**
 * The errands of one run. As root each is a process that is nobody (unprivileged-child.ts); what keeps such a process from new
 * privileges and is missing on this machine, is noted once. Without root there is nothing to give up: the same work in this process.
 */
export async function errandsOf(signal: AbortSignal, onNote: (note: RunNote) => void): Promise<SendOut> {
  const identity = await identityOf();
  if (identity === null) return (task, errand) => workHere(task, errand, signal);
  let isNoted = false;
  const onReady = (lacking: readonly Confinement[]): void => {
    if (!isNoted && lacking.length > 0) onNote({ kind: 'unconfined', lacking });
    isNoted = true;
  };
  const module = new URL(`./survey-child${extname(import.meta.url)}`, import.meta.url);
  return (task, { candidates, deadlineMs, onMessage }) =>
    runUnprivileged({
      module,
      task,
      identity,
      parse: childMessageParser(candidates),
      onMessage,
      messages: MESSAGES + candidates * MESSAGES_A_MIRROR,
      onReady,
      deadlineMs: deadlineMs + LEEWAY_MS,
      signal,
    });
}

/** Whom the child becomes; null: we are no root, and it stays what we are. */
async function identityOf(): Promise<Identity | null> {
  if (process.geteuid?.() !== 0) return null;
  const passwd = await readTextFile('/etc/passwd', HOST.settingsBytes);
  return unprivilegedIdentity(passwd.ok ? passwd.text : null);
}

/** For loading code and for what a run does after its deadline. */
const LEEWAY_MS = 30_000;

/** A fetched list in its chunks, and what is said of the survey as a whole. */
const MESSAGES = Math.ceil(BODY_LIMITS.listBytes / CHILD.chunkBytes) + 16;

/** Begun, downloading, finished, once in each round, and its outcome: seven. */
const MESSAGES_A_MIRROR = 16;

async function workHere(task: ChildTask, errand: Errand, signal: AbortSignal): Promise<ErrandOutcome> {
  const parse = childMessageParser(errand.candidates);
  const { prepareUnprivileged } = await import('./survey-child.ts');
  const work = await prepareUnprivileged(task);
  await work({
    send: (value) => {
      const message = parse(value);
      if (message !== null) errand.onMessage(message);
    },
    signal,
  });
  return { kind: 'finished' };
}
