import {
  chmod,
  chown,
  cp,
  lchown,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { installPackage } from '../support/installed.ts';
import { execute } from './support/dockerd-execute.ts';

/** What root runs, with owners that only root can set up: the package as npm installs it, and a node of its own beside it. */
const CALLER = 4711;
const STRANGER = 4712;

let place = '';
let installed = '';
beforeAll(async () => {
  // /var/lib is root's own, all the way up; the temporary folder is everybody's.
  place = await mkdtemp('/var/lib/mirror-check-code-');
  await chmod(place, 0o755);
  await install(place);
  installed = join(place, 'lib/node_modules/mirror-check');
});
afterAll(() => rm(place, { recursive: true }));
afterEach(async () => {
  await execute(['chown', '-R', '0:0', place]);
  await execute(['chmod', '-R', 'go-w', place]);
});

async function install(at: string): Promise<void> {
  await mkdir(join(at, 'bin'), { recursive: true });
  await cp(process.execPath, join(at, 'bin/node'));
  await installPackage(join(at, 'lib/node_modules/mirror-check'));
  await symlink('../lib/node_modules/mirror-check/bin/mirror-apply.js', join(at, 'bin/mirror-apply'));
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As root; `caller`: who called sudo. */
async function apply(
  args: readonly string[],
  caller: number | null,
  at = place,
  inside: readonly string[] = [],
): Promise<Ran> {
  const sudo = caller === null ? [] : [`SUDO_UID=${caller}`, `SUDO_GID=${caller}`];
  return await execute([
    ...inside,
    'env',
    '-i',
    'PATH=/usr/bin:/bin',
    ...sudo,
    join(at, 'bin/node'),
    join(at, 'bin/mirror-apply'),
    ...args,
  ]);
}

/** Looks at nothing of the machine's: this engine is not there. */
const backups = (caller: number | null, at = place, inside: readonly string[] = []): Promise<Ran> =>
  apply(
    ['--backups', '--config', join(at, 'daemon.json'), '--docker-host', `unix://${at}/none.sock`],
    caller,
    at,
    inside,
  );

describe('root runs', () => {
  test('what belongs to root, without a word', async () => {
    expect(await backups(CALLER)).toMatchObject({ code: 0, stderr: '' });
  });

  test('what belongs to the user who called sudo, as nvm has it, with one note', async () => {
    await execute(['chown', '-R', `${CALLER}:${CALLER}`, place]);
    // Where every user has a group of his own, the umask is often 002.
    await execute(['chmod', '-R', 'g+w', place]);
    const { code, stderr } = await backups(CALLER);
    expect(code, stderr).toBe(0);
    expect(stderr.replaceAll('\n', ' ')).toContain(`Note: ${place}/bin belongs to the user who called sudo`);
    expect(stderr.match(/Note:/g)).toHaveLength(1);
  });

  test('what root has put below a sticky directory, where nobody else can move it', async () => {
    const common = await mkdtemp('/tmp/mirror-check-code-');
    try {
      await chmod(common, 0o755);
      await install(common);
      expect(await backups(null, common)).toMatchObject({ code: 0, stderr: '' });
      await chmod(common, 0o1777);
      expect(await backups(null, common)).toMatchObject({ code: 0, stderr: '' });
      await chmod(common, 0o777);
      expect(await backups(null, common)).toMatchObject({ code: 3 });
    } finally {
      await rm(common, { recursive: true });
    }
  });
});

describe('root does not run', () => {
  test('what may be loaded where it is there: packages that are optional, and peers', async () => {
    const optional = join(installed, 'node_modules/@colors/colors');
    expect(await readdir(optional)).toContain('package.json');
    await chmod(join(optional, 'package.json'), 0o666);
    const { code, stderr } = await backups(null);
    expect(code).toBe(3);
    expect(stderr.replaceAll('\n', '')).toContain('@colors/colors');
  });

  test('what would load a package of anybody who puts one into a sticky directory above', async () => {
    const common = await mkdtemp('/tmp/mirror-check-code-');
    const optional = join(common, 'lib/node_modules/mirror-check/node_modules/@colors');
    try {
      await chmod(common, 0o1777);
      await install(common);
      await rm(optional, { recursive: true });
      // /tmp itself is one more.
      expect(await backups(null, common)).toMatchObject({ code: 3 });
      await mkdir(join(optional, 'colors'), { recursive: true });
      await writeFile(join(optional, 'colors/package.json'), '{}');
      expect(await backups(null, common)).toMatchObject({ code: 0, stderr: '' });
    } finally {
      await rm(common, { recursive: true });
    }
  });

  test('what is reached through links that another can exchange: a node_modules of a stranger full of links to root’s own packages', async () => {
    const common = await mkdtemp('/tmp/mirror-check-code-');
    try {
      await chmod(common, 0o1777);
      await mkdir(join(common, 'app'));
      await mkdir(join(common, 'app/bin'));
      await cp(process.execPath, join(common, 'app/bin/node'));
      // Root's copy without packages of its own; those above it are links of whoever was first.
      await cp(installed, join(common, 'app/package'), {
        recursive: true,
        filter: (from) => from !== join(installed, 'node_modules'),
      });
      await symlink('../package/bin/mirror-apply.js', join(common, 'app/bin/mirror-apply'));
      const linked = join(common, 'node_modules');
      await mkdir(linked);
      const names = (await readdir(join(installed, 'node_modules'))).filter((name) => !name.startsWith('.'));
      for (const name of names) await symlink(join(installed, 'node_modules', name), join(linked, name));
      expect(await backups(null, join(common, 'app'))).toMatchObject({ code: 0, stderr: '' });
      // The folder that holds the links.
      await chown(linked, STRANGER, STRANGER);
      expect(await backups(null, join(common, 'app'))).toMatchObject({ code: 3 });
      // It is a link itself, in a folder in which everybody can exchange what is theirs.
      await chown(linked, 0, 0);
      await rename(linked, join(common, 'real'));
      await symlink('real', linked);
      expect(await backups(null, join(common, 'app'))).toMatchObject({ code: 0 });
      await lchown(linked, STRANGER, STRANGER);
      expect(await backups(null, join(common, 'app'))).toMatchObject({ code: 3 });
      // A link in between.
      await rm(linked);
      await mkdir(join(common, 'theirs'));
      await symlink(join(common, 'theirs/real'), linked);
      await rename(join(common, 'real'), join(common, 'theirs/real'));
      expect(await backups(null, join(common, 'app'))).toMatchObject({ code: 0 });
      await chown(join(common, 'theirs'), STRANGER, STRANGER);
      expect(await backups(null, join(common, 'app'))).toMatchObject({ code: 3 });
    } finally {
      await rm(common, { recursive: true });
    }
  });

  test('what a link in the package leads to through a folder of a stranger', async () => {
    await mkdir(join(place, 'theirs'));
    await symlink(join(installed, 'dist'), join(place, 'theirs/dist'));
    await symlink(join(place, 'theirs/dist'), join(installed, 'bin/linked'));
    try {
      expect(await backups(null)).toMatchObject({ code: 0 });
      await chown(join(place, 'theirs'), STRANGER, STRANGER);
      expect(await backups(null)).toMatchObject({ code: 3 });
    } finally {
      await rm(join(installed, 'bin/linked'));
    }
  });

  test('what the group of the user who called sudo can write to, once somebody else is in it', async () => {
    await execute(['chown', '-R', `${CALLER}:${CALLER}`, place]);
    await execute(['chmod', '-R', 'g+w', place]);
    const groups = join(place, 'group');
    const member = `mount --bind ${groups} /etc/group && exec "$@"`;
    const inside = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', member, 'sh'];
    await writeFile(groups, `root:x:0:\ncaller:x:${CALLER}:\n`);
    expect(await backups(CALLER, place, inside)).toMatchObject({ code: 0 });
    await writeFile(groups, `root:x:0:\ncaller:x:${CALLER}:nobody\n`);
    expect(await backups(CALLER, place, inside)).toMatchObject({ code: 3 });
    await rm(groups);
  });

  test('what an access control list of the user who called sudo lets another write to, though the group is his own', async () => {
    await execute(['chown', '-R', `${CALLER}:${CALLER}`, place]);
    await execute(['chmod', '-R', 'g+w', place]);
    expect(await backups(CALLER)).toMatchObject({ code: 0 });
    const open = join(installed, 'dist/rank');
    await execute(['setfacl', '-m', `user:${STRANGER}:rwx`, open]);
    const { code, stderr } = await backups(CALLER);
    await execute(['setfacl', '-b', open]);
    expect(code, stderr).toBe(3);
    expect(stderr.replaceAll('\n', '')).toContain(open);
  });

  const mine = (path: string) => (): Promise<void> => chown(join(place, path), STRANGER, STRANGER);
  test.each<[string, string, () => Promise<unknown>]>([
    ['a node of another user', 'bin/node', mine('bin/node')],
    ['a directory above, of another user', '', mine('')],
    [
      'a module of another user',
      'dist/rank/order.js',
      () => chown(join(installed, 'dist/rank/order.js'), STRANGER, 0),
    ],
    [
      'the catalogue of another user',
      'mirrors.json',
      () => chown(join(installed, 'mirrors.json'), STRANGER, 0),
    ],
    ['a module for all', 'bin/launch.js', () => chmod(join(installed, 'bin/launch.js'), 0o666)],
    ['a folder for all', 'node_modules/execa', () => chmod(join(installed, 'node_modules/execa'), 0o777)],
    [
      'a package of a package, of a group',
      'node_modules/yoctocolors/package.json',
      async () => {
        await chown(join(installed, 'node_modules/yoctocolors/package.json'), 0, STRANGER);
        await chmod(join(installed, 'node_modules/yoctocolors/package.json'), 0o664);
      },
    ],
    [
      'a module whose ACL lets another user write',
      'dist/index.js',
      () => execute(['setfacl', '-m', `user:${STRANGER}:rw`, join(installed, 'dist/index.js')]),
    ],
    [
      'what a link in the package leads to, of another user',
      'elsewhere',
      async () => {
        await mkdir(join(place, 'elsewhere'));
        await chown(join(place, 'elsewhere'), STRANGER, STRANGER);
        await symlink(join(place, 'elsewhere'), join(installed, 'dist/linked'));
        await lchown(join(installed, 'dist/linked'), 0, 0);
      },
    ],
  ])('%s', async (_, path, prepare) => {
    await prepare();
    for (const caller of [null, CALLER]) {
      const { code, stderr } = await backups(caller);
      expect(code, stderr).toBe(3);
      expect(stderr.replaceAll('\n', '')).toContain(path);
      expect(stderr.replaceAll('\n', ' ')).toContain('npm install -g mirror-check@');
    }
    expect(await readdir(place)).not.toContain('daemon.json.mirror-check-backups');
  });

  test('even what belongs to the user who called sudo, where a stranger can write to it', async () => {
    await execute(['chown', '-R', `${CALLER}:${CALLER}`, place]);
    await chown(join(installed, 'dist/index.js'), CALLER, STRANGER);
    await chmod(join(installed, 'dist/index.js'), 0o664);
    expect((await backups(CALLER)).code).toBe(3);
  });
});

describe('the way out is safe itself: no npm of root’s', () => {
  const hidden = (script: string): readonly string[] => [
    ...['unshare', '--mount', '--propagation', 'private', 'sh', '-c', `${script} && exec "$@"`, 'sh'],
  ];
  const told = async (inside: readonly string[], caller: number | null = null): Promise<string> =>
    (await backups(caller, place, inside)).stderr.replaceAll('\n', ' ');

  test('where the node that it runs on is a stranger’s, as an archive unpacked by root has it', async () => {
    await execute(['chown', '-R', `${STRANGER}:${STRANGER}`, join(place, 'bin')]);
    const theirs = `mount --bind ${place}/bin/node "$(readlink -f /usr/bin/node)"`;
    const stderr = await told(hidden(theirs));
    expect(stderr).toContain(`belongs to the user with uid ${STRANGER}`);
    expect(stderr).not.toContain('npm install');
    expect(stderr).toContain('neither node nor npm');
    expect(stderr).toContain(`sudo chown -R --from=${STRANGER} root: ${place}/bin`);
    expect(await told([])).toContain('sudo npm install -g');
  });

  test('where there is none, as with nvm; and nothing of a home is given away', async () => {
    await execute(['chown', '-R', `${STRANGER}:${STRANGER}`, place]);
    const without = 'mount --bind /dev/null "$(readlink -f /usr/bin/npm)"';
    const note = await told(hidden(without), STRANGER);
    expect(note).toContain('Note:');
    expect(note).not.toContain('npm install');
    await writeFile(
      join('/var/lib', 'mirror-check-passwd'),
      `eve:x:${STRANGER}:${STRANGER}::${place}:/bin/sh\n`,
    );
    const home = `${without} && mount --bind /var/lib/mirror-check-passwd /etc/passwd`;
    try {
      const refused = await told(hidden(home));
      expect(refused).toContain('neither node nor npm');
      expect(refused).not.toContain('chown');
    } finally {
      await rm('/var/lib/mirror-check-passwd');
    }
  });

  test('where everybody can write to it', async () => {
    await chmod(join(place, 'bin/node'), 0o777);
    expect(await told(hidden('mount --bind /dev/null "$(readlink -f /usr/bin/npm)"'))).toContain(
      `sudo chmod go-w ${place}/bin/node`,
    );
  });
});

test('a question for the version or for help looks at nothing', async () => {
  await chown(join(installed, 'dist/index.js'), STRANGER, STRANGER);
  for (const word of ['--version', '--help']) expect(await apply([word], null)).toMatchObject({ code: 0 });
});
