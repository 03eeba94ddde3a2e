import { readText, readTextFile } from '../../host/read-text.ts';
import { STATUS } from '../../limits.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { recordReport } from '../../status/history/record.ts';
import { withHistoryLock } from '../../status/history/with-lock.ts';
import type { Run } from '../frame/command.ts';
import type { RecordSettings } from './command.ts';
import { fail, tell } from './say.ts';

/** `mirror-status record`: what is refused keeps the others from nothing. */
export async function record(
  { data, files, quiet }: RecordSettings,
  { words }: Run<'status'>,
): Promise<number> {
  const { note } = words.status;
  const owner = { uid: process.getuid?.() ?? null, env: process.env };
  const refused = await withHistoryLock(data, owner, async () => {
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
    }
    return count;
  });
  if (refused === null) return fail(cleanText(data), 'busy', '', words);
  return refused > 0 ? 3 : 0;
}
