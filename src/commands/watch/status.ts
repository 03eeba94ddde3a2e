import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { writeNote } from '../../terminal/streams.ts';
import { isTimerActive, isWatched } from '../../use/watch/install.ts';
import { readState, stateFile, stateJson } from '../../use/watch/state.ts';
import type { WatchState } from '../../use/watch/types.ts';
import type { WatchMessages } from '../../words/watch/messages.ts';
import type { CommandRun } from '../frame/command.ts';
import type { WatchStatusSettings } from './command.ts';

/** `mirror-watch status`: 1 where nothing is watched, or the last attempt to apply anew failed. */
export async function status({ format }: WatchStatusSettings, run: CommandRun<'watch'>): Promise<number> {
  const { watch } = run.words;
  const state = await readState(stateFile(process.env));
  const installed = await isWatched();
  const timer = installed && (await isTimerActive());
  if (state === null) {
    writeNote(shown(`${installed ? watch.status.notYet : watch.install.notInstalled}\n`));
    return installed && timer ? 0 : 1;
  }
  const text = format === 'json' ? `${JSON.stringify(stateJson(state), null, 2)}\n` : told(state, watch);
  const written = await run.write(shown(text));
  if (written !== 0) return written;
  if (installed && !timer) writeNote(shown(`${watch.status.stopped}\n`));
  return (installed && !timer) || state.last?.applied.kind === 'failed' ? 1 : 0;
}

function told(
  { engine, lookedAt, fullAt, mirrors, awaited, last }: WatchState,
  words: WatchMessages,
): string {
  const iso = (at: number): string => new Date(at).toISOString();
  const gone = new Set(awaited.map(({ url }) => url));
  const stay = mirrors.filter(({ url }) => !gone.has(url));
  return [
    words.status.looked(engine, iso(lookedAt)),
    ...stay.map(({ url, state, code }) => words.run.mirror(cleanText(url), words.state[state], code)),
    ...awaited.map(({ url, state, code }) => words.run.awaited(cleanText(url), words.state[state], code)),
    ...(fullAt === null ? [] : [words.status.full(iso(fullAt))]),
    ...(last === null
      ? []
      : [words.status.last(iso(last.at), words.run.applied(last.applied), last.applied.kind === 'failed')]),
    '',
  ].join('\n');
}
