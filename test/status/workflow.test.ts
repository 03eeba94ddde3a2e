import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe.each(['.github/workflows/status.yml', 'action.yml'])('%s', (path) => {
  const text = read(path);

  it('takes actions by their commit alone, with the version beside it', () => {
    const uses = text.match(/^\s*(?:- )?uses: .*$/gm) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('puts no value into the text of a script', () => {
    // Behind `run:` whatever a variable or an input holds would be part of the program.
    const blocks = [...text.matchAll(/^( *)(?:- )?run: (?:\|\n((?:\1 {2,}.*\n|\n)+)|(.*)\n)/gm)];
    expect(blocks.length).toBeGreaterThan(0);
    for (const [, , block, line] of blocks) expect(block ?? line).not.toContain('${{');
  });

  it('compiles nothing and runs no script of a package beside a token that may write', () => {
    const installs = text.match(/npm (?:ci|install|i)\b.*/g) ?? [];
    expect(installs.length).toBeGreaterThan(0);
    for (const install of installs) expect(install).toMatch(/^npm ci (?=.*--omit=dev)(?=.*--ignore-scripts)/);
    expect(text).not.toMatch(/\b(?:npx|tsc|npm run)\b/);
  });

  it('names scripts that are there', () => {
    for (const [, name = ''] of text.matchAll(/scripts\/([a-z-]+\.sh)/g))
      expect(read(`scripts/${name}`)).toMatch(/^#!/);
  });
});

describe('the scheduled workflow', () => {
  const text = read('.github/workflows/status.yml');

  it('runs off the hour, one at a time, and may do nothing that its job does not need', () => {
    expect(text).toMatch(/cron: '[1-9]\d? /);
    expect(text).toMatch(/^concurrency:\n {2}group: \S+\n {2}cancel-in-progress: false$/m);
    expect(text).toMatch(/^permissions: \{\}$/m);
    const jobs = text.split(/^jobs:$/m)[1]?.match(/^ {2}\w+:\n(?: {4}.*\n|\n)+/gm) ?? [];
    const permissions = jobs.map((job) =>
      /^ {4}permissions:\n((?: {6}.*\n)+)/m.exec(job)?.[1]?.trim().split(/\n\s+/),
    );
    expect(permissions).toEqual([
      ['contents: read'],
      ['contents: write'],
      ['pages: write', 'id-token: write'],
    ]);
    for (const job of jobs) expect(job).toMatch(/timeout-minutes: \d+/);
  });
});
