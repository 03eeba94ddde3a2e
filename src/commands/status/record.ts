import { readText, readTextFile } from '../../host/read-text.ts';
import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { linkInHistory } from '../../status/history/link-in-history.ts';
import { recordReport } from '../../status/history/record.ts';
import { withHistoryLock } from '../../status/history/with-lock.ts';
import { STATUS } from '../../status/limits.ts';
import { changesBy, type RecordedRun } from '../../status/tell-changes.ts';
import { writeNote } from '../../terminal/streams.ts';
import { notify } from '../../use/notify.ts';
import { loadMessages, type Messages } from '../../words/index.ts';
import type { Run } from '../frame/command.ts';
import type { RecordSettings } from './command.ts';
import { fail, tell } from './say.ts';

/** `mirror-status record`: what is refused keeps the others from nothing. */
export async function record(
  { data, files, notify: listener, quiet }: RecordSettings,
  { lang, words }: Run<'status'>,
): Promise<number> {
  const { note } = words.status;
  const owner = { uid: process.getuid?.() ?? null, env: process.env };
  const runs: RecordedRun[] = [];
  const refused = await withHistoryLock(data, owner, async () => {
    const link = await linkInHistory(data);
    if (link !== null) return fail(cleanText(link), 'link', '', words);
    let count = 0;
    for (const file of files) {
      const name = file === '-' ? 'stdin' : cleanText(file);
      const read =
        file === '-'
          ? await readText(process.stdin, STATUS.reportBytes)
          : await readTextFile(file, STATUS.reportBytes);
      if (!read.ok) {
        count += 1;
        fail(name, read.reason, cleanText(read.detail), words);
        continue;
      }
      const outcome = await recordReport(data, read.text, Date.now());
      if (outcome.kind === 'refused') {
        count += 1;
        fail(name, outcome.reason, outcome.detail, words);
        continue;
      }
      const { vantage, day, repairedBytes, strangeLines, setAside } = outcome;
      if (repairedBytes > 0) tell(note.repaired(vantage, day, repairedBytes), quiet);
      if (strangeLines > 0) tell(note.strangeLines(vantage, day, strangeLines), quiet);
      if (setAside.length > 0) tell(note.setAside(vantage, setAside.join(', ')), quiet);
      tell(note[outcome.kind](name, vantage, day), quiet);
      runs.push({ vantage, runId: outcome.runId });
    }
    return count;
  });
  if (refused === null) return fail(cleanText(data), 'busy', '', words);
  // A deaf listener is told of, and is no failure of the recording.
  if (listener !== null)
    await tellChanges(data, runs, listener, { ...words, ...(await loadMessages(lang, ['verdict'])) });
  return refused > 0 ? 3 : 0;
}

async function tellChanges(
  data: string,
  runs: readonly RecordedRun[],
  to: string,
  words: Pick<Messages, 'status' | 'verdict'>,
): Promise<void> {
  const changes = await changesBy(data, runs, Date.now(), words);
  if (changes === null) return;
  const outcome = await notify(to, changes);
  const { notified, notNotified } = words.status.note;
  const told =
    outcome.kind === 'told' ? notified(changes.events.length) : notNotified(cleanText(outcome.detail));
  writeNote(shown(`${told}\n`));
}
