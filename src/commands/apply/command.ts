import { defineCommand, type Main } from '../frame/command.ts';
import { APPLY_OPTIONS, applySettings } from './options.ts';

/** `mirror-apply`: arguments to exit code, as docs/interface.md has it. */
export const mirrorApply: Main = applyBy(true);

/** The same where its undo would lead an engine to where nobody is any more, and is not told. */
export const mirrorApplyForGood: Main = applyBy(false);

function applyBy(tellsUndo: boolean): Main {
  return defineCommand({
    name: 'mirror-apply',
    topics: ['apply'],
    line: ({ apply: { help } }) => ({ help, argument: ['[url...]', help.urls], options: APPLY_OPTIONS }),
    read: (options, urls, { apply }) => ({ ...applySettings(options, urls, apply), tellsUndo }),
    run: async (settings, run) => (await import('./start.ts')).start(settings, run),
  });
}
