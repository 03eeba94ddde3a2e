import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packageInfo } from '../../src/package-info.ts';

/** The commands that documents tell people to run. */
const ROOT = new URL('../../', import.meta.url);
const PAGES = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(new URL('docs/', ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(new URL(page, ROOT), 'utf8');
  const commands = text.split('\n').filter((line) => /^(?:\$ | {4}|\| `)/.test(line));

  it('has nobody run npx as root', () => {
    expect(commands.filter((line) => /\bsudo\b.*\bnpx\b(?!.*\bvitest\b)/.test(line))).toEqual([]);
  });

  it('installs the version that it describes', () => {
    const versions = [...text.matchAll(/mirror-check@(\d[\w.-]*\w)/g)].map(([, version]) => version);
    for (const version of versions) expect(version).toBe(packageInfo().version);
  });
});
