import { extname } from 'node:path';
import { CHILD, HOST } from '../../host/limits.ts';
import { loneId } from '../../host/lone-id.ts';
import { type Confinement, type Identity, unprivilegedIdentity } from '../../host/privileges.ts';
import { readTextFile } from '../../host/read-text.ts';
import { type ErrandOutcome, runUnprivileged } from '../../host/unprivileged-child.ts';
import { BODY_LIMITS } from '../../limits.ts';
import type { RunNote } from '../population.ts';
import { type ChildMessage, type ChildTask, childMessageParser } from './survey-task.ts';

export interface SurveyErrand {
  /** How many mirrors the messages may speak of. */
  readonly candidates: number;
  /** Of each mirror, about how many images. */
  readonly images: number;
  /** For the work itself; loading the code and coming to an end are granted beyond it. */
  readonly deadlineMs: number;
  readonly onMessage: (message: ChildMessage) => void;
}

/** Has a task done by who has no privileges. */
export type SendOut = (task: ChildTask, errand: SurveyErrand) => Promise<ErrandOutcome>;

/**
 * The errands of one run. As root each is a process without privileges (unprivileged-child.ts); what keeps such a process from new
 * privileges and is missing on this machine, is noted once. Only for root: anybody else has nothing to give up.
 */
export async function errandsOf(signal: AbortSignal, onNote: (note: RunNote) => void): Promise<SendOut> {
  const identity = await identityOf();
  let isNoted = false;
  const onReady = (lacking: readonly Confinement[]): void => {
    if (!isNoted && lacking.length > 0) onNote({ kind: 'unconfined', lacking });
    isNoted = true;
  };
  const module = new URL(`./survey-child${extname(import.meta.url)}`, import.meta.url);
  return (task, { candidates, images, deadlineMs, onMessage }) =>
    runUnprivileged({
      module,
      task,
      identity,
      parse: childMessageParser(candidates, images),
      onMessage,
      messages: MESSAGES + candidates * MESSAGES_A_MIRROR,
      onReady,
      deadlineMs: deadlineMs + LEEWAY_MS,
      signal,
    });
}

/** Whom the child becomes. */
export async function identityOf(): Promise<Identity> {
  const passwd = await readTextFile('/etc/passwd', HOST.settingsBytes);
  return unprivilegedIdentity(passwd.ok ? passwd.text : null, await loneId());
}

/** For loading code and for what a run does after its deadline. */
const LEEWAY_MS = 30_000;

/** A fetched list in its chunks, and what is said of the survey as a whole. */
const MESSAGES = Math.ceil(BODY_LIMITS.listBytes / CHILD.chunkBytes) + 16;

/** Begun, downloading, finished, once in each round, and its outcome: seven. */
const MESSAGES_A_MIRROR = 16;
