import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/commands/frame/usage-error.ts';
import { checkMirrors } from '../../src/library/check-mirrors.ts';
import { wrongShape } from '../../src/library/check-shape.ts';
import { renderReport } from '../../src/library/render-report.ts';
import { loadMessages } from '../../src/words/index.ts';
import { sampleReport } from '../support/sample-report.ts';

/** As a program in JavaScript calls it: no type has been looked at. */
async function sentencesOf(
  call: (...args: readonly never[]) => Promise<unknown>,
  ...args: readonly unknown[]
) {
  const error = await Promise.resolve(Reflect.apply(call, null, args)).catch((reason: unknown) => reason);
  if (!(error instanceof UsageError)) throw new Error(`no usage error: ${String(error)}`);
  return error.sentences;
}

describe('what is wrong with a call is told as that', () => {
  it.each([
    [[{ image: 'nginx' }], 'image takes an array of strings.'],
    [[{ image: [1] }], 'image takes an array of strings.'],
    [[{ urls: 'https://m.example' }], 'urls takes an array of strings.'],
    [[{ timeout: true }], 'timeout takes a number.'],
    [[{ demo: 'yes' }], 'demo takes true or false.'],
    [[{ platform: true }], 'platform takes a string.'],
    [[{ imgae: ['nginx'] }], 'There is no option imgae.'],
    [[{ constructor: 1 }], 'There is no option constructor.'],
    [['https://m.example'], 'options takes an object.'],
    [[{}, { lang: 'fr' }], "lang takes 'en' or 'zh'."],
    [[{}, { signal: 1 }], 'signal takes an AbortSignal.'],
    [[{}, { onevent: () => {} }], 'There is no option onevent.'],
    [[{}, null], 'how takes an object.'],
  ])('checkMirrors(...%j)', async (args, sentence) => {
    expect(await sentencesOf(checkMirrors, ...args)).toEqual([sentence]);
  });

  it('all at once, in the language that was asked for', async () => {
    expect(await sentencesOf(checkMirrors, { image: 1, x: 1, ip: 5 }, { lang: 'zh' })).toEqual([
      'image 应为字符串数组。',
      '没有选项 x。',
      expect.stringContaining('--ip'),
    ]);
  });

  it.each([
    [[{}, 'table'], /^This is not a report/],
    [[undefined, 'table'], /^This is not a report/],
    [[sampleReport(), 'tabel'], /^format takes one of table, /],
    [[sampleReport(), 'table', { columns: '80' }], /^columns takes a whole number/],
    [[sampleReport(), 'table', { top: 0.5 }], /^top takes a whole number/],
    [[sampleReport(), 'table', { width: 80 }], /^There is no option width/],
  ])('renderReport(...), %#', async (args, sentence) => {
    expect(await sentencesOf(renderReport, ...args)).toEqual([expect.stringMatching(sentence)]);
  });

  it('and what is right is nothing wrong', async () => {
    const { usage } = (await loadMessages('en', ['frame'])).frame;
    expect(wrongShape('options', { a: undefined, b: 4 }, { a: 'text', b: 'number' }, usage)).toEqual([]);
    expect(await renderReport(sampleReport(), 'json', { top: 1 })).toContain('"schemaVersion"');
  });
});
