import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../scripts/dist/commands.ts';
import { pages } from '../../scripts/dist/pages/index.ts';
import { packageInfo } from '../../src/package-info.ts';

/** Manual pages and completion, held against the programs that read them, where those are here. */

const files = await pages(COMMANDS, packageInfo());
const text = (path: string): string => files.get(path) ?? '';
const isHere = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-pages-'));
  for (const [path, content] of files) await writeFile(join(folder, path.replaceAll('/', '+')), content);
});
afterAll(() => rm(folder, { recursive: true }));
const at = (path: string): string => join(folder, path.replaceAll('/', '+'));

describe('manual pages', () => {
  it('have every option, each subcommand, and no date', () => {
    const page = text('share/man/man1/mirror-relay.1');
    for (const word of ['MIRROR-RELAY RUN', '\\-\\-listen', 'EXIT STATUS', '130, 143'])
      expect(page).toContain(word);
    expect(page).not.toMatch(/\d{4}-\d{2}-\d{2}/);
    expect(text('share/man/man1/mirror-apply.1')).toContain('\\fB\\-y\\fR, \\fB\\-\\-yes\\fR');
  });

  it('say once that an option may be given several times', () => {
    const said = [...files].flatMap(([path, page]) => (path.endsWith('.1') ? page.split('\n') : []));
    expect(said.filter((line) => line.includes('May be given several times')).length).toBeGreaterThan(0);
    expect(said.filter((line) => /repeatable.*May be given/.test(line))).toEqual([]);
  });

  it.skipIf(!isHere('groff'))('are read without a complaint', () => {
    for (const name of ['mirror-apply', 'mirror-relay']) {
      const path = at(`share/man/man1/${name}.1`);
      const { status, stderr } = spawnSync('groff', ['-man', '-ww', '-Tutf8', '-z', path], {
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([0, '']);
    }
  });
});

describe.skipIf(process.platform === 'win32' || !isHere('bash'))('bash', () => {
  const complete = (command: string, ...words: readonly string[]): readonly string[] => {
    const script = `. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _${command.replaceAll('-', '_')}; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const file = at(`share/bash-completion/completions/${command}`);
    const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', file, command, ...words], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((line) => line !== '');
  };
  // What macOS has (3.2) knows no mapfile.
  const isNew = spawnSync('bash', ['-c', 'type mapfile']).status === 0;

  it.skipIf(!isNew)('completes options, their values, and subcommands', () => {
    expect(complete('mirror-apply', '--unl')).toEqual(['--unless-pending']);
    expect(complete('mirror-apply', '--activate', '')).toEqual(['auto', 'reload', 'restart', 'none']);
    expect(complete('mirror-apply', '--activate', '=', 're')).toEqual(['reload', 'restart']);
    expect(complete('mirror-relay', '')).toEqual(expect.arrayContaining(['run', 'install', 'status']));
    expect(complete('mirror-relay', 'status', '-f', '')).toEqual(['text', 'json', 'prometheus']);
    expect(complete('mirror-relay', 'uninstall', '--sp')).toEqual([]);
    expect(complete('mirror-apply', '--top', '')).toEqual([]);
  });
});

it.skipIf(!isHere('zsh'))('zsh reads its own', () => {
  for (const name of ['mirror-apply', 'mirror-relay']) {
    const { status, stderr } = spawnSync('zsh', ['-n', at(`share/zsh/site-functions/_${name}`)], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  }
});

it.skipIf(!isHere('fish'))('fish completes by its own', () => {
  const complete = (line: string): string =>
    spawnSync(
      'fish',
      [
        '--no-config',
        '-c',
        'source $argv[1]; complete -C $argv[2]',
        at(`share/fish/vendor_completions.d/${line.split(' ')[0]}.fish`),
        line,
      ],
      { encoding: 'utf8', env: { ...process.env, HOME: folder } },
    ).stdout;
  expect(complete('mirror-apply --activate r')).toMatch(/^reload\b.*\nrestart\b/);
  expect(complete('mirror-relay st')).toContain('status');
  expect(complete('mirror-relay status --for')).toContain('--format');
});
