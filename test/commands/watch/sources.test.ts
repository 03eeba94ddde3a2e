import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readOptions } from '../../../src/commands/frame/option-reader.ts';
import { probeSettings } from '../../../src/commands/frame/probe-options.ts';
import { isSecretList, listsOfVariable, probeArgs } from '../../../src/commands/watch/probe-args.ts';
import { holdSources } from '../../../src/commands/watch/sources.ts';
import type { ProbeSettings } from '../../../src/use/probe-settings.ts';
import { loadMessages } from '../../../src/words/index.ts';

const { usage } = await loadMessages('en', ['frame']).then(({ frame }) => frame);
const probe = (given: Partial<ProbeSettings>): ProbeSettings => ({
  ...readOptions({}, usage, (options) => probeSettings(options, [])),
  ...given,
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-watch-sources-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('files are named by whole paths, from wherever a timer starts', async () => {
  const list = join(folder, 'mirrors.txt');
  await writeFile(list, 'https://a.example\n');
  const lists = ['builtin', relative(process.cwd(), list), 'https://b.example/list.json'];
  const held = await holdSources(probe({ lists }), 'builtin');
  expect(held.problems).toEqual([]);
  expect(probeArgs(held.probe)).toEqual([
    '--list=builtin',
    `--list=${list}`,
    '--list=https://b.example/list.json',
  ]);
});

it('what is not there is found at once, and so is a list that only a terminal has', async () => {
  const held = await holdSources(
    probe({ lists: ['-', join(folder, 'nope.txt')], ca: [join(folder, 'nope.pem')] }),
    'builtin',
  );
  expect(held.stdin).toBe(true);
  expect(held.problems.map(({ option }) => option)).toEqual(['list', 'ca']);
});

it('a list with a login is refused at once, and its login is not repeated', async () => {
  const { problems } = await holdSources(
    probe({ lists: ['https://user:pw@a.example/list?token=1'] }),
    'builtin',
  );
  expect(problems).toEqual([
    { kind: 'source', option: 'list', name: 'https://a.example/list', reason: 'login', detail: null },
  ]);
});

it('an address with a password or a token is not for a unit', () => {
  const secret = ['https://user:pw@a.example/list', 'https://a.example/list?token=1'];
  const open = ['https://a.example/list', '/etc/mirrors.txt', 'builtin'];
  expect([...secret, ...open].filter(isSecretList)).toEqual(secret);
  expect(listsOfVariable(secret.join(' '))).toEqual(secret);
  expect(listsOfVariable(undefined)).toEqual([]);
});
