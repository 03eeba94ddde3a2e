import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

it('every file and folder that CONTRIBUTING.md sends somebody to is there', () => {
  const text = readFileSync(at('CONTRIBUTING.md'), 'utf8');
  const paths = [
    ...text.matchAll(/`((?:src|test|docs|schema|bin|scripts)\/[\w./-]*)`|\]\(([\w./-]+)\)/g),
  ].map(([, named, linked]) => named ?? linked ?? '');
  expect(paths.length).toBeGreaterThan(40);
  expect(paths.filter((path) => !existsSync(at(path)))).toEqual([]);
});
