import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageInfo } from '../../src/package-info.ts';
import { marked } from '../../src/use/install/mark.ts';
import { watchService } from '../../src/use/watch/units.ts';
import { type Execution, execute } from '../engines/support/dockerd-execute.ts';

/**
 * What `npm run dist` makes on a Debian of nothing but its required packages: no Node, not even libatomic. Needs root, debootstrap
 * and Debian's archive.
 */
const DIST = fileURLToPath(new URL('../../.work/dist', import.meta.url));
const { version } = packageInfo();
const debianArch = process.arch === 'arm64' ? 'arm64' : 'amd64';
const canRun =
  process.getuid?.() === 0 && existsSync('/usr/sbin/debootstrap') && existsSync(join(DIST, 'install.sh'));

describe.skipIf(!canRun).each(['bookworm', 'trixie'])('a bare %s', (release) => {
  let root = '';
  const inside = (script: string): Promise<Execution> =>
    execute(['unshare', '--mount', '--pid', '--fork', 'sh', '-c', INSIDE, 'sh', root, script], {
      timeoutMs: 600_000,
    });
  beforeAll(async () => {
    root = await mkdtemp('/var/lib/mirror-check-bare-');
    // As every system's own: what gave up root could not even look into /proc.
    await chmod(root, 0o755);
    const made = await execute(['debootstrap', '--variant=minbase', release, root], { timeoutMs: 1_800_000 });
    if (made.code !== 0) throw new Error(made.stdout + made.stderr);
    for (const name of await readdir(DIST)) await cp(join(DIST, name), join(root, 'opt', name));
  }, 2_000_000);
  afterAll(() => rm(root, { recursive: true, force: true }));

  test('has no Node, and install.sh says which library it lacks and leaves nothing', async () => {
    expect((await inside('node --version')).code).not.toBe(0);
    const { code, stderr } = await inside('sh /opt/install.sh --from /opt');
    expect([code, stderr]).toEqual([1, expect.stringContaining('apt-get install libatomic1')]);
    expect(await readdir(join(root, 'usr/local/bin'))).toEqual([]);
  });

  test('takes the Debian package with what it needs, and gives it back', async () => {
    const installed = await inside(
      `apt-get install -y -qq --no-install-recommends /opt/mirror-check_${version}_${debianArch}.deb`,
    );
    expect(installed.code, installed.stderr).toBe(0);
    expect(await inside('mirror-apply --version')).toMatchObject({ code: 0, stdout: `${version}\n` });
    const demo = await inside('mirror-check --demo --no-throughput --quiet --format json');
    expect(demo.code, demo.stderr).toBe(0);
    expect(JSON.parse(demo.stdout).summary).toMatchObject({ usable: 6, unsafe: 2 });
    const unit = join(root, 'etc/systemd/system/mirror-watch.service');
    await mkdir(dirname(unit), { recursive: true });
    const runs = { everyHours: 3, againAfterSeconds: 60, secrets: null, homepage: '' };
    const command = ['/usr/bin/mirror-check', 'mirror-watch', 'run'];
    await writeFile(
      unit,
      marked('/etc/systemd/system/mirror-watch.service', watchService({ command, ...runs })),
    );
    const refused = await inside('dpkg --remove mirror-check');
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('sudo mirror-watch uninstall'),
    ]);
    expect((await inside('mirror-check --version')).code).toBe(0);
    await rm(unit);
    expect((await inside('dpkg --remove mirror-check')).code).toBe(0);
    expect((await inside('ls /usr/bin/mirror-*')).code).not.toBe(0);
  });

  test('takes the program by install.sh then, and gives it back', async () => {
    expect(await inside('sh /opt/install.sh --from /opt && mirror-status --version')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`\n${version}\n`),
    });
    expect((await inside('sh /opt/install.sh --uninstall')).code).toBe(0);
    expect(await readdir(join(root, 'usr/local/bin'))).toEqual([]);
  });
});

/** With a /proc of its own, as every system has one; it goes with the namespace. */
const INSIDE = `mount --make-rprivate / && mount -t proc proc "$1/proc" &&
  exec env -i PATH=/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin DEBIAN_FRONTEND=noninteractive LC_ALL=C chroot "$1" sh -c "$2"`;
