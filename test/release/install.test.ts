import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../status/support.ts';
import { ROOT, run } from '../status/workshop.ts';

/** install.sh with a script in the place of the program: what it checks, puts down and takes away. */
interface Place {
  readonly bin: string;
  install(...args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }>;
  /** Into the same folder, spelled so. */
  installAs(spelled: string): Place['install'];
  /** With these programs alone, and these in the place of others. */
  installWith(
    programs: readonly string[],
    instead: Readonly<Record<string, string>>,
    ...args: readonly string[]
  ): Promise<unknown>;
  /** Makes the archive of a program that says this version. */
  release(says: string): Promise<void>;
}

async function place(): Promise<Place> {
  const folder = await temporaryFolder();
  const bin = join(folder, 'bin');
  const files = join(folder, 'files');
  await mkdir(files);
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
  const archive = join(files, `mirror-check-1.2.3-linux-${arch}.tar.gz`);
  const script = join(files, 'install.sh');
  const { PATH = '' } = process.env;
  const installTo = (to: string, args: readonly string[]): ReturnType<Place['install']> =>
    run('sh', [script, ...args], { env: { PATH, HOME: folder, MIRROR_CHECK_BIN: to, TMPDIR: folder } });
  return {
    bin,
    install: (...args) => installTo(bin, args),
    installAs:
      (spelled) =>
      (...args) =>
        installTo(spelled, args),
    async installWith(programs, instead, ...args) {
      const path = await mkdtemp(join(folder, 'path-'));
      for (const name of programs) {
        const found = await run('sh', ['-c', 'command -v "$1"', 'sh', name]);
        await symlink(found.stdout.trim(), join(path, name));
      }
      for (const [name, text] of Object.entries(instead))
        await writeFile(join(path, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
      const env = { PATH: path, HOME: folder, MIRROR_CHECK_BIN: bin, TMPDIR: folder };
      return await run('/bin/sh', [script, ...args], { env });
    },
    async release(says) {
      const made = await mkdtemp(join(folder, 'made-'));
      await writeFile(join(made, 'mirror-check'), `#!/bin/sh\necho ${says}\n`);
      for (const name of ['mirror-check', 'mirror-apply', 'mirror-status']) {
        for (const page of pagesOf(name)) {
          await mkdir(dirname(join(made, 'share', page)), { recursive: true });
          await writeFile(join(made, 'share', page), `of ${name}`);
        }
      }
      await run('tar', ['-czf', archive, '-C', made, 'mirror-check', 'share']);
      const sum = createHash('sha256')
        .update(await readFile(archive))
        .digest('hex');
      const { size } = await stat(archive);
      const template = await readFile(join(ROOT, 'scripts/dist/install.sh'), 'utf8');
      const values: Readonly<Record<string, string>> = {
        VERSION: '1.2.3',
        LINKS: 'mirror-apply mirror-status',
        SHA256_X64: sum,
        SHA256_ARM64: sum,
        BYTES_X64: String(size),
        BYTES_ARM64: String(size),
        SERVICES: await readFile(join(ROOT, 'scripts/dist/services.sh'), 'utf8'),
      };
      await writeFile(
        script,
        template.replace(/@([A-Z0-9_]+)@/g, (_, name: string) => values[name] ?? ''),
      );
    },
  };
}

/** Where a command's manual page and completion lie, below share/. */
const pagesOf = (name: string): readonly string[] => [
  `man/man1/${name}.1`,
  `bash-completion/completions/${name}`,
  `zsh/site-functions/_${name}`,
  `fish/vendor_completions.d/${name}.fish`,
];
const share = (at: Place): string => join(at.bin, '../share');
const files = (at: Place): string => join(at.bin, '../files');

/** All but folders, in which it puts things down. */
const tree = async (at: Place): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const folder of [at.bin, share(at)]) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    found.push(
      ...entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name)),
    );
  }
  return found.toSorted();
};

