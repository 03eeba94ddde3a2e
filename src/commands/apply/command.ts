import { defineCommand, type Main } from '../frame/command.ts';
import { APPLY_OPTIONS, applySettings } from './options.ts';

/** `mirror-apply`: arguments to exit code, as docs/interface.md has it. */
export const mirrorApply: Main = defineCommand({
  name: 'mirror-apply',
  topics: ['apply'],
  line: ({ apply: { help } }) => ({ help, argument: ['[url...]', help.urls], options: APPLY_OPTIONS }),
  read: (options, urls, { apply }) => applySettings(options, urls, apply),
  run: async (settings, run) => (await import('./start.ts')).start(settings, run),
});
