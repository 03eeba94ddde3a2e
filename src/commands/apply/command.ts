import { defineCommand, type Main } from '../frame/command.ts';
import { APPLY_OPTIONS, type ApplySettings, applySettings } from './options.ts';

/** `mirror-apply`: arguments to exit code, as docs/interface.md has it. */
export const mirrorApply: Main = applyBy({ tellsUndo: true, tellsUnmeasured: true });

/** The same where its undo would lead an engine to where nobody is any more, and is not told. */
export const mirrorApplyForGood: Main = applyBy({ tellsUndo: false, tellsUnmeasured: true });

/** The same with a service of ours, which whoever asks has just seen serve. */
export const mirrorApplyServed: Main = applyBy({ tellsUndo: true, tellsUnmeasured: false });

function applyBy(tells: Pick<ApplySettings, 'tellsUndo' | 'tellsUnmeasured'>): Main {
  return defineCommand({
    name: 'mirror-apply',
    topics: ['apply'],
    line: ({ apply: { help } }) => ({ help, argument: ['[url...]', help.urls], options: APPLY_OPTIONS }),
    read: (options, urls, { apply }) => ({ ...applySettings(options, urls, apply), ...tells }),
    run: async (settings, run) => (await import('./start.ts')).start(settings, run),
  });
}
