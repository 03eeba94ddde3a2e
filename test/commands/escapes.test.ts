import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';

/** Whatever a path, a file or an argument holds: a terminal obeys none of it. */

// Erases, rings, names the window, colours (7 and 8 bit), turns the text round, hides.
const EVIL = 'a\u001b[2J\u0007\u001b]0;owned\u0007\u009b31m\u001b[31m\u202e\u200b';
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-escapes-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function said(
  bin: 'mirror-check' | 'mirror-apply' | 'mirror-status',
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout, stderr } = await runCli(args, { bin, env: { HOME: folder, ...env } });
  return stdout + stderr;
}

describe('nothing that a terminal obeys', () => {
  it.each<[string, 'mirror-check' | 'mirror-apply' | 'mirror-status', readonly string[]]>([
    ['an option', 'mirror-check', [`--${EVIL}`]],
    ['an option’s value', 'mirror-check', ['--format', EVIL]],
    ['an address', 'mirror-check', [`https://${EVIL}`]],
    ['a list’s path', 'mirror-check', ['--list', `/nowhere/${EVIL}`]],
    ['a CA’s path', 'mirror-check', ['--ca', `/nowhere/${EVIL}`, 'http://127.0.0.1:9']],
    ['an output’s path', 'mirror-check', ['--demo', '-q', '-o', `/dev/null/${EVIL}`]],
    ['a history’s path', 'mirror-status', ['table', '--data', `/nowhere/${EVIL}`]],
    ['a report’s path', 'mirror-status', ['record', '--data', 'x', `/nowhere/${EVIL}`]],
    [
      'an engine’s socket',
      'mirror-apply',
      ['--docker-host', `unix:///nowhere/${EVIL}`, '--dry-run', '--no-probe'],
    ],
    [
      'a file',
      'mirror-apply',
      ['--config', `/nowhere/${EVIL}`, '--dry-run', '--no-probe', 'https://m.example'],
    ],
  ])('comes from %s', async (_, bin, args) => {
    const text = await said(bin, args);
    expect(text).not.toBe('');
    expect(text).not.toMatch(OBEYED);
  });

  it('comes from the keys of a list, or what stands under them', async () => {
    const list = join(folder, 'list.json');
    const mirror = {
      url: 'http://127.0.0.1:9',
      [EVIL]: EVIL,
      operator: { name: EVIL, kind: EVIL, [EVIL]: 1 },
    };
    await writeFile(list, JSON.stringify({ [EVIL]: 1, registries: { [EVIL]: {} }, mirrors: [mirror, EVIL] }));
    for (const format of ['table', 'json']) {
      const text = await said('mirror-check', ['--list', list, '--reference', 'none', '-v', '-f', format]);
      expect(text).not.toBe('');
      expect(text).not.toMatch(OBEYED);
    }
  });

  it('comes from daemon.json', async () => {
    const config = join(folder, `daemon${EVIL}.json`);
    const socket = ['--docker-host', `unix://${folder}/none.sock`];
    await writeFile(
      config,
      JSON.stringify({ 'registry-mirrors': [`https://m.example/${EVIL}`], [EVIL]: EVIL }),
    );
    for (const more of [[], ['--format', 'json'], ['--color'], ['--print']]) {
      const args = [...socket, '--config', config, '--dry-run', '--no-probe', 'https://n.example', ...more];
      const text = await said(
        'mirror-apply',
        args.filter((word) => word !== '--dry-run' || !more.includes('--print')),
      );
      expect(text).not.toBe('');
      const ours = more.includes('--color') ? text.replace(/\u001b\[(?:1|2|22|31|32|33|36|39)m/g, '') : text;
      if (!more.includes('--print')) expect(ours).not.toMatch(OBEYED);
    }
  });
});
