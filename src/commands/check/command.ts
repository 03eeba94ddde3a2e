import { OPTION_BOUNDS } from '../../limits.ts';
import { FORMATS, type Format } from '../../report/context.ts';
import type { ScreenSettings } from '../../terminal/screen.ts';
import type { ProbeSettings } from '../../use/probe-settings.ts';
import type { CheckOption } from '../../words/check/messages.ts';
import { defineCommand, type Main } from '../frame/command.ts';
import { COMMON_OPTIONS, type OptionRow } from '../frame/option.ts';
import { PROBE_OPTIONS, probeSettings } from '../frame/probe-options.ts';
import { screenSettings } from '../frame/screen-settings.ts';

/** The command line of `mirror-check`, parsed. */
export interface CheckSettings {
  readonly probe: ProbeSettings;
  readonly screen: ScreenSettings;
  readonly format: Format;
  /** null: stdout. */
  readonly output: string | null;
  readonly top: number | null;
}

const OPTIONS: readonly OptionRow<CheckOption>[] = [
  { key: 'top', flags: '--top <n>' },
  { key: 'format', flags: '-f, --format <format>', choices: FORMATS },
  { key: 'output', flags: '-o, --output <file>' },
];

/** `mirror-check`: arguments to exit code, as docs/interface.md has it. */
export const mirrorCheck: Main = defineCommand({
  name: 'mirror-check',
  topics: ['check'],
  line: ({ check: { help } }) => ({
    help,
    argument: ['[url...]', help.urls],
    options: [...PROBE_OPTIONS, ...OPTIONS, ...COMMON_OPTIONS],
  }),
  read: (options, urls): CheckSettings => ({
    probe: probeSettings(options, urls),
    screen: screenSettings(options),
    format: options.oneOf('format', 'table', FORMATS),
    output: options.text('output'),
    top: options.count('top', null, 1, OPTION_BOUNDS.top),
  }),
  run: async (settings, run) => (await import('./run.ts')).check(settings, run),
});
