import { mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  backupDirectory,
  createBackup,
  lastRunOn,
  listBackups,
  pruneBackups,
  readBackup,
  removeBackup,
} from '../../src/host/backup.ts';
import { type BackupSet, parseBackup, renderBackup } from '../../src/host/backup-format.ts';
import { backupId, isBackupId } from '../../src/host/backup-id.ts';
import { type FileState, readFileState, sha256Of } from '../../src/host/file-state.ts';
import { replaceFile } from '../../src/host/replace-file.ts';

const posix = process.platform !== 'win32';
let directory = '';
let path = '';
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'mirror-check-backup-')));
  path = join(directory, 'daemon.json');
});
afterEach(() => rm(directory, { recursive: true }));

async function stateOf(file: string): Promise<FileState> {
  const state = await readFileState(file, 1_000_000);
  if (state.kind === 'file-failure') throw new Error(state.code);
  return state;
}

async function backUp(createdAt: Date, ...files: readonly string[]): Promise<string> {
  const states = await Promise.all(files.map(stateOf));
  const result = await createBackup({
    configPath: path,
    createdAt,
    reason: 'apply',
    toolVersion: '1.2.3',
    files: states.map((before) => ({ before, afterSha256: null })),
  });
  if (result.kind !== 'backup') throw new Error(result.code);
  return result.set.id;
}

const at = (text: string): Date => new Date(text);

describe('when others changed a file last', () => {
  /** A run of ours, which leaves `after`. */
  async function runOf(after: string): Promise<string | undefined> {
    const before = await stateOf(path);
    const result = await createBackup({
      configPath: path,
      createdAt: new Date(),
      reason: 'apply',
      toolVersion: '1.2.3',
      files: [{ before, afterSha256: sha256Of(Buffer.from(after)) }],
    });
    if (result.kind !== 'backup') throw new Error(result.code);
    await writeFile(path, after);
    const read = await readBackup(path, result.set.id);
    expect(read).toEqual({ kind: 'backup', set: result.set });
    expect(await lastRunOn(path)).toEqual(result.set.files[0]);
    return result.set.files[0]?.othersChangedAt;
  }

  const changedAt = async (): Promise<string> => new Date((await stat(path)).ctimeMs).toISOString();

  it('is handed on from run to run', async () => {
    await writeFile(path, '{}');
    const theirs = await changedAt();
    expect(await runOf('1')).toBe(theirs);
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const after of ['2', '3', '4']) expect(await runOf(after)).toBe(theirs);
    await writeFile(path, 'theirs again');
    const again = await changedAt();
    expect(again).not.toBe(theirs);
    expect(await runOf('5')).toBe(again);
    expect(await runOf('6')).toBe(again);
  });

  it('is known of a file that a run which was killed left as it was', async () => {
    await writeFile(path, '{}');
    const theirs = await changedAt();
    expect(await runOf('1')).toBe(theirs);
    await runOf('2');
    await writeFile(path, '1');
    expect(await runOf('2')).toBe(theirs);
    await writeFile(path, 'theirs');
    expect(await runOf('2')).not.toBe(theirs);
  });

  it('is never, of a file that a run of ours has made', async () => {
    expect(await runOf('1')).toBeUndefined();
    expect(await runOf('2')).toBeUndefined();
    await writeFile(path, 'theirs');
    expect(await runOf('3')).toEqual(expect.any(String));
    expect(await lastRunOn(join(directory, 'other.json'))).toBeNull();
  });
});

