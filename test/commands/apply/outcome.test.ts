import { describe, expect, it } from 'vitest';
import { exitCodeUnheard, exitCodeWhenStopped } from '../../../src/commands/apply/exit-code.ts';
import { cleanLog, planOutcome } from '../../../src/commands/apply/outcome.ts';
import { choiceWarnings } from '../../../src/engines/choose/index.ts';
import type { ProbeOutcome } from '../../../src/use/known-mirror.ts';
import { candidate } from '../../support/observations.ts';

it.each([
  ['a plain one', 'msg="proxy http://li:secret@p:1 is down"', 'msg="proxy http://xxxxx:xxxxx@p:1 is down"'],
  [
    'with a slash',
    'parse "http://li:se/cret@p:1": invalid port',
    'parse "http://xxxxx:xxxxx@p:1": invalid port',
  ],
  ['with an at sign', "'http://li:se@cret@p:1'", "'http://xxxxx:xxxxx@p:1'"],
  ['none at all', 'GET https://a.example/v2/ for li@b', 'GET https://a.example/v2/ for li@b'],
])("a password in the engine's log is not shown: %s", (_, line, shown) => {
  expect(cleanLog([line])).toEqual([shown]);
});

describe('two addresses of one template, which are printed alike', () => {
  const displayUrl = 'https://{id}.mirror.example';
  const listed = ['https://mine.mirror.example', 'https://yours.mirror.example/'].map((url) => ({
    url,
    displayUrl,
    as: 'chosen' as const,
    wasConfigured: false,
  }));
  const mirrors = { listed, dropped: [], unfit: [], beyondTop: [] };

  it('have the figures of their own', () => {
    const found = (pullSeconds: number): ProbeOutcome => ({
      verdict: 'usable',
      code: null,
      confirmed: true,
      direct: true,
      pullSeconds,
      bytesPerSecond: null,
    });
    const probed = [
      { candidate: candidate('yours.mirror.example', { displayUrl }), outcome: found(9) },
      { candidate: candidate('mine.mirror.example', { displayUrl }), outcome: found(2) },
    ];
    const plan = { kind: 'plan', stages: [], mirrors, warnings: [], consent: [] } as const;
    expect(planOutcome(plan, probed).mirrors?.map(({ pullSeconds }) => pullSeconds)).toEqual([2, 9]);
  });

  it('are warned of each by itself', () => {
    const [mine, yours] = listed.map(({ url }, index) => ({
      url,
      displayUrl,
      origin: 'argument' as const,
      verdict: index === 0 ? ('usable' as const) : null,
      code: null,
      confirmed: true,
      measuredDirectly: true,
    }));
    expect(
      choiceWarnings(
        mirrors,
        [mine, yours].filter((one) => one !== undefined),
      ),
    ).toEqual([{ kind: 'unprobed', mirrors: [displayUrl] }]);
  });
});

it.each([
  ['done', 0, 0],
  ['rolled-back', 4, 4],
  ['not-rolled-back', 5, 5],
  ['no-consent', 6, 6],
  ['aborted', 130, 130],
  ['planned', 0, 3],
  ['listed', 0, 3],
  ['nothing-to-do', 0, 3],
] as const)('%s (%i), and stdout did not take the news: %i', (result, exitCode, status) => {
  expect(exitCodeUnheard({ result, exitCode })).toBe(status);
});

it.each([
  ['aborted', null, 130, 143],
  ['rolled-back', 'stopped', 4, 143],
  ['rolled-back', 'not-up', 4, 4],
  ['not-rolled-back', 'stopped', 5, 5],
  ['done', null, 0, 0],
] as const)('%s (%s, %i), and there was a SIGTERM: %i', (result, reason, exitCode, status) => {
  expect(exitCodeWhenStopped({ result, reason, exitCode }, 143)).toBe(status);
});
