import { expect, it } from 'vitest';
import { firstWithAccessList } from '../../src/host/access-list.ts';
import { ACCESS_LIST } from '../../src/host/limits.ts';

/** ls(1) of GNU, by what it marks. */
function gnu(marks: Readonly<Record<string, string>>): (args: readonly string[]) => string {
  return ([option = '', , ...paths]) =>
    option === '--version'
      ? 'ls (GNU coreutils) 9.1'
      : `${paths.map((path) => `drwxrwxr-x${marks[path] ?? ' '} 2 0 0 4096 Nov 20 12:00 ${path}`).join('\n')}\n`;
}

it.skipIf(process.platform === 'darwin').each<[string, Readonly<Record<string, string>>, string | null]>([
  ['none has a list', {}, null],
  ['a label of SELinux is none', { '/b': '.' }, null],
  ['one has', { '/b': '+' }, '/b'],
  ['two have', { '/c': '+', '/a': '+' }, '/a'],
])('%s', (_, marks, found) => {
  expect(firstWithAccessList(['/a', '/b', '/c'], gnu(marks))).toBe(found);
});

it.skipIf(process.platform === 'darwin')('one behind as many as are asked of at once', () => {
  const paths = Array.from({ length: 2 * ACCESS_LIST.perCall + 1 }, (_, index) => `/${index}`);
  const last = paths.at(-1) ?? '';
  expect(firstWithAccessList(paths, gnu({ [last]: '+' }))).toBe(last);
});

it.each<[string, (args: readonly string[]) => string | null]>([
  ['cannot be asked', () => null],
  ['has no such mark', ([option]) => (option === '--version' ? 'BusyBox v1.36' : 'drwxrwxr-x 2 0 0 1 /a\n')],
  ['tells of fewer', ([option]) => (option === '--version' ? 'GNU coreutils' : '')],
])('where ls %s, one may have a list', (_, list) => {
  expect(firstWithAccessList(['/a', '/b'], list)).toBe('/a');
});

it('of nothing nothing is asked', () => {
  expect(
    firstWithAccessList([], () => {
      throw new Error('asked');
    }),
  ).toBeNull();
});

it.runIf(process.platform === 'linux')("this system's own is understood", () => {
  const here = process.cwd();
  expect([null, here]).toContain(firstWithAccessList([here]));
  expect(firstWithAccessList(['/no/such/folder'])).toBe('/no/such/folder');
});
