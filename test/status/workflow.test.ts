import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe.each(['.github/workflows/status-vantage.yml', 'action.yml'])('%s', (path) => {
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
  const schedule = read('.github/workflows/status.yml');
  const vantage = read('.github/workflows/status-vantage.yml');
  const jobsOf = (text: string): readonly string[] =>
    text.split(/^jobs:$/m)[1]?.match(/^ {2}\w+:\n(?: {4}.*\n|\n)+/gm) ?? [];
  const [check = '', publish = '', deploy = ''] = jobsOf(vantage);

  it('runs off the hour, and may do nothing that its job does not need', () => {
    expect(schedule).toMatch(/cron: '[1-9]\d? /);
    for (const text of [schedule, vantage]) expect(text).toMatch(/^permissions: \{\}$/m);
    const permissions = [check, publish, deploy].map((job) =>
      /^ {4}permissions:\n((?: {6}.*\n)+)/m.exec(job)?.[1]?.trim().split(/\n\s+/),
    );
    expect(permissions).toEqual([
      ['contents: read'],
      ['contents: write'],
      ['contents: read', 'pages: write', 'id-token: write'],
    ]);
    for (const job of [check, publish, deploy]) expect(job).toMatch(/timeout-minutes: \d+/);
  });

  it('lets no vantage wait for another: each checks, publishes and deploys by itself', () => {
    const [caller = '', ...others] = jobsOf(schedule);
    expect(others).toEqual([]);
    expect(caller).toContain('fail-fast: false');
    expect(caller).toContain('uses: ./.github/workflows/status-vantage.yml');
    // A group over the whole workflow, or over publishing, would hold or drop the others while one runner is offline.
    expect(schedule).not.toContain('concurrency:');
    expect(publish).not.toContain('concurrency:');
    expect(check).toMatch(/group: status-check-\$\{\{ inputs\.name \}\}$/m);
    for (const job of [check, deploy]) expect(job).toContain('cancel-in-progress: false');
  });

  it('finds one page, and one report, when a job is run again', () => {
    const [name, artifactName, ...more] = deploy.match(/(?:artifact_)?name: page-.*/g) ?? [];
    expect(name).toMatch(/^name: page-\S+.* inputs\.name .*github\.run_attempt /);
    expect([artifactName, more]).toEqual([`artifact_${name}`, []]);
    expect(check).toContain('overwrite: true');
    // The job that deploys is the one that makes the page: without one there is nothing to deploy.
    expect(deploy.indexOf('status-site.sh')).toBeGreaterThan(0);
    expect(deploy.indexOf('status-site.sh')).toBeLessThan(deploy.indexOf('deploy-pages'));
  });

  it('keeps no token on the disk, and gives none to what talks to mirrors', () => {
    const checkouts = vantage.match(/uses: actions\/checkout@/g) ?? [];
    expect(vantage.match(/persist-credentials: false/g)?.length).toBe(checkouts.length);
    const steps = check.split(/^ {6}- /m);
    const withToken = steps.filter((step) => step.includes('TOKEN'));
    expect(withToken.length).toBe(1);
    expect(withToken[0]).toContain('status-fetch.sh');
  });
});
