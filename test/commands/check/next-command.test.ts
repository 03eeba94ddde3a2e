import { describe, expect, it } from 'vitest';
import { nextCommand, type Shell } from '../../../src/commands/check/next-command.ts';
import { readOptions } from '../../../src/commands/frame/option-reader.ts';
import { probeSettings } from '../../../src/commands/frame/probe-options.ts';
import { packageInfo } from '../../../src/package-info.ts';
import { sampleReport } from '../../support/sample-report.ts';
import { messagesFor } from '../../support/words.ts';

const LINUX: Shell = { platform: 'linux', isRoot: false, npx: false };
const INSTALL = `npm install -g mirror-check@${packageInfo().version}`;

function next(shell: Partial<Shell>, urls: readonly string[] = []): string | null {
  const settings = readOptions({ list: ['my list.txt'] }, messagesFor('en').frame.usage, (options) =>
    probeSettings(options, urls),
  );
  return nextCommand(sampleReport(), settings, { ...LINUX, ...shell });
}

describe('the command worth running next', () => {
  it.each<[string, Partial<Shell>, string]>([
    ['installed', {}, 'sudo mirror-apply'],
    ['installed, as root', { isRoot: true }, 'mirror-apply'],
    ['from npx', { npx: true }, `sudo ${INSTALL} && sudo mirror-apply`],
    ['from npx, as root', { npx: true, isRoot: true }, `${INSTALL} && mirror-apply`],
    [
      'from npx, where an engine is its user’s own',
      { npx: true, platform: 'darwin' },
      'npx -p mirror-check mirror-apply',
    ],
  ])('%s', (_, shell, program) => {
    expect(next(shell)).toBe(`${program} --top 3 --list 'my list.txt'`);
  });

  it('never has root run what npx finds in the current folder or above', () => {
    for (const isRoot of [true, false]) {
      for (const npx of [true, false]) expect(next({ isRoot, npx })).not.toContain('npx');
    }
  });
});
