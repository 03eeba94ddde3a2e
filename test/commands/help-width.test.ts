import { describe, expect, it } from 'vitest';
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