describe.runIf(process.platform === 'linux')('install.sh', () => {
  it('puts the program and its links down, again over itself, and takes all of it away', async () => {
    const at = await place();
    await at.release('1.2.3');
    for (let time = 0; time < 2; time++) {
      const { stdout } = await at.install('--from', files(at));
      expect(stdout).toContain(`mirror-check 1.2.3 is in ${at.bin}.`);
      expect((await readdir(at.bin)).toSorted()).toEqual(['mirror-apply', 'mirror-check', 'mirror-status']);
      expect((await run(join(at.bin, 'mirror-apply'), [])).stdout).toBe('1.2.3\n');
      for (const page of pagesOf('mirror-status'))
        expect(await readFile(join(share(at), page), 'utf8')).toBe('of mirror-status');
    }
    await writeFile(join(share(at), 'man/man1/other.1'), '');
    await at.install('--uninstall');
    expect(await readdir(at.bin).catch(() => [])).toEqual([]);
    const left = await readdir(share(at), { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual(['other.1']);
    await rm(join(share(at), 'man/man1/other.1'));
    expect(await readdir(join(at.bin, '..'))).not.toContain(expect.stringMatching(/^tmp\./));
  });

  it('stopped in the middle of a file, by whatever, goes on the next time, and leaves nothing of that', async () => {
    const at = await place();
    await at.release('1.2.3');
    // Killed while the third file is written: half of it is there.
    const tools =
      'sh id uname readlink mkdir dirname cat ls mktemp tar gzip sha256sum cut head sort rm chmod ln mv rmdir wc';
    const instead = {
      cp: `case $1 in */man/*) /bin/head -c 3 "$1" >"$2"; kill -9 "$PPID" ;; *) exec /bin/cp "$@" ;; esac`,
    };
    await expect(at.installWith(tools.split(' '), instead, '--from', files(at))).rejects.toBeDefined();
    expect((await tree(at)).filter((path) => path.endsWith('.1'))).toEqual([]);
    await at.install('--from', files(at));
    expect(await readFile(join(share(at), 'man/man1/mirror-check.1'), 'utf8')).toBe('of mirror-check');
    await expect(at.installWith(tools.split(' '), instead, '--from', files(at))).rejects.toBeDefined();
    await at.install('--uninstall');
    expect(await tree(at)).toEqual([]);
  });

  it('takes a folder with a slash at its end for the same, and none without a name', async () => {
    const at = await place();
    await at.release('1.2.3');
    await at.install('--from', files(at));
    const again = at.installAs(`${at.bin}//`);
    await again('--from', files(at));
    await again('--uninstall');
    expect(await tree(at)).toEqual([]);
    await expect(at.install('--from', '')).rejects.toMatchObject({
      stderr: expect.stringContaining('--from takes a folder'),
    });
  });

  it('runs and installs nothing that is not what was released', async () => {
    const at = await place();
    await at.release('1.2.3; touch "$HOME/owned"');
    const [archive = ''] = (await readdir(files(at))).filter((name) => name.endsWith('.gz'));
    await writeFile(
      join(files(at), archive),
      Buffer.concat([await readFile(join(files(at), archive)), Buffer.from('x')]),
    );
    await expect(at.install('--from', files(at))).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not the one that was released'),
    });
    expect(await readdir(join(at.bin, '..'))).not.toContain('owned');
    expect(await readdir(join(at.bin, '..'))).not.toContain('bin');
  });

  it('leaves what is there and not its own, such as an installation by npm', async () => {
    const at = await place();
    await at.release('1.2.3');
    await mkdir(at.bin);
    await symlink('../lib/node_modules/mirror-check/bin/mirror-apply.js', join(at.bin, 'mirror-apply'));
    for (const words of [['--from', files(at)], ['--uninstall']]) {
      await expect(at.install(...words)).rejects.toMatchObject({ code: 1 });
    }
    expect(await readlink(join(at.bin, 'mirror-apply'))).toContain('node_modules');
    expect(await readdir(at.bin)).toEqual(['mirror-apply']);
  });

  it.each([
    ['a script of that name', (at: Place) => writeFile(join(at.bin, 'mirror-check'), 'mine')],
    ['a folder of that name', (at: Place) => mkdir(join(at.bin, 'mirror-check'))],
    [
      'a link of that name to a mirror-check',
      (at: Place) => symlink('mirror-check', join(at.bin, 'mirror-status')),
    ],
    [
      'a manual page of that name',
      async (at: Place) => {
        await mkdir(join(share(at), 'man/man1'), { recursive: true });
        await writeFile(join(share(at), 'man/man1/mirror-check.1'), 'mine');
      },
    ],
  ])('%s, which it has not put there, is neither written over nor removed', async (_, put) => {
    const at = await place();
    await at.release('1.2.3');
    await mkdir(at.bin);
    await put(at);
    const before = await tree(at);
    await expect(at.install('--from', files(at))).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not what this script put there'),
    });
    await expect(at.install('--uninstall')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nothing was removed'),
    });
    expect(await tree(at)).toEqual(before);
  });

  it('what was put in the place of a file of its own since stays', async () => {
    const at = await place();
    await at.release('1.2.3');
    await at.install('--from', files(at));
    const mine = join(at.bin, 'mirror-status');
    await rm(mine);
    await writeFile(mine, 'mine');
    await expect(at.install('--from', files(at))).rejects.toMatchObject({ code: 1 });
    expect((await at.install('--uninstall')).stdout).toContain(`Left alone: ${mine}`);
    expect(await tree(at)).toEqual([mine]);
  });

  it('another version takes the place of its own, wherever that was stopped', async () => {
    const at = await place();
    await at.release('1.2.3');
    const empty = await tree(at);
    // What lays the pages down ends it when the program is in its place.
    const stop = `case "$2" in *"/share/"*) exit 1 ;; esac; exec ${(await run('sh', ['-c', 'command -v cp'])).stdout.trim()} "$@"`;
    const programs = [...NEEDED.filter((name) => name !== 'cp'), 'readlink', 'sha256sum', 'rmdir'];
    await expect(at.installWith(programs, { cp: stop }, '--from', files(at))).rejects.toMatchObject({
      code: 1,
    });
    expect(await readdir(at.bin)).toContain('mirror-check');
    await at.release('1.2.3 ');
    await at.install('--from', files(at));
    await at.install('--uninstall');
    expect(await tree(at)).toEqual(empty);
  });

  it.runIf(process.getuid?.() === 0)(
    'everybody may read what root installs, whatever its umask',
    async () => {
      const at = await place();
      await at.release('1.2.3');
      await run(
        'sh',
        ['-c', 'umask 077; exec sh "$@"', 'sh', join(files(at), 'install.sh'), '--from', files(at)],
        {
          env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', MIRROR_CHECK_BIN: at.bin },
        },
      );
      for (const path of ['bin', 'share', 'share/man', 'share/man/man1'])
        expect((await stat(join(at.bin, '..', path))).mode & 0o777).toBe(0o755);
      expect((await stat(join(share(at), 'man/man1/mirror-check.1'))).mode & 0o777).toBe(0o644);
    },
  );

  it('a signal of the terminal leaves nothing behind', async () => {
    const at = await place();
    await at.release('1.2.3');
    const programs = [...NEEDED.filter((name) => name !== 'tar'), 'sha256sum'];
    await expect(
      at.installWith(programs, { tar: 'kill -HUP $PPID' }, '--from', files(at)),
    ).rejects.toMatchObject({ code: 129 });
    expect((await readdir(join(at.bin, '..'))).filter((name) => name.startsWith('tmp.'))).toEqual([]);
  });

  it('takes no more of a download than there is to take', async () => {
    const at = await place();
    await at.release('1.2.3');
    const endless = 'while :; do printf %01000d 0; done';
    await expect(at.installWith([...NEEDED, 'sha256sum'], { wget: endless })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot download'),
    });
  });

  it('says what it can do, and what is not in a folder', async () => {
    const at = await place();
    await at.release('1.2.3');
    expect((await at.install('--help')).stdout).toContain('--uninstall');
    await expect(at.install('--from', '/nonexistent')).rejects.toMatchObject({
      stderr: expect.stringMatching(
        /^install: there is no mirror-check-1\.2\.3-linux-\w+\.tar\.gz in \/nonexistent\n$/,
      ),
    });
  });

  const NEEDED = [
    'id',
    'uname',
    'mktemp',
    'cp',
    'rm',
    'mkdir',
    'mv',
    'ln',
    'chmod',
    'cut',
    'dirname',
    'tar',
    'gzip',
    'head',
    'cat',
    'sort',
  ];
  it.each([
    ['nothing that makes a hash', [], {}, true, 'neither sha256sum nor openssl'],
    ['a hash by openssl', [], { openssl: 'echo 00 -' }, true, 'is not the one that was released'],
    ['neither curl nor wget', ['sha256sum'], {}, false, 'neither curl nor wget'],
    ['a download that fails', ['sha256sum'], { wget: 'exit 8' }, false, 'cannot download'],
    ['another system', [], { uname: 'echo Darwin' }, true, 'npm install -g'],
    ['another machine', [], { uname: '[ "$1" = -s ] && echo Linux || echo riscv64' }, true, 'for riscv64'],
  ] as const)('%s: said, and nothing is left', async (_, more, instead, local, said) => {
    const at = await place();
    await at.release('1.2.3');
    const programs = [...NEEDED, 'readlink', 'sed', ...more].filter((name) => !Object.hasOwn(instead, name));
    const args = local ? ['--from', files(at)] : [];
    await expect(at.installWith(programs, instead, ...args)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(said),
    });
    expect(await readdir(at.bin).catch(() => [])).toEqual([]);
    expect((await readdir(join(at.bin, '..'))).filter((name) => name.startsWith('tmp.'))).toEqual([]);
  });

  it('a place that cannot be written to: said before anything is fetched', async () => {
    const at = await place();
    await at.release('1.2.3');
    // A file where the folder would be: nobody can write below it, root neither.
    await writeFile(at.bin, '');
    await expect(at.install('--from', '/nonexistent')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`cannot write to ${at.bin}: nothing was installed`),
    });
  });

  it('says what is missing where the program does not run', async () => {
    const at = await place();
    await at.release('error while loading shared libraries: libatomic.so.1: cannot open');
    await expect(at.install('--from', files(at))).rejects.toMatchObject({
      stderr: expect.stringContaining('apt-get install libatomic1'),
    });
    await at.release('/tmp/x: Permission denied');
    await expect(at.install('--from', files(at))).rejects.toMatchObject({
      stderr: expect.stringContaining('set TMPDIR'),
    });
    await at.release('something else');
    await expect(at.install('--from', files(at))).rejects.toMatchObject({
      stderr: expect.stringContaining('does not run here'),
    });
  });
});
