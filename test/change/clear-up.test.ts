import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { clearUpBeside } from '../../src/change/clear-up.ts';
import { createBackup } from '../../src/host/backup.ts';
import { type FileState, readFileState } from '../../src/host/file-state.ts';
import { writeRecord } from '../../src/host/in-place-record.ts';
import { tempName } from '../../src/host/temp-file.ts';

/** A run that had an engine's file and its options in hand was killed while it wrote the options in place. What it was to become needs the file no more. */

const OLD = 'DOCKER_OPTS="--registry-mirror=https://one.example --debug"\n';
const NEW = 'DOCKER_OPTS="--debug"\n';
const PADDED = NEW.padEnd(OLD.length, '\n');
const OWNER = { uid: null, env: {} };

it.each([
  ['torn', `${PADDED.slice(0, 20)}${OLD.slice(20)}`, OLD, true],
  ['padded', PADDED, NEW, true],
  ['whole', NEW, NEW, false],
  ['edited since', 'DOCKER_OPTS=""\n', 'DOCKER_OPTS=""\n', false],
])('beside a file of the last run that is %s', async (_, left, mended, isChanged) => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'mirror-check-clear-')));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [config, options] = [join(folder, 'docker/daemon.json'), join(folder, 'default/docker')];
  for (const [path, text] of Object.entries({ [config]: '{}', [options]: OLD })) {
    await mkdir(dirname(path));
    await writeFile(path, text);
  }
  const files = (await Promise.all([config, options].map(stateOf))).map((before) => ({
    before,
    afterSha256: null,
  }));
  const run = { createdAt: new Date(), reason: 'apply', toolVersion: '1.2.3' } as const;
  expect(await createBackup({ configPath: config, ...run, files })).toMatchObject({ kind: 'backup' });
  const record = {
    realPath: options,
    before: Buffer.from(OLD),
    padded: Buffer.from(PADDED),
    size: NEW.length,
  };
  const dead = { bootId: '0'.repeat(32), pid: 1, startTicks: '1' };
  await rename(await writeRecord(record), join(dirname(options), tempName('undo', dead)));
  await writeFile(options, left);

  const cleared = await clearUpBeside(await stateOf(config), OWNER);
  expect(cleared).toEqual({ kind: 'cleared', mended: isChanged });
  expect(await readFile(options, 'utf8')).toBe(mended);
  expect(await readdir(dirname(options))).toEqual(['docker']);
});

async function stateOf(path: string): Promise<FileState> {
  const state = await readFileState(path, 1000);
  if (state.kind === 'file-failure') throw new Error(state.code);
  return state;
}
