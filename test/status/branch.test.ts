import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/types.ts';
import { failedMirror } from '../support/sample-report.ts';
import { HOUR_MS, reportAgo, temporaryFolder } from './support.ts';
import { ROOT, run, type Workshop, workshop } from './workshop.ts';

/** The history's branch among others who write it too: two at once, a forge that forbids, a credential, a stranger's files. */

const now = Date.now();
const ago = (hours: number, vantage: string): Report =>
  reportAgo(hours * HOUR_MS, undefined, { at: now, vantage, runId: `${vantage}-${hours}` });

interface Publisher extends Workshop {
  publish(folder: string, ...reports: readonly Report[]): Promise<string>;
}

async function publisher(env: Readonly<Record<string, string>> = {}): Promise<Publisher> {
  const shop = await workshop();
  const script = async (name: string, ...words: readonly string[]): Promise<string> =>
    (
      await run('bash', [join(ROOT, 'scripts', name), ...words], {
        cwd: shop.folder,
        env: { ...shop.env, README: '', ...env },
      })
    ).stdout;
  return {
    ...shop,
    script,
    publish: async (folder, ...reports) => {
      const files: string[] = [];
      for (const report of reports) {
        const file = join(shop.folder, `${report.runId}.json`);
        await writeFile(file, JSON.stringify(report));
        files.push(file);
      }
      return script('status-publish.sh', folder, `${folder}-site`, ...files);
    },
  };
}

const runsIn = async ({ git, origin }: Workshop): Promise<readonly string[]> => {
  const paths = (await git(origin, 'ls-tree', '-r', '--name-only', 'status-data', 'runs/')).split('\n');
  const texts = await Promise.all(paths.map((path) => git(origin, 'show', `status-data:${path}`)));
  return texts.flatMap((text) => text.split('\n').map((line): string => JSON.parse(line).runId)).sort();
};