describe('a backup', () => {
  // As on a full disk: a folder can be made, and no file in it.
  it.runIf(process.platform === 'linux')('that cannot be written leaves no folder behind', async () => {
    const [pathMax, ending] = [4_095, '/daemon.json.mirror-check-backups'];
    const room = pathMax - 12 - ending.length - directory.length;
    const deep = Array.from({ length: Math.floor(room / 100) }, () => 'd'.repeat(99));
    deep.push('d'.repeat(Math.max(1, room - deep.length * 100 - 1)));
    const configPath = join(directory, ...deep, 'daemon.json');
    expect(backupDirectory(configPath).length).toBe(pathMax - 12);
    const result = await createBackup({
      configPath,
      createdAt: at('2026-11-21T06:08:30.123Z'),
      reason: 'apply',
      toolVersion: '1.2.3',
      files: [{ before: await stateOf(path), afterSha256: null }],
    });
    expect(result).toMatchObject({ kind: 'file-failure', errno: 'ENAMETOOLONG' });
    expect(await readdir(directory)).toEqual([]);
  });

  it('holds every file of the set as it was, those that were not there too', async () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d, 0x00, 0xff]);
    await writeFile(path, bytes, { mode: 0o640 });
    const other = join(directory, 'docker.service.d', 'proxy.conf');
    const id = await backUp(at('2026-11-21T06:08:30.123Z'), path, other);
    expect(id).toBe('20261121T060830123Z');
    const read = await readBackup(path, id);
    expect(read).toMatchObject({
      kind: 'backup',
      set: {
        schemaVersion: 1,
        id,
        createdAt: '2026-11-21T06:08:30.123Z',
        reason: 'apply',
        tool: { name: 'mirror-check', version: '1.2.3' },
        files: [
          { before: { exists: true, path, bytes, sha256: sha256Of(bytes) }, afterSha256: null },
          {
            before: { exists: false, path: other, missingDirectories: [join(directory, 'docker.service.d')] },
          },
        ],
      },
    });
  });

  it.runIf(posix)('is for its owner alone', async () => {
    await writeFile(path, '{}');
    const id = await backUp(at('2026-11-21T06:08:30.123Z'), path);
    expect((await stat(backupDirectory(path))).mode & 0o777).toBe(0o700);
    expect((await stat(join(backupDirectory(path), `${id}.json`))).mode & 0o777).toBe(0o600);
  });

  it('is not read when a byte of it has changed', async () => {
    await writeFile(path, 'some content');
    const id = await backUp(at('2026-11-21T06:08:30.123Z'), path);
    const file = join(backupDirectory(path), `${id}.json`);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(Buffer.from('some content').toString('base64'), 'c29tZSBjb250ZW5U'));
    expect(await readBackup(path, id)).toMatchObject({ kind: 'unreadable-backup', id });
  });

  it('is asked for by its id, and an id is no path', async () => {
    for (const id of ['', '..', '../../etc/passwd', '20261121T060830123Z/..', '20261121T060830124Z']) {
      expect(await readBackup(path, id)).toEqual({ kind: 'no-such-backup', id });
    }
  });
});

describe('the first backup', () => {
  it('makes the directory of a file that does not exist yet, which is then made where it already is', async () => {
    path = join(directory, 'etc', 'docker', 'daemon.json');
    const before = await stateOf(path);
    const id = await backUp(at('2026-11-21T06:08:30.123Z'), path);
    expect(await listBackups(path)).toEqual([id]);
    const outcome = await replaceFile({
      expected: before,
      bytes: Buffer.from('{}'),
      mode: null,
      owner: null,
      validate: async () => null,
      padding: Buffer.from('\n'),
    });
    expect(outcome).toMatchObject({ kind: 'replaced', how: 'created' });
    if (posix) expect((await stat(join(directory, 'etc', 'docker'))).mode & 0o777).toBe(0o755);
  });

  it('leaves nothing when it is taken away again', async () => {
    await writeFile(path, '{}');
    expect(await removeBackup(path, await backUp(at('2026-11-21T06:08:30.123Z'), path))).toBeNull();
    expect(await readdir(directory)).toEqual(['daemon.json']);
  });
});

