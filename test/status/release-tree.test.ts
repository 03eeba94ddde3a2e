import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startDemo } from '../../src/demo/index.ts';
import { installRuntimePackages } from '../support/installed.ts';
import { messagesFor } from '../support/words.ts';
import { newFolder, temporaryFolder } from './support.ts';
import { actionStep, ROOT, run, workshop } from './workshop.ts';

/**
 * The tree that a release's tag points to, made by the script that makes it, with the packages that `npm ci --omit=dev` would
 * install, and the job run from there. .ci/run has npm itself install them.
 */
const { PATH = '' } = process.env;
const ENV = {
  PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
};
/** Neither committed nor made by a build. */
const NOT_SOURCE: ReadonlySet<string> = new Set(['.git', '.work', 'coverage', 'dist', 'node_modules']);

describe.skipIf(process.platform === 'win32')('the tree of a release', () => {
  let clone = '';
  let tree = '';
  const git = async (...words: readonly string[]): Promise<string> =>
    (await run('git', ['-C', clone, ...words], { env: ENV })).stdout.trim();

  const folders: string[] = [];
  const keptFolder = async (): Promise<string> => {
    const folder = await newFolder();
    folders.push(folder);
    return folder;
  };
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

  beforeAll(async () => {
    clone = await keptFolder();
    await cp(ROOT, clone, {
      recursive: true,
      filter: (path) => !NOT_SOURCE.has(path.slice(ROOT.length + 1).split(sep)[0] ?? ''),
    });
    await git('init', '--quiet', '--initial-branch=main');
    await git('add', '.');
    await git('commit', '--quiet', '-m', 'the sources');
    await cp(join(ROOT, 'dist'), join(clone, 'dist'), { recursive: true });

    const { stdout } = await run(join(clone, 'scripts/release-tree.sh'), [], { env: ENV });
    await git('tag', 'v0', stdout.trim());
    tree = join(await keptFolder(), 'tool');
    await git('worktree', 'add', '--quiet', tree, 'v0');
    await installRuntimePackages(tree);
  });

  it('is the sources with dist/ beside them, one commit ahead, and leaves the branch alone', async () => {
    const added = (await git('diff', '--name-only', '--no-renames', 'main', 'v0')).split('\n');
    expect(added).toContain('dist/commands/mirror-status.js');
    expect(added.filter((path) => !path.startsWith('dist/'))).toEqual([]);
    expect(await git('rev-parse', 'v0^')).toBe(await git('rev-parse', 'main'));
    expect(await git('status', '--porcelain')).toBe('');
  });

  it('runs the job without any package that is for development alone', async () => {
    await expect(readFile(join(tree, 'node_modules/typescript/package.json'))).rejects.toThrow('ENOENT');
    const { folder, env, git: inWork } = await workshop(tree);
    const demo = await startDemo(messagesFor('en').demo.operators);
    onTestFinished(() => demo.stop());
    const url = demo.mirrors.find(({ id }) => id === 'good-fast')?.server?.url ?? '';
    const temp = join(folder, 'temp');
    await mkdir(temp);
    await run('bash', ['-e', '-o', 'pipefail', '-c', await actionStep(tree)], {
      cwd: folder,
      env: {
        ...env,
        GITHUB_ACTION_PATH: tree,
        GITHUB_OUTPUT: join(temp, 'output'),
        RUNNER_TEMP: temp,
        ARGUMENTS: ['--hub', demo.hubUrl, '--no-env-proxy', url, ''].join('\n'),
        DATA_BRANCH: 'status-data',
        SITE: 'site',
      },
    });
    const latest: unknown = JSON.parse(await readFile(join(folder, 'site/api/v1/latest.json'), 'utf8'));
    expect(latest).toMatchObject({ vantages: [{ mirrors: [{ verdict: 'usable' }] }] });
    expect(await inWork(folder, 'ls-remote', 'origin', 'status-data')).toContain('status-data');
  });

  it('needs no compiler to be prepared, and says what is wrong where nothing was built', async () => {
    await run(process.execPath, [join(tree, 'scripts/prepare.mjs')], { env: ENV });
    const bare = await temporaryFolder();
    await cp(join(tree, 'scripts'), join(bare, 'scripts'), { recursive: true });
    await expect(
      run(process.execPath, [join(bare, 'scripts/prepare.mjs')], { env: ENV }),
    ).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('npm ci') });
  });

  it('is not made of changes that nobody has committed', async () => {
    await writeFile(join(clone, 'mirrors.json'), '{}');
    onTestFinished(async () => {
      await git('checkout', '--quiet', 'mirrors.json');
    });
    await expect(run(join(clone, 'scripts/release-tree.sh'), [], { env: ENV })).rejects.toMatchObject({
      code: 2,
    });
  });
});
