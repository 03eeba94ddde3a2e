import { describe, expect, it } from 'vitest';
import { type CliOptions, runCli } from '../support/cli.ts';

/** A password that was given to an option which takes none is told by no command, whatever is said of the option. Needs a build. */

const COMMANDS: readonly (readonly [bin: NonNullable<CliOptions['bin']>, errands: readonly string[]])[] = [
  ['mirror-check', ['']],
  ['mirror-apply', ['']],
  ['mirror-doctor', ['']],
  ['mirror-relay', ['run', 'install', 'status', 'uninstall']],
  ['mirror-sync', ['']],
  ['mirror-watch', ['install', 'run', 'status', 'uninstall']],
  ['mirror-cache', ['up', 'status', 'warm', 'prune', 'down']],
  ['mirror-sync', ['']],
  ['mirror-status', ['next', 'tell', 'record', 'build', 'table']],
];
const CALLS = COMMANDS.flatMap(([bin, errands]) =>
  errands.map((errand) => [bin, errand === '' ? [] : [errand]] as const),
);

/** What is looked for only after the command line has been found right, and is not there; nothing is asked of any network. */
const LOOKED_FOR: readonly (readonly [bin: NonNullable<CliOptions['bin']>, args: readonly string[]])[] = [
  ...['--ca', '--previous', '--reference'].map(
    (option) => ['mirror-check', ['--demo', '--no-throughput', option]] as const,
  ),
  ['mirror-apply', ['--engine']],
  ['mirror-relay', ['run', '--listen']],
  ['mirror-status', ['table', '--data']],
  ['mirror-relay', []],
  ['mirror-sync', []],
  ['mirror-sync', ['registry.example']],
];

const SHAPES = ['u:S3CRET@ghcr.io', 'https://u:S3CRET@ghcr.io/x'];

describe('a password in the wrong place', () => {
  it.each(CALLS)('%s %j tells that of none of its options', async (bin, errand) => {
    const { stdout: help } = await runCli([...errand, '--help'], { bin });
    const options = [...help.matchAll(/^ +(?:-\w, )?(--[a-z-]+) </gm)].map(([, option = '']) => option);
    expect(options.length).toBeGreaterThan(0);
    for (const shape of SHAPES) {
      // What is wrong is told all at once; an unknown language keeps what is right from being run.
      const words = options.filter((option) => option !== '--lang').flatMap((option) => [option, shape]);
      const { stdout, stderr, exitCode } = await runCli([...errand, ...words, '--lang', 'xx'], { bin });
      expect(`${stdout}${stderr}`).not.toContain('S3CRET');
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('"xx"')]);
    }
  });

  it.each(LOOKED_FOR)('%s %j does not tell that of what is not there', async (bin, args) => {
    for (const shape of SHAPES) {
      const { stdout, stderr, exitCode } = await runCli([...args, shape], { bin });
      expect(`${stdout}${stderr}`).not.toContain('S3CRET');
      expect(exitCode).not.toBe(70);
    }
  });
});
