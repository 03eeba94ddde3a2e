import { expect, it } from 'vitest';
import { throughLater } from '../../src/host/backup-chain.ts';
import type { BackupSet } from '../../src/host/backup-format.ts';

/** Sets as links: what each file was, and what the run made of it; null: no file. */
function set(
  id: string,
  keys: readonly string[],
  files: Readonly<Record<string, [string | null, string | null]>>,
): BackupSet {
  return {
    schemaVersion: 1,
    id,
    createdAt: '2026-11-20T12:00:00.000Z',
    reason: 'apply',
    tool: { name: 'mirror-check', version: '0.0.0' },
    keys,
    files: Object.entries(files).map(([path, [before, afterSha256]]) => ({
      before:
        before === null
          ? { exists: false, path, realPath: path, missingDirectories: [] }
          : {
              exists: true,
              path,
              realPath: path,
              mode: 0o644,
              uid: 0,
              gid: 0,
              sha256: before,
              bytes: Buffer.from(before),
            },
      afterSha256,
    })),
  };
}

const shape = ({ keys, files }: BackupSet) => ({
  keys,
  files: files.map(({ before, afterSha256 }) => [
    before.path,
    before.exists ? before.sha256 : null,
    afterSha256,
  ]),
});
const first = set('1', ['registry-mirrors'], { '/d': ['a', 'b'] });

it('what our own later runs made of a file is taken for what is expected there', () => {
  const later = [set('2', ['proxies'], { '/d': ['b', 'c'] }), set('3', [], { '/d': ['c', 'd'] })];
  expect(shape(throughLater(first, later))).toEqual({
    keys: ['registry-mirrors', 'proxies'],
    files: [['/d', 'a', 'd']],
  });
});

it('files that only a later run touched go back with them', () => {
  const later = [set('2', [], { '/e': [null, 'x'], '/d': ['b', 'c'] }), set('3', [], { '/e': ['x', 'y'] })];
  expect(shape(throughLater(first, later)).files).toEqual([
    ['/d', 'a', 'c'],
    ['/e', null, 'y'],
  ]);
});

it.each([
  ['somebody edited it in between', [set('2', ['proxies'], { '/d': ['edited', 'c'] })]],
  ['it was gone in between', [set('2', ['proxies'], { '/d': [null, 'c'] })]],
  ['edited later on', [set('2', [], { '/d': ['b', 'c'] }), set('3', [], { '/d': ['edited', 'd'] })]],
  ['another file was edited', [set('2', [], { '/e': ['x', 'y'] }), set('3', [], { '/e': ['z', 'y'] })]],
])('%s: the set stays as it is', (_, later) => {
  expect(throughLater(first, later)).toBe(first);
});

it('a file that a run took away', () => {
  const made = set('1', [], { '/d': [null, 'b'] });
  expect(shape(throughLater(made, [set('2', [], { '/d': ['b', null] })])).files).toEqual([
    ['/d', null, null],
  ]);
});
