import { expect, it } from 'vitest';
import { interpolate } from '../../src/use/interpolate.ts';

const ENV = { SET: 'set', EMPTY: '' };

it.each([
  ['$SET-x', 'set-x'],
  [`\${SET}`, 'set'],
  ['$$SET', '$SET'],
  [`\${EMPTY:-1}`, '1'],
  [`\${EMPTY-1}`, ''],
  [`\${NONE:-1}`, '1'],
  [`\${NONE-1}`, '1'],
  [`\${NONE:-\${EMPTY:-1}}`, '1'],
  [`\${NONE:-a\${SET}b}`, 'asetb'],
  [`\${SET:-\${NONE}}`, 'set'],
  [`\${SET:+1}`, '1'],
  [`\${EMPTY:+1}`, ''],
  [`\${EMPTY+1}`, '1'],
  [`\${NONE+\${MORE}}`, ''],
  [`\${SET:?why}`, 'set'],
  [`\${EMPTY?why}`, ''],
])('%s is %s', (text, expected) => {
  expect(interpolate(text, ENV)).toEqual({ text: expected, unset: [] });
});

it.each([
  ['$NONE', ['NONE']],
  [`\${NONE}\${MORE}`, ['NONE', 'MORE']],
  [`\${NONE:-\${MORE}}`, ['MORE']],
  [`\${EMPTY:?why}`, ['EMPTY']],
  [`\${constructor}`, ['constructor']],
  [`\${SET`, []],
  [`\${SET!x}`, []],
  ['a$', []],
  [`\${}`, []],
])('%s is not known', (text, unset) => {
  expect(interpolate(text, ENV)).toEqual({ text: null, unset });
});
