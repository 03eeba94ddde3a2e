import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const WORKFLOWS = ['check', 'release', 'status-vantage'].map((name) => `.github/workflows/${name}.yml`);

describe.each([...WORKFLOWS, 'action.yml'])('%s', (path) => {
  const text = read(path);

  it('takes actions by their commit alone, with the version beside it', () => {
    const uses = text.match(/^\s*(?:- )?uses: .*$/gm) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    const ours = / uses: \.\/\.github\/workflows\/check\.yml$/;
    for (const line of uses.filter((one) => !ours.test(one))) {
      expect(line).toMatch(/uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it('puts no value into the text of a script', () => {
    // Behind `run:` whatever a variable or an input holds would be part of the program.
    const blocks = [...text.matchAll(/^( *)(?:- )?run: (?:\|\n((?:\1 {2,}.*\n|\n)+)|(.*)\n)/gm)];
    expect(blocks.length).toBeGreaterThan(0);
    for (const [, , block, line] of blocks) expect(block ?? line).not.toContain('${{');
  });

  it('names scripts that are there', () => {
    for (const [, name = ''] of text.matchAll(/scripts\/([a-z-]+\.sh)/g))
      expect(read(`scripts/${name}`)).toMatch(/^#!/);
  });
});

describe.each(['.github/workflows/status-vantage.yml', 'action.yml'])('%s', (path) => {
  const text = read(path);

  it('compiles nothing and runs no script of a package beside a token that may write', () => {
    const installs = text.match(/npm (?:ci|install|i)\b.*/g) ?? [];
    expect(installs.length).toBeGreaterThan(0);
    for (const install of installs) expect(install).toMatch(/^npm ci (?=.*--omit=dev)(?=.*--ignore-scripts)/);
    expect(text).not.toMatch(/\b(?:npx|tsc|npm run)\b/);
  });
});

/** Each job's name and text. */
function jobsOf(text: string): ReadonlyMap<string, string> {
  const jobs = text.split(/^jobs:$/m)[1]?.matchAll(/^ {2}(\w+):\n((?: {4}.*\n|\n)+)/gm) ?? [];
  return new Map([...jobs].map(([, name = '', body = '']) => [name, body]));
}

/** What a job may do, a line each. */
function permissionsOf(job: string): readonly string[] | undefined {
  return /^ {4}permissions:\n((?: {6}.*\n)+)/m.exec(job)?.[1]?.trim().split(/\n\s+/);
}

describe('the release workflow', () => {
  const text = read('.github/workflows/release.yml');
  const jobs = jobsOf(text);

  it('gives each job what it needs and nothing more', () => {
    expect(text).toMatch(/^permissions: \{\}$/m);
    expect(text).toMatch(/^on:\n {2}workflow_dispatch:\n\n/m);
    expect([...jobs].map(([name, job]) => [name, permissionsOf(job)])).toEqual([
      ['check', ['contents: read']],
      ['make', ['contents: read']],
      ['npm', ['id-token: write']],
      ['attest', ['id-token: write', 'attestations: write']],
      ['tag', ['contents: write']],
    ]);
    for (const name of ['npm', 'attest', 'tag']) expect(jobs.get(name)).toMatch(/^ {4}environment: \w+$/m);
  });

  it('publishes only what a job made that may write nowhere', () => {
    for (const name of ['npm', 'attest', 'tag']) {
      const job = jobs.get(name) ?? '';
      expect(job).toContain('actions/download-artifact@');
      expect(job).not.toMatch(/npm (?:ci|install|i|run|pack)\b|\bnpx\b| node |pack\.sh|release-tree\.sh/);
    }
    expect(jobs.get('npm')).toContain('npm publish --provenance --access public --ignore-scripts ./release/');
  });
});

describe('the workflow for pull requests', () => {
  const jobs = jobsOf(read('.github/workflows/check.yml'));

  it('runs all that must hold, and may write nothing', () => {
    expect(jobs.get('all')).toMatch(/^ {6}- run: \.ci\/run$/m);
    for (const [, job] of jobs) {
      expect(permissionsOf(job)).toEqual(['contents: read']);
      expect(job).toContain('persist-credentials: false');
    }
  });
});

describe('the scheduled workflow', () => {
  const schedule = read('.github/workflows/status.yml');
  const vantage = read('.github/workflows/status-vantage.yml');
  const [check = '', publish = '', deploy = ''] = jobsOf(vantage).values();

  it('runs off the hour, and may do nothing that its job does not need', () => {
    expect(schedule).toMatch(/cron: '[1-9]\d? /);
    for (const text of [schedule, vantage]) expect(text).toMatch(/^permissions: \{\}$/m);
    expect([check, publish, deploy].map(permissionsOf)).toEqual([
      ['contents: read'],
      ['contents: write'],
      ['contents: read', 'pages: write', 'id-token: write'],
    ]);
    for (const job of [check, publish, deploy]) expect(job).toMatch(/timeout-minutes: \d+/);
  });

  it('lets no vantage wait for another: each checks, publishes and deploys by itself', () => {
    const [caller = '', ...others] = jobsOf(schedule).values();
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