describe('the backups of a file', () => {
  it('are listed newest first, and the newest ten are kept once a run is done', async () => {
    await writeFile(path, '{}');
    expect(await listBackups(path)).toEqual([]);
    expect(await pruneBackups(path)).toBeNull();
    const ids: string[] = [];
    for (let second = 10; second < 23; second++)
      ids.push(await backUp(at(`2026-11-21T06:08:${second}.000Z`), path));
    expect(await listBackups(path)).toEqual(ids.toReversed());
    expect(await pruneBackups(path)).toBeNull();
    expect(await listBackups(path)).toEqual(ids.slice(-10).reverse());
  });

  it('stand in the order in which they were made, though the clock was set back', async () => {
    await writeFile(path, '{}');
    const first = await backUp(at('2026-11-21T06:08:30.999Z'), path);
    const second = await backUp(at('2020-01-01T00:00:00.000Z'), path);
    expect(await listBackups(path)).toEqual([second, first]);
    expect(second).toBe('20261121T060831000Z');
  });

  it('stand beside the file, and leave what is not theirs alone', async () => {
    await writeFile(path, '{}');
    await backUp(at('2026-11-21T06:08:30.123Z'), path);
    await writeFile(join(backupDirectory(path), 'note.json'), 'mine');
    for (let ms = 100; ms < 112; ms++) await backUp(at(`2026-11-22T06:08:30.${ms}Z`), path);
    await pruneBackups(path);
    expect(await readdir(backupDirectory(path))).toContain('note.json');
    expect(await listBackups(path)).toHaveLength(10);
  });
});

describe('the form of a backup', () => {
  const set: BackupSet = {
    schemaVersion: 1,
    id: '20261121T060830123Z',
    createdAt: '2026-11-21T06:08:30.123Z',
    reason: 'undo',
    tool: { name: 'mirror-check', version: '1.2.3' },
    keys: [],
    files: [],
  };

  it('comes back as it was written, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.boolean(), (array, removed) => {
        const bytes = Buffer.from(array);
        const sha256 = sha256Of(bytes);
        const before = {
          exists: true,
          path: '/a',
          realPath: '/b',
          mode: 0o640,
          uid: 1,
          gid: 2,
          sha256,
          bytes,
        } as const;
        const whole = { ...set, files: [{ before, afterSha256: removed ? null : sha256 }] };
        expect(parseBackup(renderBackup(whole))).toEqual(whole);
        const kept = { ...set, files: [{ before, afterSha256: sha256, after: bytes }] };
        expect(parseBackup(renderBackup(kept))).toEqual(kept);
      }),
    );
  });

  it('is not taken with bytes that are not those of the digest', () => {
    const before = { exists: false, path: '/a', realPath: '/a', missingDirectories: [] } as const;
    const file = { before, afterSha256: sha256Of(Buffer.from('ours')), after: Buffer.from('others') };
    expect(parseBackup(renderBackup({ ...set, files: [file] }))).toBeNull();
  });

  it.each<[string, object]>([
    ['a newer version', { schemaVersion: 2 }],
    ['no files', { files: [] }],
    [
      'a relative path',
      {
        files: [
          { before: { exists: false, path: 'a', realPath: '/a', missingDirectories: [] }, afterSha256: null },
        ],
      },
    ],
    ['another tool', { tool: { name: 'another', version: '1' } }],
    ['no instant', { createdAt: 'yesterday' }],
  ])('is not taken with %s', (_, change) => {
    const file = {
      before: { exists: false, path: '/a', realPath: '/a', missingDirectories: [] },
      afterSha256: null,
    };
    const good = { ...set, files: [file] };
    expect(parseBackup(Buffer.from(JSON.stringify(good)))).toEqual(good);
    expect(parseBackup(Buffer.from(JSON.stringify({ ...good, ...change })))).toBeNull();
  });

  it.each(['', 'null', '[]', '{', '"x"'])('is not %j', (text) => {
    expect(parseBackup(Buffer.from(text))).toBeNull();
  });
});

describe('backupId', () => {
  it('is a safe name, later than the newest', () => {
    const instant = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const first = backupId(a, null);
        const second = backupId(b, first);
        expect(isBackupId(first) && isBackupId(second)).toBe(true);
        expect(second > first).toBe(true);
      }),
    );
  });
});
