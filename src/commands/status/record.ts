import { writeOutputFile } from '../../host/output-file.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { linkInHistory } from '../../status/history/link-in-history.ts';
import { recordReport } from '../../status/history/record.ts';
import { withHistoryLock } from '../../status/history/with-lock.ts';
import { STATUS } from '../../status/limits.ts';
import { changesBy, type RecordedRun } from '../../status/tell-changes.ts';
import { loadMessages } from '../../words/index.ts';
import type { CommandRun } from '../frame/command.ts';
import type { RecordSettings } from './command.ts';
import { readNamed } from './read-named.ts';
import { fail, tell } from './say.ts';
import { tellTo } from './tell.ts';

/** `mirror-status record`: what is refused keeps the others from nothing. */
export async function record(
  { data, files, notify: listener, events, quiet }: RecordSettings,
  { lang, words }: CommandRun<'status'>,
): Promise<number> {
  const { note } = words.status;
  const owner = { uid: process.getuid?.() ?? null, env: process.env };
  const runs: RecordedRun[] = [];
  const refused = await withHistoryLock(data, owner, async () => {
    const link = await linkInHistory(data);
    if (link !== null) return fail(cleanText(link), 'link', '', words);
    let count = 0;
    for (const file of files) {
      const { name, read } = await readNamed(file, STATUS.reportBytes);
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
      // What has been recorded before has been told before.
      if (outcome.kind === 'recorded') runs.push({ vantage, runId: outcome.runId });
    }
    return count;
  });
  if (refused === null) return fail(cleanText(data), 'busy', '', words);
  if (listener === null && events === null) return refused > 0 ? 3 : 0;
  const changes = await changesBy(data, runs, Date.now(), {
    ...words,
    ...(await loadMessages(lang, ['verdict'])),
  });
  if (changes !== null) {
    if (events !== null) await writeOutputFile(events, `${JSON.stringify(changes)}\n`);
    // That a listener could not be told is said, and is not a failure of the recording.
    if (listener !== null) await tellTo(listener, changes, quiet, words);
  }
  return refused > 0 ? 3 : 0;
}
