import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { validateConfig } from '../../../src/engines/docker/validate.ts';
import { engine, nextStart } from './plan-input.ts';

/** A program that refuses `--registry-mirror`, as dockerd does beside a file that says the same. */

let folder = '';
let program = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-validate-'));
  program = join(folder, 'dockerd');
  await writeFile(
    program,
    '#!/bin/sh\ncase "$*" in *--registry-mirror*) echo "refused: $*" >&2; exit 1;; esac\n',
  );
  await chmod(program, 0o755);
});
afterEach(() => rm(folder, { recursive: true }));

describe.skipIf(process.platform === 'win32')('a file is judged with the flags', () => {
  const own = [{ name: 'debug', value: null, source: null }];
  const bad = [...own, { name: 'registry-mirror', value: 'https://x.cn', source: null }];

  it.each([
    ['of the process that runs', bad, own, 'dockerd'],
    ['of its next start', own, bad, 'dockerd'],
    ['of both, once', own, own, undefined],
  ])('%s', async (_, flags, next, by) => {
    const judged = await validateConfig(
      join(folder, 'daemon.json'),
      Buffer.from('{"registry-mirrors": ["https://y.cn"]}'),
      engine('28.5.2', { flags, next: nextStart({ program, flags: next }) }),
    );
    expect(judged?.by).toBe(by);
    if (judged !== null) expect(judged.lines.join()).toContain('--debug --registry-mirror=https://x.cn');
  });
});