describe.skipIf(process.platform === 'win32')('the branch of the history', () => {
  it('keeps what both of two have published that began at the same time', async () => {
    const shop = await publisher();
    await shop.script('status-fetch.sh', 'first');
    await shop.publish('first', ago(3, 'a'));
    await shop.script('status-fetch.sh', 'one');
    await shop.script('status-fetch.sh', 'two');
    await shop.publish('one', ago(2, 'a'));
    // It began before the other had ended, and knows nothing of it.
    await shop.publish('two', ago(2, 'b'));
    expect(await runsIn(shop)).toEqual(['a-2', 'a-3', 'b-2']);
    const site = await readFile(join(shop.folder, 'two-site/api/v1/latest.json'), 'utf8');
    expect(JSON.parse(site).vantages.map(({ name }: { name: string }) => name)).toEqual(['a', 'b']);
  });

  it('goes on upon the old month where nobody may push by force', async () => {
    const shop = await publisher();
    await shop.script('status-fetch.sh', 'data');
    await shop.publish('data', ago(3, 'a'));
    await run('git', ['-C', join(shop.folder, 'data'), 'commit', '--quiet', '--amend', '--no-edit'], {
      env: { ...shop.env, GIT_COMMITTER_DATE: '2020-01-31T23:00:00Z' },
    });
    await shop.git(join(shop.folder, 'data'), 'push', '--quiet', '--force', 'origin', 'HEAD:status-data');
    await shop.git(shop.origin, 'config', 'receive.denyNonFastForwards', 'true');
    await shop.script('status-fetch.sh', 'data');
    await shop.publish('data', ago(2, 'a'));
    expect(await runsIn(shop)).toEqual(['a-2', 'a-3']);
    expect(Number(await shop.git(shop.origin, 'rev-list', '--count', 'status-data'))).toBeGreaterThan(1);
  });

  it('gives up after some tries, and says so', async () => {
    const shop = await publisher({ TRIES: '1' });
    const hook = join(shop.origin, 'hooks/pre-receive');
    await mkdir(join(shop.origin, 'hooks'), { recursive: true });
    await writeFile(hook, '#!/bin/sh\nexit 1\n');
    await chmod(hook, 0o755);
    await shop.script('status-fetch.sh', 'data');
    await expect(shop.publish('data', ago(2, 'a'))).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('after 1 tries'),
    });
  });

  it('publishes nothing where git cannot add, and does not call that done', async () => {
    const shop = await publisher({ TRIES: '1' });
    await shop.script('status-fetch.sh', 'data');
    await writeFile(join(shop.folder, 'data/.git/index.lock'), '');
    await expect(shop.publish('data', ago(2, 'a'))).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('after 1 tries'),
    });
  });

  it('tells what it has published though no answer to its push came back', async () => {
    const bin = await temporaryFolder();
    const told = join(bin, 'told');
    const { PATH = '' } = process.env;
    const shop = await publisher({ PATH: `${bin}:${PATH}`, NOTIFY: `cat >>'${told}'` });
    await shop.script('status-fetch.sh', 'data');
    await shop.publish('data', ago(3, 'a'));
    // The push goes through; what comes back of the first one is a failure.
    const git = `#!/bin/sh
'${(await run('sh', ['-c', 'command -v git'])).stdout.trim()}' "$@" || exit
case " $* " in *' push '*) [ -e '${bin}/lost' ] || { : >'${bin}/lost'; exit 1; } ;; esac
`;
    await writeFile(join(bin, 'git'), git);
    await chmod(join(bin, 'git'), 0o755);
    const unsafe = failedMirror('unsafe', 'digest-mismatch', { id: 'docker.1ms.run' });
    await shop.publish('data', {
      ...ago(2, 'a'),
      ...reportAgo(2 * HOUR_MS, [unsafe], { at: now, vantage: 'a' }),
    });
    expect(
      (await readFile(told, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).events.length),
    ).toEqual([1]);
  });

  it('gives a check what it needs and no more, and the page what it needs', async () => {
    const shop = await publisher();
    await shop.git(shop.origin, 'config', 'uploadpack.allowFilter', 'true');
    await shop.script('status-fetch.sh', 'data');
    await shop.publish('data', ...[200, 100, 50, 2].flatMap((hours) => [ago(hours, 'a'), ago(hours, 'b')]));
    const files = async (PART: string): Promise<readonly string[]> => {
      await run('bash', [join(ROOT, 'scripts/status-fetch.sh'), PART], {
        cwd: shop.folder,
        env: { ...shop.env, PART, VANTAGE: 'a' },
      });
      const names = await readdir(join(shop.folder, PART), { recursive: true });
      return names.filter((name) => !name.startsWith('.git') && /\.[a-z]+$/.test(name)).sort();
    };
    const forCheck = await files('check');
    expect(forCheck.filter((name) => name.startsWith('runs/')).length).toBe(1);
    expect(forCheck.filter((name) => name.startsWith('days/a/')).length).toBeGreaterThan(2);
    expect(forCheck).toContain('latest/a.json');
    expect(forCheck.join(' ')).not.toContain('/b');
    const forSite = await files('site');
    expect(forSite.join(' ')).not.toContain('runs/');
    const site = async (data: string): Promise<string> => {
      await run('bash', [join(ROOT, 'scripts/status-site.sh'), data, `${data}-out`], {
        cwd: shop.folder,
        env: { ...shop.env, SOURCE_DATE_EPOCH: String(Math.floor(now / 1000)) },
      });
      return readFile(join(shop.folder, `${data}-out/v/a/index.html`), 'utf8');
    };
    expect(await site('site')).toBe(await site('data'));
    const next = await run(
      process.execPath,
      [join(ROOT, 'bin/mirror-status.js'), 'next', '--data', 'check', '--vantage', 'a'],
      { cwd: shop.folder, env: shop.env },
    );
    expect(next.stdout).toBe('--no-throughput\n--previous\ncheck/latest/a.json\n');
  });

  it.each(['link', 'gitlink'])('with a %s in it is refused', async (what) => {
    const shop = await publisher();
    await shop.script('status-fetch.sh', 'data');
    await shop.publish('data', ago(2, 'a'));
    const data = join(shop.folder, 'data');
    await shop.git(data, 'config', 'core.symlinks', 'true');
    if (what === 'link') {
      await symlink('/etc/passwd', join(data, 'latest/b.json'));
      await shop.git(data, 'add', 'latest/b.json');
    } else {
      await shop.git(data, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},latest/sub`);
    }
    await shop.git(data, 'commit', '--quiet', '-m', 'odd');
    await shop.git(data, 'push', '--quiet', 'origin', 'HEAD:status-data');
    for (const PART of ['', 'site']) {
      const fetched = run('bash', [join(ROOT, 'scripts/status-fetch.sh'), 'again'], {
        cwd: shop.folder,
        env: { ...shop.env, PART },
      });
      await expect(fetched).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringContaining('no plain file'),
      });
      expect((await readdir(join(shop.folder, 'again'))).filter((name) => name !== '.git')).toEqual([]);
    }
  });

  it('takes credentials along in the environment: several headers, or a token; none stays, none is on a command line', async () => {
    const shop = await publisher();
    // A git that notes how it was called, and does it.
    const bin = join(shop.folder, 'bin');
    const log = join(shop.folder, 'calls');
    const { stdout } = await run('which', ['git']);
    await mkdir(bin);
    await writeFile(
      join(bin, 'git'),
      `#!/bin/bash\n{ printf '%s\\n' "argv $*"; env | grep '^GIT_CONFIG_' | sed 's/^/env /'; } >>${log}\nexec ${stdout.trim()} "$@"\n`,
    );
    await chmod(join(bin, 'git'), 0o755);
    const env = { ...shop.env, PATH: `${bin}:${shop.env['PATH']}`, README: '' };
    const fetch = async (more: Readonly<Record<string, string>>): Promise<string> => {
      await writeFile(log, '');
      await run('bash', [join(ROOT, 'scripts/status-fetch.sh'), 'data'], {
        cwd: shop.folder,
        env: { ...env, ...more },
      }).catch(() => undefined);
      return readFile(log, 'utf8');
    };
    await shop.git(
      shop.folder,
      'config',
      '--add',
      'http.https://a.example/.extraheader',
      'AUTHORIZATION: one',
    );
    await shop.git(shop.folder, 'config', '--add', 'http.https://b.example/.extraheader', 'X-Other: two');
    const both = await fetch({});
    expect(both).toContain('env GIT_CONFIG_COUNT=2\n');
    expect(both).toContain('env GIT_CONFIG_VALUE_0=AUTHORIZATION: one\n');
    expect(both).toContain('env GIT_CONFIG_KEY_1=http.https://b.example/.extraheader\n');
    expect(both).toContain('env GIT_CONFIG_VALUE_1=X-Other: two\n');
    expect(both).not.toMatch(/^argv .*(?:one|two)$/m);
    expect(await readFile(join(shop.folder, 'data/.git/config'), 'utf8')).not.toContain('extraheader');

    await shop.git(shop.folder, 'config', '--unset', 'http.https://a.example/.extraheader');
    await shop.git(shop.folder, 'config', '--unset', 'http.https://b.example/.extraheader');
    await shop.git(shop.folder, 'remote', 'set-url', 'origin', 'https://127.0.0.1:9/owner/name');
    const withToken = await fetch({ TOKEN: 'hunter2' });
    const basic = Buffer.from('x-access-token:hunter2').toString('base64');
    expect(withToken).toContain('env GIT_CONFIG_KEY_0=http.https://127.0.0.1:9/.extraheader\n');
    expect(withToken).toContain(`env GIT_CONFIG_VALUE_0=AUTHORIZATION: basic ${basic}\n`);
    expect(withToken).not.toMatch(/^argv .*(?:hunter2|basic)/m);
  });
});
