import { shown } from '../../registry/shown.ts';
import { writeNote } from '../../terminal/streams.ts';
import type { FailedErrand } from '../../use/outside.ts';
import { sourcesOf } from '../../use/relay/mirrors-of.ts';
import { loadMessages } from '../../words/index.ts';
import type { CommandRun } from '../frame/command.ts';
import type { StopSignal } from '../frame/signals.ts';
import { noteSentences, problemSentence } from '../frame/survey-sentences.ts';
import { UsageError } from '../frame/usage-error.ts';
import type { InstallSettings } from './command.ts';

/** The usable ones of an earlier report, best first. A report is somebody's file: it is parsed without root's privileges. */
export async function reportedMirrors(
  { file, probe }: NonNullable<InstallSettings['report']>,
  { words, lang }: CommandRun<'relay'>,
  { signal }: StopSignal,
): Promise<readonly string[] | FailedErrand> {
  const messages = { ...words, ...(await loadMessages(lang, ['catalog'])) };
  const found = await sourcesOf('docker.io', { probe, from: file }, null, {
    env: process.env,
    stdin: process.stdin,
    lang,
    signal,
    onEvent: () => {},
    onNote: (note) => noteSentences(note, messages, false).forEach(say),
    privileges: 'drop',
  });
  if (found.kind === 'refused')
    throw new UsageError(found.problems.map((problem) => problemSentence(problem, messages)));
  if (found.kind === 'failure') return found;
  return found.sources.map(({ key }) => key);
}

function say(line: string): void {
  writeNote(shown(`${line}\n`));
}
