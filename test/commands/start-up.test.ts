import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Which of our own files a command loads before it can say how it is used. Needs a build. */

const dist = new URL('../../dist/', import.meta.url).href;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-start-'));
  await writeFile(
    join(folder, 'hook.mjs'),
    `import { appendFileSync } from 'node:fs';
export const load = (url, context, next) => {
  appendFileSync(${JSON.stringify(join(folder, 'loaded'))}, url + '\\n');
  return next(url, context);
};`,
  );
  await writeFile(
    join(folder, 'register.mjs'),
    `import { register } from 'node:module'; register('./hook.mjs', import.meta.url);`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** Paths under dist/. */
async function loadedBy(command: string, ...args: readonly string[]): Promise<readonly string[]> {
  await writeFile(join(folder, 'loaded'), '');
  const script = fileURLToPath(new URL(`../../bin/${command}.js`, import.meta.url));
  const register = pathToFileURL(join(folder, 'register.mjs')).href;
  await promisify(execFile)(process.execPath, ['--import', register, script, ...args]);
  const loaded = (await readFile(join(folder, 'loaded'), 'utf8')).split('\n');
  return loaded.filter((url) => url.startsWith(dist)).map((url) => url.slice(dist.length));
}

const words = (loaded: readonly string[]): readonly string[] =>
  loaded.filter((path) => path.startsWith('words/')).toSorted();

describe('--help', () => {
  it.each([
    ['mirror-check', 'check/LANG'],
    ['mirror-apply', 'apply/LANG'],
    ['mirror-cache', 'cache/LANG'],
    ['mirror-doctor', 'doctor/LANG/command'],
    ['mirror-relay', 'relay/LANG'],
    ['mirror-status', 'status/LANG'],
    ['mirror-sync', 'sync/LANG'],
    ['mirror-watch', 'watch/LANG'],
  ])('of %s loads few files, and of words its own alone, in one language', async (command, path) => {
    for (const lang of ['en', 'zh']) {
      const loaded = await loadedBy(command, '--lang', lang, '--help');
      expect(words(loaded)).toEqual(
        [
          'words/index.js',
          'words/lang.js',
          `words/frame/${lang}.js`,
          `words/${path.replace('LANG', lang)}.js`,
        ].toSorted(),
      );
      expect(loaded.length).toBeLessThanOrEqual(28);
    }
  });
});

it('--version loads nothing at all', async () => {
  expect(await loadedBy('mirror-check', '--version')).toEqual([]);
});
