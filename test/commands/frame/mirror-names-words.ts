import type { CommandHelp } from '../../../src/words/frame/messages.ts';

export type NamesOption = 'separator';

/** The words of the command that a test builds from the frame. */
export const HELP: CommandHelp<NamesOption> = {
  description: 'Print the hosts of the mirrors that work from here.',
  option: { separator: 'what stands between two names' },
  examples: [{ command: 'mirror-names --separator ,', does: 'the names on one line' }],
  exit: [{ code: '0', means: 'at least one mirror works' }],
};
