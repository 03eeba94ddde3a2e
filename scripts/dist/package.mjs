/** What is made of an executable for others to install: an archive, and Debian's package. The same input gives the same bytes. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The program itself, and the links by which its other commands are called. */
const [PROGRAM, ...LINKS] = JSON.parse(readFileSync(new URL('commands.json', import.meta.url), 'utf8'));

export { LINKS };

/** Facts that a package tells of itself. */
const MAINTAINER = 'The mirror-check authors <mirror-check@users.noreply.github.com>';
const SUMMARY = 'find the Docker registry mirrors that work from here, and configure the fastest';

/** `epoch`: seconds, the time of every file. Returns the path. */
export function makeArchive({ executable, arch, version, out, scratch, epoch }) {
  const folder = join(scratch, `archive-${arch}`);
  const path = join(out, `mirror-check-${version}-linux-${arch}.tar.gz`);
  place(executable, folder);
  const ownerless = [
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--sort=name',
    '--mode=u=rwX,go=rX',
    `--mtime=@${epoch}`,
  ];
  run(
    'tar',
    [...ownerless, '--use-compress-program=gzip -n', '-cf', path, '-C', folder, PROGRAM, ...LINKS],
    epoch,
  );
  return path;
}

/** Without any script: there is nothing to do at its installation but to lay files down. */
export function makeDeb({ executable, arch, version, out, scratch, epoch, root }) {
  const folder = join(scratch, `deb-${arch}`);
  const architecture = { x64: 'amd64', arm64: 'arm64' }[arch];
  place(executable, join(folder, 'usr/bin'));
  const doc = join(folder, 'usr/share/doc/mirror-check');
  mkdirSync(doc, { recursive: true });
  cpSync(join(root, 'LICENSE'), join(doc, 'copyright'));
  cpSync(join(root, 'CHANGELOG.md'), join(doc, 'NEWS.md'));
  mkdirSync(join(folder, 'DEBIAN'));
  const fields = {
    Package: 'mirror-check',
    Version: version,
    Architecture: architecture,
    Maintainer: MAINTAINER,
    'Installed-Size': Math.ceil(readFileSync(executable).length / 1024),
    Section: 'admin',
    Priority: 'optional',
    // What node was linked with: `readelf -V` of it.
    Depends: 'libc6 (>= 2.28), libstdc++6 (>= 5.2), libgcc-s1, libatomic1',
    Recommends: 'util-linux',
    Homepage: 'https://github.com/mirror-check/mirror-check',
    Description: `${SUMMARY}\n One program for mirror-check, mirror-apply and mirror-status. It needs no Node.`,
  };
  const control = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`);
  writeFileSync(join(folder, 'DEBIAN/control'), control.join(''));
  // As of a checkout under any umask.
  run('chmod', ['-R', 'u=rwX,go=rX', folder], epoch);
  run('find', [folder, '-exec', 'touch', '--no-dereference', `--date=@${epoch}`, '{}', '+'], epoch);
  const path = join(out, `mirror-check_${version}_${architecture}.deb`);
  run('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z3', '--build', folder, path], epoch);
  return path;
}

/** Every command in one file, by links. */
function place(executable, folder) {
  mkdirSync(folder, { recursive: true });
  cpSync(executable, join(folder, PROGRAM));
  for (const name of LINKS) symlinkSync(PROGRAM, join(folder, name));
}

function run(program, args, epoch) {
  const { status, error } = spawnSync(program, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) },
  });
  if (error !== undefined || status !== 0) throw new Error(`${program}: ${error ?? `exit ${status}`}`);
}
