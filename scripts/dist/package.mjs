/** What is made of an executable for others to install: an archive, and the packages of Debian and of Fedora's kin. The same input gives the same bytes. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { script, servicesScript } from './script.mjs';

/** The program itself, and the links by which its other commands are called. */
const [PROGRAM, ...LINKS] = JSON.parse(readFileSync(new URL('commands.json', import.meta.url), 'utf8'));

export { LINKS };

/** Facts that a package tells of itself. */
/** Of bash, zsh and fish, which own them where they are installed. */
const SHELL_FOLDERS = [
  'bash-completion',
  'bash-completion/completions',
  'zsh',
  'zsh/site-functions',
  'fish',
  'fish/vendor_completions.d',
];
const MAINTAINER = 'The mirror-check authors <mirror-check@users.noreply.github.com>';
const SUMMARY = 'find the Docker registry mirrors that work from here, and configure the fastest';

/** `epoch`: seconds, the time of every file; `pages`: manual pages and completion, path to text. Returns the path. */
export function makeArchive({ executable, arch, version, out, scratch, epoch, pages }) {
  const folder = join(scratch, `archive-${arch}`);
  const path = join(out, `mirror-check-${version}-linux-${arch}.tar.gz`);
  place(executable, folder);
  placePages(pages, folder);
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
    [...ownerless, '--use-compress-program=gzip -n', '-cf', path, '-C', folder, PROGRAM, ...LINKS, 'share'],
    epoch,
  );
  return path;
}

/** There is nothing to do at its installation but to lay files down; its removal is refused while services need it. */
export function makeDeb({ executable, arch, version, out, scratch, epoch, root, pages }) {
  const folder = join(scratch, `deb-${arch}`);
  const architecture = { x64: 'amd64', arm64: 'arm64' }[arch];
  place(executable, join(folder, 'usr/bin'));
  // Debian's zsh looks for those of packages there (/usr/share/doc/zsh-common/README.Debian).
  const placed = [...pages].map(([path, text]) => [
    path.replace('/site-functions/', '/vendor-completions/'),
    text,
  ]);
  placePages(placed, join(folder, 'usr'));
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
    Description: `${SUMMARY}\n ${PROGRAM}, ${LINKS.join(', ')} in one program. It needs no Node.`,
  };
  const control = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`);
  writeFileSync(join(folder, 'DEBIAN/control'), control.join(''));
  writeFileSync(join(folder, 'DEBIAN/prerm'), beforeRemoval());
  // As of a checkout under any umask.
  run('chmod', ['-R', 'u=rwX,go=rX', folder], epoch);
  run('chmod', ['755', join(folder, 'DEBIAN/prerm')], epoch);
  run('find', [folder, '-exec', 'touch', '--no-dereference', `--date=@${epoch}`, '{}', '+'], epoch);
  const path = join(out, `mirror-check_${version}_${architecture}.deb`);
  run('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z3', '--build', folder, path], epoch);
  return path;
}

/** As the other. rpm would strip the program, which breaks it, and look into it for what it needs. */
export function makeRpm({ executable, arch, version, out, scratch, epoch, root, pages }) {
  const folder = join(scratch, `rpm-${arch}`);
  const architecture = { x64: 'x86_64', arm64: 'aarch64' }[arch];
  const tree = join(folder, 'tree');
  place(executable, join(tree, 'usr/bin'));
  placePages(pages, join(tree, 'usr'));
  const licence = join(tree, 'usr/share/licenses/mirror-check');
  mkdirSync(licence, { recursive: true });
  cpSync(join(root, 'LICENSE'), join(licence, 'LICENSE'));
  run('chmod', ['-R', 'u=rwX,go=rX', tree], epoch);
  const spec = join(folder, 'mirror-check.spec');
  const tags = {
    Name: 'mirror-check',
    Version: version.replaceAll('-', '~'),
    Release: '1',
    Summary: SUMMARY,
    License: 'MIT',
    URL: 'https://github.com/mirror-check/mirror-check',
    AutoReqProv: 'no',
    // What node was linked with, as rpm names it.
    Requires: 'libc.so.6(GLIBC_2.28)(64bit), libstdc++.so.6()(64bit), libatomic.so.1()(64bit)',
  };
  const lines = [
    ...Object.entries(tags).map(([name, value]) => `${name}: ${value}`),
    '%description',
    `${PROGRAM}, ${LINKS.join(', ')} in one program. It needs no Node.`,
    '%install',
    `cp -a ${tree}/. %{buildroot}/`,
    '%preun',
    // rpm reads a percent sign as a macro of its own.
    beforeRemoval().replaceAll('%', '%%'),
    '%files',
    ...[PROGRAM, ...LINKS].map((name) => `/usr/bin/${name}`),
    '/usr/share/licenses/mirror-check',
    ...[...pages.keys()].map((path) => `/usr/${path}`),
    // Where no shell of that name is installed, they would be left behind.
    ...SHELL_FOLDERS.map((path) => `%dir /usr/share/${path}`),
    '',
  ];
  writeFileSync(spec, lines.join('\n'));
  const name = `mirror-check-${version}.${architecture}.rpm`;
  const macros = {
    _topdir: folder,
    _rpmdir: folder,
    _build_name_fmt: name,
    debug_package: '%{nil}',
    _build_id_links: 'none',
    __os_install_post: '%{nil}',
    _buildhost: 'localhost',
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
    _binary_payload: 'w3.gzdio',
  };
  const defines = Object.entries(macros).flatMap(([macro, value]) => ['--define', `${macro} ${value}`]);
  run('find', [tree, '-exec', 'touch', '--no-dereference', `--date=@${epoch}`, '{}', '+'], epoch);
  run('rpmbuild', ['-bb', '--quiet', '--target', `${architecture}-linux`, ...defines, spec], epoch);
  cpSync(join(folder, name), join(out, name));
}

function beforeRemoval() {
  return script('before-removal.sh', { SERVICES: servicesScript() });
}

function placePages(pages, folder) {
  for (const [path, text] of pages) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
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
