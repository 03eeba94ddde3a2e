import { type ImageReference, parseReference } from '../../registry/reference.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import { FORMATS, type Format } from '../../report/context.ts';
import type { ScreenSettings } from '../../terminal/screen.ts';
import type { ProbeSettings } from '../../use/probe-settings.ts';
import type { CheckOption } from '../../words/check/messages.ts';
import { defineCommand, type Main } from '../frame/command.ts';
import { OPTION_BOUNDS } from '../frame/limits.ts';
import { COMMON_OPTIONS, type OptionRow } from '../frame/option.ts';
import { type OptionReader, screenSettings } from '../frame/option-reader.ts';
import { PROBE_OPTIONS, probeSettings } from '../frame/probe-options.ts';

/** The command line of `mirror-check`, parsed. */
export interface CheckSettings {
  readonly probe: ProbeSettings;
  readonly screen: ScreenSettings;
  readonly format: Format;
  /** null: stdout. */
  readonly output: string | null;
  readonly top: number | null;
  /** Instead of the report: how this image is named at each usable mirror. */
  readonly printName: ImageReference | null;
}

const OPTIONS: readonly OptionRow<CheckOption>[] = [
  { key: 'top', flags: '--top <n>' },
  { key: 'format', flags: '-f, --format <format>', choices: FORMATS },
  { key: 'output', flags: '-o, --output <file>', filled: true },
  { key: 'printName', flags: '--print-name <image>' },
  { key: 'compose', flags: '--compose <file>', many: true, filled: true },
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
    probe: { ...probeSettings(options, urls), compose: options.texts('compose') },
    printName: readPrintName(options),
    screen: screenSettings(options),
    format: options.oneOf('format', 'table', FORMATS),
    output: options.text('output'),
    top: options.count('top', null, 1, OPTION_BOUNDS.top),
  }),
  run: async (settings, run) => (await import('./run.ts')).check(settings, run),
});

/** The image's registry is the one whose mirrors are asked; other forms of a report leave no room for names. */
function readPrintName(options: OptionReader): ImageReference | null {
  const text = options.text('printName');
  if (text === null) return null;
  if (options.text('format') !== null) options.wrong(options.usage.conflict('--print-name', '--format'));
  const parsed = parseReference(text, options.text('registry') ?? 'docker.io');
  if (parsed.ok) return parsed.value;
  options.wrong(options.usage.image(cleanText(text), parsed.problem));
  return null;
}
