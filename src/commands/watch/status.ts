import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { writeNote } from '../../terminal/streams.ts';
import { isTimerActive, isWatched, lastRunFailed } from '../../use/watch/install.ts';
import { readState, stateFile, stateJson } from '../../use/watch/state.ts';
import type { WatchState } from '../../use/watch/types.ts';
import type { WatchMessages } from '../../words/watch/messages.ts';
import type { CommandRun } from '../frame/command.ts';
import type { WatchStatusSettings } from './command.ts';

/** `mirror-watch status`: 1 where nothing is watched, or the last run or its attempt to apply anew failed. */
export async function status({ format }: WatchStatusSettings, run: CommandRun<'watch'>): Promise<number> {
  const { watch } = run.words;
  const say = (line: string): void => writeNote(shown(`${line}\n`));
  const state = await readState(stateFile(process.env));
  const installed = await isWatched();
  const stopped = installed && !(await isTimerActive());
  // A program that is gone, or was ended for its time, writes nothing of that itself.
  const unit = installed ? await lastRunFailed() : null;
  if (unit !== null) say(watch.status.unitFailed(cleanText(unit)));
  if (state === null) {
    say(installed ? watch.status.notYet : watch.install.notInstalled);
    return installed && !stopped && unit === null ? 0 : 1;
  }
  const text = format === 'json' ? `${JSON.stringify(stateJson(state), null, 2)}\n` : told(state, watch);
  const written = await run.write(shown(text));
  if (written !== 0) return written;
  if (stopped) say(watch.status.stopped);
  const failed = unit !== null || state.failure !== null || state.last?.applied.kind === 'failed';
  return stopped || failed ? 1 : 0;
}

function told(
  { engine, lookedAt, fullAt, mirrors, awaited, last, failure }: WatchState,
  words: WatchMessages,
): string {
  const iso = (at: number): string => new Date(at).toISOString();
  const gone = new Set(awaited.map(({ url }) => url));
  const stay = mirrors.filter(({ url }) => !gone.has(url));
  return [
    lookedAt === null ? words.status.notYet : words.status.looked(engine, iso(lookedAt)),
    ...stay.map(({ url, state, code }) => words.run.mirror(cleanText(url), words.state[state], code)),
    ...awaited.map(({ url, state, code }) => words.run.awaited(cleanText(url), words.state[state], code)),
    ...(fullAt === null ? [] : [words.status.full(iso(fullAt))]),
    ...(last === null
      ? []
      : [words.status.last(iso(last.at), words.run.applied(last.applied), last.applied.kind)]),
    ...(failure === null ? [] : [words.status.failed(iso(failure.at), cleanText(failure.why, 1000))]),
    '',
  ].join('\n');
}
