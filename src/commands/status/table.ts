import { shown } from '../../registry/shown.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { readStatus } from '../../status/read-status.ts';
import { updateReadme } from '../../status/readme.ts';
import { renderStatusTable } from '../../status/table.ts';
import { loadMessages } from '../../words/index.ts';
import type { CommandRun } from '../frame/command.ts';
import type { TableSettings } from './command.ts';
import { ownSettings } from './own-settings.ts';
import { fail, now, tell } from './say.ts';

/** `mirror-status table`: printed, or put between the markers of a file. */
export async function table(
  settings: TableSettings,
  { lang, words, write }: CommandRun<'status'>,
): Promise<number> {
  const { data, readme, vantage, quiet } = settings;
  const own = await ownSettings(settings.settings, words);
  if (own === null) return 3;
  const vantages = await readStatus(data, now(), own.vantages);
  const chosen = vantages.filter(({ name }) => vantage === null || name === vantage);
  if (vantages.length === 0) return fail(cleanText(data), 'no-history', '', words);
  if (chosen.length === 0) return fail(cleanText(data), 'no-vantage', vantage ?? '', words);
  const topics = { ...words, ...(await loadMessages(lang, ['verdict'])) };
  const text = renderStatusTable(chosen, topics, settings);
  if (readme === null) return write(shown(text));
  const { note } = words.status;
  const name = cleanText(readme);
  const outcome = await updateReadme(readme, text);
  switch (outcome) {
    case 'changed':
      tell(note.tableWritten(name), quiet);
      return 0;
    case 'same':
      tell(note.tableSame(name), quiet);
      return 0;
    case 'no-markers':
    case 'many-markers':
      return fail(name, outcome, '', words);
    default:
      return outcome satisfies never;
  }
}
