import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { writeNote } from '../../terminal/streams.ts';
import { notify } from '../../use/notify.ts';
import { isNewFailure } from '../../use/watch/decide.ts';
import { NOTIFY_VARIABLE } from '../../use/watch/install.ts';
import { lockWatch } from '../../use/watch/lock.ts';
import { readState, stateFile, stateJson, writeState } from '../../use/watch/state.ts';
import type { WatchFailure, WatchState } from '../../use/watch/types.ts';
import { type CommandRun, systemFailure } from '../frame/command.ts';
import { stopOnSignals } from '../frame/signals.ts';
import { UsageError } from '../frame/usage-error.ts';
import type { WatchRunSettings } from './command.ts';
import { lookAfter } from './look-after.ts';
import { refusedToWatch } from './refusal.ts';

/** `mirror-watch run`: one look, and what follows from it. What it did is told on stderr, which is the journal where a timer started it. */
export async function run(settings: WatchRunSettings, frame: CommandRun<'watch'>): Promise<number> {
  const { words } = frame;
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  const refused = await refusedToWatch(words);
  if (refused !== null) {
    say(refused.sentence);
    return refused.code;
  }
  const path = stateFile(process.env);
  const lock = await lockWatch(path);
  if (lock.kind === 'held') {
    say(words.watch.run.busy);
    return 0;
  }
  if (lock.kind === 'file-failure') {
    say(words.frame.note.systemError(lock.code));
    return 3;
  }
  const stop = stopOnSignals(() => say(words.frame.note.stopping));
  const toTell = settings.notify ?? (process.env[NOTIFY_VARIABLE] || null);
  const tell = async (state: WatchState): Promise<void> => {
    if (toTell === null) return;
    const told = await notify(toTell, stateJson(state));
    if (told.kind === 'failed') say(words.watch.run.notTold(cleanText(told.detail)));
  };
  /** A run that came to nothing is seen by `status`, and somebody is told. */
  const noteFailure = async (exitCode: number, why: string): Promise<void> => {
    const before = await readState(path);
    const failure: WatchFailure = { at: Date.now(), exitCode, why: cleanText(why, WHY_CHARS) };
    const blank = {
      engine: settings.engine,
      lookedAt: null,
      fullAt: null,
      mirrors: [],
      awaited: [],
      last: null,
    };
    const state: WatchState = { ...(before ?? blank), failure };
    // Where it cannot be written, that is what failed, or comes beside it: systemd knows that the unit failed.
    await writeState(path, state).catch(() => {});
    if (isNewFailure(before?.failure ?? null, failure)) await tell(state);
  };
  try {
    const end = await lookAfter(settings, frame, { path, stop, say, tell });
    if (end.kind === 'done') return end.exitCode;
    say(end.why);
    await noteFailure(end.exitCode, end.why);
    return end.exitCode;
  } catch (error) {
    if (stop.exitCode === null) await noteFailure(...inShort(error));
    throw error;
  } finally {
    stop.release();
    await lock.release();
  }
}

/** What schema/watch-status.schema.json has room for, and a webhook would show. */
const WHY_CHARS = 1000;

/** As the frame ends with it. */
function inShort(error: unknown): readonly [exitCode: number, why: string] {
  if (error instanceof UsageError) return [2, error.sentences.join(' ')];
  const failure = systemFailure(error);
  if (failure !== null) return [3, [failure.path, failure.code].filter((word) => word !== null).join(': ')];
  return [70, error instanceof Error ? error.message : String(error)];
}
