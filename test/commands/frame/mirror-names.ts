import { defineCommand, type Main } from '../../../src/commands/frame/command.ts';
import { COMMON_OPTIONS, type OptionRow } from '../../../src/commands/frame/option.ts';
import { screenSettings } from '../../../src/commands/frame/option-reader.ts';
import { PROBE_OPTIONS, probeSettings } from '../../../src/commands/frame/probe-options.ts';
import { stopOnSignals } from '../../../src/commands/frame/signals.ts';
import { noteSentences, problemSentence } from '../../../src/commands/frame/survey-sentences.ts';
import { UsageError } from '../../../src/commands/frame/usage-error.ts';
import { shown } from '../../../src/registry/shown.ts';
import { openScreen } from '../../../src/terminal/screen.ts';
import { checkMirrors } from '../../../src/use/check-mirrors.ts';
import { HELP, type NamesOption } from './mirror-names-words.ts';

const OPTIONS: readonly OptionRow<NamesOption>[] = [{ key: 'separator', flags: '--separator <text>' }];

/** Prints the hosts of the mirrors that work from here, best first: all that a command has to say for itself. */
export const mirrorNames: Main = defineCommand({
  name: 'mirror-names',
  topics: ['catalog', 'progress', 'verdict'],
  line: () => ({
    help: HELP,
    argument: ['[url...]', 'mirrors to ask instead of the catalogue'],
    options: [...OPTIONS, ...PROBE_OPTIONS, ...COMMON_OPTIONS],
  }),
  read: (options, urls) => ({
    probe: probeSettings(options, urls),
    screen: screenSettings(options),
    separator: options.text('separator') ?? '\n',
  }),
  run: async ({ probe, screen: wanted, separator }, { lang, words, write }) => {
    const screen = openScreen(wanted, words);
    const stop = stopOnSignals(() => screen.note(words.frame.note.stopping));
    try {
      const checked = await checkMirrors(probe, {
        env: process.env,
        stdin: process.stdin,
        lang,
        signal: stop.signal,
        onEvent: screen.onEvent,
        onNote: (note) => noteSentences(note, words, wanted.verbose).forEach(screen.note),
        privileges: 'keep',
      });
      if (checked.kind === 'refused')
        throw new UsageError(checked.problems.map((problem) => problemSentence(problem, words)));
      if (checked.kind === 'failure') return 70;
      const usable = checked.report.mirrors.filter(({ verdict }) => verdict === 'usable');
      const names = usable.map(({ url }) => new URL(url).host);
      return (await write(shown(`${names.join(separator)}\n`))) || (names.length > 0 ? 0 : 1);
    } finally {
      screen.stop();
      stop.release();
    }
  },
});
