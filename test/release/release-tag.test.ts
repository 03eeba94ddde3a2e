import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../status/support.ts';
import { ROOT, run } from '../status/workshop.ts';

/** The scripts of a release in a repository of their own, with a bare one for its remote. */
interface Shop {
  readonly folder: string;
  git(...words: readonly string[]): Promise<string>;
  script(name: string, ...words: readonly string[]): Promise<string>;
  commit(message: string): Promise<void>;
  /** As the workflow makes it. */
  bundle(commit: string): Promise<string>;
}

async function shop(): Promise<Shop> {
  const folder = join(await temporaryFolder(), 'work');
  const { PATH = '' } = process.env;
  const env = {
    PATH,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.com',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.com',
  };
  await mkdir(folder);
  const git = async (...words: readonly string[]): Promise<string> =>
    (await run('git', ['-C', folder, ...words], { env })).stdout.trim();
  const commit = async (message: string): Promise<void> => {
    await git('add', '.');
    await git('commit', '--quiet', '-m', message);
  };
  await git('init', '--quiet', '--initial-branch=main');
  await git('init', '--quiet', '--bare', '../origin.git');
  await git('remote', 'add', 'origin', '../origin.git');
  for (const name of ['release-notes.sh', 'release-tag.sh', 'release-tree.sh']) {
    await cp(join(ROOT, 'scripts', name), join(folder, 'scripts', name));
  }
  await writeFile(join(folder, '.gitignore'), 'dist/\n*.bundle\n');
  await writeFile(
    join(folder, 'package.json'),
    '{\n  "name": "x",\n  "version": "0.3.0",\n  "type": "module"\n}\n',
  );
  await writeFile(
    join(folder, 'CHANGELOG.md'),
    '# Changelog\n\n## 0.3.0 (2026-01-02)\n\n- new\n\n## 0.3.0-rc.1\n\n- old\n',
  );
  await commit('sources');
  await mkdir(join(folder, 'dist'));
  await writeFile(join(folder, 'dist/index.js'), 'built');
  return {
    folder,
    git,
    commit,
    script: async (name, ...words) =>
      (await run(join(folder, 'scripts', name), [...words], { cwd: folder, env })).stdout.trim(),
    bundle: async (id) => {
      await git('update-ref', 'refs/heads/release', id);
      await git('bundle', 'create', '--quiet', 'tree.bundle', 'refs/heads/release', '^HEAD');
      return join(folder, 'tree.bundle');
    },
  };
}

describe.skipIf(process.platform === 'win32')('a release', () => {
  it('is two tags, one of which moves on, over the commit with dist/', async () => {
    const { folder, git, script, commit, bundle } = await shop();
    const first = await script('release-tree.sh');
    expect(await script('release-tag.sh', await bundle(first))).toBe('v0.3.0');
    const remote = (await git('ls-remote', 'origin')).split('\n');
    expect(remote).toEqual([`${first}\trefs/tags/v0`, `${first}\trefs/tags/v0.3.0`]);
    expect(await git('show', 'v0.3.0:dist/index.js')).toBe('built');

    const manifest = join(folder, 'package.json');
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('0.3.0', '0.4.0'));
    await commit('next');
    const second = await script('release-tree.sh');
    expect(await script('release-tag.sh', await bundle(second))).toBe('v0.4.0');
    expect(await git('ls-remote', 'origin', 'refs/tags/v0')).toBe(`${second}\trefs/tags/v0`);
    expect(await git('ls-remote', 'origin', 'refs/tags/v0.3.0')).toBe(`${first}\trefs/tags/v0.3.0`);
  });

  it('takes from the job before nothing but dist/ on top of what was checked', async () => {
    const { folder, git, script, commit, bundle } = await shop();
    const checked = await git('rev-parse', 'HEAD');
    const refused = async (id: string): Promise<void> => {
      await git('checkout', '--quiet', '--detach', checked);
      await expect(script('release-tag.sh', await bundle(id))).rejects.toMatchObject({ code: 2 });
      expect(await git('ls-remote', 'origin')).toBe('');
    };
    await writeFile(join(folder, 'scripts/more.sh'), 'more');
    await git('add', '--force', 'dist');
    await commit('more than dist');
    await refused(await git('rev-parse', 'HEAD'));

    await git('checkout', '--quiet', 'main');
    await git('reset', '--quiet', '--hard', checked);
    await mkdir(join(folder, 'dist'), { recursive: true });
    await run('ln', ['-s', '/etc/passwd', join(folder, 'dist/link')]);
    await git('add', '--force', 'dist');
    await commit('a link');
    await refused(await git('rev-parse', 'HEAD'));

    // On top of a commit that nobody has checked.
    await git('checkout', '--quiet', '-B', 'other', checked);
    await git('commit', '--quiet', '--allow-empty', '-m', 'unchecked');
    await mkdir(join(folder, 'dist'), { recursive: true });
    await writeFile(join(folder, 'dist/index.js'), 'built');
    await refused(await script('release-tree.sh'));
  });

  it('has notes, and is made once', async () => {
    const { folder, git, script, commit } = await shop();
    expect(await script('release-notes.sh')).toBe('- new');
    await git('push', '--quiet', 'origin', 'HEAD:refs/tags/v0.3.0');
    await expect(script('release-notes.sh')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('out'),
    });
    const manifest = join(folder, 'package.json');
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('0.3.0', '0.3'));
    await commit('no such section');
    await expect(script('release-notes.sh')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no section'),
    });
  });
});
