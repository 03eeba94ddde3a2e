import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Node keeps compiled code in a directory of the common /tmp and asks nobody whose it is: whoever makes it first could give root code to run. */

let folder = '';
let preload = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-shim-'));
  preload = join(folder, 'preload.cjs');
  await writeFile(
    preload,
    `process.geteuid = () => Number(process.env.AS);
require('node:module').enableCompileCache = () => console.log('compiled code is kept');`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe.each([
  'mirror-check',
  'mirror-apply',
  'mirror-cache',
  'mirror-relay',
  'mirror-status',
  'mirror-sync',
  'mirror-watch',
])('%s', (bin) => {
  it.each([
    ['0', false],
    ['1000', true],
  ])('as user %s takes compiled code from there: %s', async (uid, cached) => {
    const script = fileURLToPath(new URL(`../../bin/${bin}.js`, import.meta.url));
    const args = ['--require', preload, script, '--help'];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, AS: uid },
    });
    expect(stdout.includes('compiled code is kept')).toBe(cached);
  });
});
