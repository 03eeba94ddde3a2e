import { Chalk } from 'chalk';
import { expect, it } from 'vitest';
import { setLines, setRow } from '../../../src/commands/apply/display.ts';
import { renderPlan } from '../../../src/commands/apply/plan-text.ts';
import type { Docker } from '../../../src/engines/docker/engine.ts';
import { dockerWords } from '../../../src/engines/docker/words/index.ts';
import type { EngineWords, Plan } from '../../../src/engines/engine.ts';
import { displayWidth } from '../../../src/words/width.ts';
import { messagesFor } from '../../support/words.ts';

const COLUMNS = 40;

it.each(['en', 'zh'] as const)(
  'a plan in 40 columns: what is wider is one address or path (%s)',
  async (lang) => {
    const { apply, verdict } = messagesFor(lang);
    const told: EngineWords<Docker> = {
      ...(await dockerWords(lang)),
      engine: () => 'Docker 28.5.2, not running',
    };
    const path = '/a/folder/with/quite/a/long/name/for/daemon.json';
    const listed = ['https://a.example', 'https://a-very-long-name-of-a-mirror.example.org'].map((url) => ({
      url,
      displayUrl: url,
      as: 'kept' as const,
      wasConfigured: true,
    }));
    const plan: Plan<Docker['expect'], Docker['flaw'], Docker['warning']> = {
      kind: 'plan',
      stages: [{ files: [], activation: { kind: 'none', why: 'asked', awaits: 'each' }, expect: {} }],
      mirrors: {
        listed,
        dropped: [],
        unfit: [{ displayUrl: 'https://b.example', why: { kind: 'wrong-store' } }],
        beyondTop: [],
      },
      warnings: [
        { kind: 'edited-since', path },
        { kind: 'odd-entries', path, entries: ['5', '{}'] },
      ],
      consent: [],
    };
    const view = {
      words: apply,
      verdicts: verdict,
      chalk: new Chalk({ level: 0 }),
      columns: COLUMNS,
      verbose: true,
      afterwards: false,
      tellsUnmeasured: true,
    };
    const target = { seen: null, told, facts: { file: { path } } };
    const text = renderPlan(plan, target as unknown as Parameters<typeof renderPlan<Docker>>[1], [], view);
    const wide = text.split('\n').filter((line) => displayWidth(line) > COLUMNS);
    for (const line of wide)
      expect(line.trim().replace(/^\d\. /, '')).toMatch(/^\S*(?:https?:\/\/|\/a\/folder)\S*$/);
    expect(text).toContain(path);
  },
);

it.each([
  ['says nothing of how it was measured and what goes back where nothing is changed', 0, 0o644],
  ['says nothing of a file that is private already', 1, 0o600],
  ['says all of it where it is news', 1, 0o644],
] as const)('%s', async (_, stages, mode) => {
  const { apply, verdict } = messagesFor('en');
  const path = '/etc/docker/daemon.json';
  const told = { ...(await dockerWords('en')), engine: () => 'Docker' };
  const stage = {
    files: [],
    activation: { kind: 'none', why: 'asked', awaits: 'each' },
    expect: {},
  } as const;
  const plan: Plan<Docker['expect'], Docker['flaw'], Docker['warning']> = {
    kind: 'plan',
    stages: Array.from({ length: stages }, () => stage),
    mirrors: null,
    warnings: [
      { kind: 'unprobed', mirrors: ['https://a.example'] },
      { kind: 'edited-since', path },
      { kind: 'made-private', path },
      { kind: 'odd-entries', path, entries: ['5'] },
    ],
    consent: [],
  };
  const chalk = new Chalk({ level: 0 });
  const view = {
    words: apply,
    verdicts: verdict,
    chalk,
    columns: 500,
    verbose: true,
    afterwards: false,
    tellsUnmeasured: true,
  };
  const target = { seen: null, told, facts: { file: { kind: 'file', path, mode } } };
  const text = renderPlan(plan, target as unknown as Parameters<typeof renderPlan<Docker>>[1], [], view);
  const said = ['Not measured', 'was edited since', 'by its owner alone', ': 5'];
  expect(said.map((words) => text.includes(words))).toEqual([stages > 0, stages > 0, mode !== 0o600, true]);
  const served = { ...view, tellsUnmeasured: false };
  const ofService = renderPlan(
    plan,
    target as unknown as Parameters<typeof renderPlan<Docker>>[1],
    [],
    served,
  );
  expect(ofService).not.toContain('Not measured');
});

it('what is set in goes on as far in, an excerpt and a row that fits stay as they are', () => {
  expect(setLines('  one two three', 9)).toEqual(['  one two', '  three']);
  expect(setLines('    "a":   1, "b": 2', 9)).toEqual(['    "a":   1, "b": 2']);
  expect(setRow('id  when  /etc/a', 20)).toEqual(['id  when  /etc/a']);
  expect(setRow('id  when  before an apply  /etc/a', 10)).toEqual([
    'id when',
    '  before',
    '  an apply',
    '  /etc/a',
  ]);
});
