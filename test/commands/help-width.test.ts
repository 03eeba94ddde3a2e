import { describe, expect, it } from 'vitest';
import { mirrorApply } from '../../src/commands/apply/command.ts';
import { mirrorCache } from '../../src/commands/cache/command.ts';
import { mirrorCheck } from '../../src/commands/check/command.ts';
import { mirrorDoctor } from '../../src/commands/doctor/command.ts';
import { newCommand } from '../../src/commands/frame/command-line.ts';
import { mirrorRelay } from '../../src/commands/relay/command.ts';
import { mirrorStatus } from '../../src/commands/status/command.ts';
import { mirrorSync } from '../../src/commands/sync/command.ts';
import { mirrorWatch } from '../../src/commands/watch/command.ts';
import { loadMessages } from '../../src/words/index.ts';
import { displayWidth } from '../../src/words/width.ts';
import { type CliOptions, runCli } from '../support/cli.ts';

/** Help that goes into a pipe or file is as wide as paper, Chinese too, which has no spaces. Needs a build. */

const CALLS: readonly (readonly [bin: NonNullable<CliOptions['bin']>, errand: string])[] = [
  ['mirror-check', ''],
  ['mirror-apply', ''],
  ['mirror-doctor', ''],
  ['mirror-relay', 'run'],
  ['mirror-status', ''],
  ['mirror-status', 'table'],
  ['mirror-watch', 'install'],
  ['mirror-cache', 'up'],
  ['mirror-sync', ''],
];

describe('--help', () => {
  it.each(CALLS)('of %s %s has no line wider than 80 columns', async (bin, errand) => {
    for (const lang of ['en', 'zh']) {
      const words = [...(errand === '' ? [] : [errand]), '--lang', lang, '--help'];
      const { stdout } = await runCli(words, { bin });
      // What is typed stays in one line.
      const told = stdout.split('\n').filter((line) => !/^ {2}(?:\w+=\S+ )?(?:sudo )?mirror-/.test(line));
      expect(told.length).toBeGreaterThan(10);
      expect(told.filter((line) => displayWidth(line) > 80)).toEqual([]);
      expect(stdout).not.toMatch(/\v|\n\s*[，。、；：！？）」]/);
    }
  });
});

describe('--help in a terminal of 40 columns', () => {
  it.each(['en', 'zh'] as const)('wraps every column, of every command (%s)', async (lang) => {
    const { frame } = await loadMessages(lang, ['frame']);
    const mains = [
      mirrorCheck,
      mirrorApply,
      mirrorDoctor,
      mirrorRelay,
      mirrorStatus,
      mirrorWatch,
      mirrorCache,
      mirrorSync,
    ];
    const lines = (await Promise.all(mains.map((main) => main.describe(lang)))).flat();
    expect(lines.length).toBeGreaterThan(20);
    for (const { name, line } of lines) {
      const command = newCommand(name, line, frame).configureOutput({ getOutHelpWidth: () => 40 });
      // What is typed, flags or an address stay whole.
      const wide = command
        .helpInformation()
        .split('\n')
        .filter(
          (one) =>
            displayWidth(one) > 40 &&
            !/^ {2}(?:\w+=\S+ )?(?:sudo )?(?:mirror-|docker |-)|^ *\S+$|^\S+[:：]/.test(one),
        );
      expect(wide, name).toEqual([]);
      expect(command.helpInformation()).not.toMatch(/\S （|： /);
    }
  });

  it('a table of commands goes on below its second column', async () => {
    const { frame } = await loadMessages('en', ['frame']);
    const rows = '  up      set up a cache for each registry and start it';
    const help = { description: `A cache.\n\n${rows}`, option: {}, examples: [], exit: [] };
    const command = newCommand('x', { help, options: [] }, frame).configureOutput({
      getOutHelpWidth: () => 40,
    });
    expect(command.helpInformation()).toContain(
      '  up      set up a cache for each\n          registry and start it\n',
    );
  });
});
