import type { ScreenSettings } from '../../terminal/screen.ts';
import { defineCommand, type Main } from '../frame/command.ts';
import { COMMON_OPTIONS, only } from '../frame/option.ts';
import { screenSettings } from '../frame/option-reader.ts';

export interface DoctorSettings {
  /** An image, a text, `-` for one on standard input; null: nothing, or the quota. */
  readonly given: string | null;
  readonly quota: boolean;
  readonly format: (typeof DOCTOR_FORMATS)[number];
  readonly screen: ScreenSettings;
}

const DOCTOR_FORMATS = ['text', 'json', 'markdown'] as const;

/** `mirror-doctor`: arguments to exit code (docs/interface.md). */
export const mirrorDoctor: Main = defineCommand({
  name: 'mirror-doctor',
  topics: ['doctor'],
  line: ({ doctor: { help, argument } }) => ({
    help,
    argument: ['[image or text...]', argument],
    options: [
      { key: 'quota', flags: '--quota' },
      { key: 'format', flags: '-f, --format <name>', default: 'text', choices: DOCTOR_FORMATS },
      ...only(COMMON_OPTIONS, ['lang', 'color', 'noColor', 'quiet']),
    ],
  }),
  read: (options, args, { doctor: { usage } }): DoctorSettings => {
    const quota = options.flag('quota');
    if (quota && args.length > 0) options.wrong(usage.subjectWithQuota);
    return {
      given: args.length === 0 ? null : args.join(' '),
      quota,
      format: options.oneOf('format', 'text', DOCTOR_FORMATS),
      screen: screenSettings(options),
    };
  },
  run: async (settings, run) => (await import('./run.ts')).doctor(settings, run),
});
