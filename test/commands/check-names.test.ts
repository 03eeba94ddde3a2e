import { afterEach, describe, expect, it } from 'vitest';
import { at, refuses } from '../../src/demo/behaviour.ts';
import { runCli } from '../support/cli.ts';
import { openLab } from '../support/fake-registry.ts';

/** What a run is good for next: names to pull by, images of a compose file, the command that follows; and words that are no addresses. */

const lab = openLab();
afterEach(lab.stop);
const quick = ['--reference', 'none', '--no-throughput'];

describe('--print-name', () => {
  it('prints the image’s name at each usable mirror, and nothing else', async () => {
    const [good, bad] = await Promise.all([
      lab.mirror(),
      lab.mirror(at('manifest', refuses(403, 'DENIED', 'no'))),
    ]);
    const run = await runCli([good.url, bad.url, '--print-name', 'nginx', ...quick]);
    expect(run.stdout).toBe(`${new URL(good.url).host}/library/nginx:latest\n`);
    expect(run.exitCode).toBe(0);
  });

  it('has none for a mirror under a path, which is exit 1', async () => {
    const mirror = await lab.mirror(undefined, { pathPrefix: '/hub' });
    const run = await runCli([mirror.url, '--print-name', 'nginx', ...quick]);
    expect([run.exitCode, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toContain('by name');
  });

  it('leaves no room for another form of report', async () => {
    const run = await runCli(['http://a.invalid', '--print-name', 'nginx', '-f', 'json']);
    expect(run.exitCode).toBe(2);
  });
});

describe('--compose', () => {
  it('checks the images of its services', async () => {
    const mirror = await lab.mirror();
    const file = await lab.file(
      'compose.yml',
      'services:\n  a:\n    image: nginx\n  b:\n    image: ghcr.io/x/y\n',
    );
    const run = await runCli([mirror.url, '--compose', file, ...quick, '-f', 'json']);
    expect(JSON.parse(run.stdout).parameters.images).toEqual(['nginx:latest']);
    expect(run.stderr).toContain('ghcr.io/x/y');
  });

  it('that cannot be read is wrong usage', async () => {
    const run = await runCli(['http://a.invalid', '--compose', '/nowhere/compose.yml']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('compose');
  });
});

describe('a word that is no address', () => {
  it.each([
    ['nginx', 'mirror-check --image nginx'],
    ['bitnami/redis:7', 'mirror-check --image bitnami/redis:7'],
    ['help', 'Did you mean --help?'],
    ['version', 'Did you mean --version?'],
  ])('%s: what was meant is said', async (word, words) => {
    const run = await runCli([word]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(words);
    expect((await runCli([word, '--lang', 'zh'])).stderr).toMatch(/--(?:image|help|version)/);
  });
});

describe('the next command', () => {
  it('names only addresses that are fit', async () => {
    const [good, bad] = await Promise.all([
      lab.mirror(),
      lab.mirror(at('manifest', refuses(403, 'DENIED', 'no'))),
    ]);
    const run = await runCli([good.url, bad.url, ...quick]);
    const next = run.stdout.slice(run.stdout.indexOf('Next:'));
    expect(next).toContain(good.url);
    expect(next).not.toContain(bad.url);
  });
});
