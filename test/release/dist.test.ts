import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

it('every command is in the npm package and in the single executable', () => {
  const { bin } = JSON.parse(read('package.json')) as { readonly bin: Readonly<Record<string, string>> };
  const commands = Object.keys(bin).toSorted();
  expect((JSON.parse(read('scripts/dist/commands.json')) as readonly string[]).toSorted()).toEqual(commands);
  const table = [
    ...read('scripts/dist/commands.ts').matchAll(
      /^ +'([a-z-]+)': \(\) => import\('\.\.\/\.\.\/src\/commands\/\1\.ts'\),$/gm,
    ),
  ];
  expect(table.map(([, name]) => name).toSorted()).toEqual(commands);
  const files = readdirSync(fileURLToPath(new URL('../../src/commands', import.meta.url))).filter((name) =>
    name.endsWith('.ts'),
  );
  expect(files.map((name) => name.replace('.ts', '')).toSorted()).toEqual(commands);
});

it('both ways of packaging have the same exports', () => {
  const exportsOf = (path: string): readonly string[] =>
    [...read(path).matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name = '']) => name).toSorted();
  expect(exportsOf('scripts/dist/packaging.ts')).toEqual(exportsOf('src/packaging.ts'));
});

it('what the package carries is read in one place, which the single executable has another of', () => {
  const sources = readdirSync(fileURLToPath(new URL('../../src', import.meta.url)), {
    recursive: true,
    encoding: 'utf8',
  })
    .filter((path) => path.endsWith('.ts') && path !== 'packaging.ts')
    .filter((path) => /new URL\('[^']*', import\.meta\.url\)/.test(read(`src/${path}`)));
  expect(sources).toEqual([]);
});

it('every module that an unprivileged child runs is in the single executable by its name', () => {
  const sources = readdirSync(fileURLToPath(new URL('../../src', import.meta.url)), {
    recursive: true,
    encoding: 'utf8',
  }).filter(
    (path) => path.endsWith('.ts') && /^export async function prepareUnprivileged/m.test(read(`src/${path}`)),
  );
  const table = [
    ...read('scripts/dist/packaging.ts').matchAll(
      /^ +'([a-z-]+)\.js': \(\) => import\('\.\.\/\.\.\/src\/(.+\/\1\.ts)'\),$/gm,
    ),
  ];
  expect(table.map(([, , path]) => path).toSorted()).toEqual(
    sources.map((path) => path.replaceAll('\\', '/')).toSorted(),
  );
  expect(sources.length).toBeGreaterThan(1);
});

it('node is pinned by its hash for each architecture', () => {
  expect(JSON.parse(read('scripts/dist/node.json'))).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    x64: expect.stringMatching(/^sha512-[\w+/]{86}==$/),
    arm64: expect.stringMatching(/^sha512-[\w+/]{86}==$/),
  });
});
