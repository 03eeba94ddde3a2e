import { execFile, execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupDirectory, createBackup } from '../../src/host/backup.ts';
import { type CliRun, runCli } from '../support/cli.ts';
import { ownFolder } from '../support/own-folder.ts';

/** The command as a user runs it, where no engine runs: any operating system, no root. What engines make of it is in test/engines. */

/** Root takes no file below a folder that others can write to, and who is not root has no other to put one into. */
const cannotHaveFile = process.platform === 'linux' && process.geteuid?.() !== 0;

let folder = '';
let config = '';
beforeEach(async () => {
  folder = await ownFolder('mirror-check-apply-');
  config = join(cannotHaveFile ? '/var/lib/mirror-check-none' : folder, 'daemon.json');
});
afterEach(() => rm(folder, { recursive: true }));

/** An engine that is down, with a file of its own. */
function apply(...args: readonly string[]): Promise<CliRun> {
  const socket = join(folder, 'docker.sock');
  return runCli(['--docker-host', `unix://${socket}`, '--config', config, ...args], {
    bin: 'mirror-apply',
    env: { HOME: folder },
  });
}

/** What a shell's script around the command (`"$@"`) says on stderr. */
async function shell(script: string, args: readonly string[]): Promise<string> {
  const bin = fileURLToPath(new URL('../../bin/mirror-apply.js', import.meta.url));
  const socket = `unix://${join(folder, 'docker.sock')}`;
  const command = [process.execPath, bin, '--docker-host', socket, '--config', config, ...args];
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder };
  const { stderr } = await promisify(execFile)('sh', ['-c', script, 'sh', ...command], { env });
  return stderr;
}

/** A set of files that were not there. */
async function backUp(createdAt: string, reason: 'apply' | 'undo', files: readonly string[]): Promise<void> {
  const absent = (path: string) =>
    ({ kind: 'absent', path, realPath: path, missingDirectories: [] }) as const;
  const made = await createBackup({
    configPath: config,
    createdAt: new Date(createdAt),
    reason,
    toolVersion: '0.0.0',
    files: files.map((path) => ({ before: absent(path), afterSha256: null })),
  });
  expect(made.kind).toBe('backup');
}

const NEW = 'https://docker.example.org';

describe('help and usage', () => {
  it.each(['en', 'zh'])('has an example, an exit table and every option in %s', async (lang) => {
    const { exitCode, stdout } = await apply('--help', '--lang', lang);
    expect(exitCode).toBe(0);
    for (const word of ['--undo', '--no-proxy', '--activate', '--verify-pull', '--hub', '130, 143']) {
      expect(stdout).toContain(word);
    }
    expect(stdout).not.toContain('undefined');
  });

  it.each([
    ['an unknown option', ['--frob'], '--frob'],
    ['a --top of 0', ['--top', '0'], '--top'],
    ['another engine', ['--engine', 'podman'], 'Podman'],
    ['another registry', ['--registry', 'ghcr.io'], 'ghcr.io'],
    ['undo with URLs', ['--undo', '1', NEW], '--undo'],
    ['undo with a repair', ['--undo', '--repair'], '--repair'],
    ['undo with a proxy', ['--undo', '--https-proxy', 'http://p:1'], '--https-proxy'],
    ['undo with a list of hosts', ['--undo', '--no-proxy', 'a.example'], '--no-proxy'],
    ['from with URLs', ['--from', 'x.json', NEW], '--from'],
    ['an unknown way to activate', ['--activate', 'maybe'], 'maybe'],
    ['nothing to do', ['--no-probe'], '--no-probe'],
    ['a URL that is none', ['--no-probe', 'docker.example.org/v2/'], 'docker.example.org'],
    ['a no-proxy item that Go would skip', ['--no-probe', '--no-proxy', 'http://a.example'], 'a.example'],
    ['a report that is not there', ['--from', 'no-such-report.json'], 'no-such-report.json'],
  ])('exit 2 for %s', async (_, args, word) => {
    const { exitCode, stdout, stderr } = await apply('--dry-run', ...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(word);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['URLs', [NEW], '[url...]'],
    ['--print', ['--print'], '--print'],
    ['an image', ['--image', 'a/b'], '--image'],
  ])('exit 2 for %s with several registries, and what to do', async (_, args, word) => {
    const several = ['--engine', 'podman', '--registry', 'ghcr.io', '--registry', 'quay.io'];
    const { exitCode, stdout, stderr } = await runCli([...several, ...args], { bin: 'mirror-apply' });
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      `${word} is for one --registry, and here are several. Run it once for each of them.`,
    );
  });

  it.each([
    ['a docker host', ['--no-probe', NEW, '--docker-host', 'tcp://me:secret@192.0.2.1']],
    ['a no-proxy item', ['--no-probe', '--no-proxy', 'http://me:secret@a.example']],
    ['a proxy', ['--no-probe', '--http-proxy', 'ftp://me:secret@a.example']],
    ['an option that is misspelt', ['--https-prox=http://me:secret@a.example']],
  ])('shows no password of %s that is refused', async (_, args) => {
    const { exitCode, stdout, stderr } = await apply('--dry-run', ...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).not.toContain('secret');
  });

  it.each(['what?', ...(process.platform === 'win32' ? [] : ['npipe:////./pipe/docker_engine'])])(
    'exit 2 for a docker host that is no address: %s',
    async (host) => {
      const run = await runCli(['--docker-host', host, '--no-probe', NEW], { bin: 'mirror-apply' });
      expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining('--docker-host')]);
      expect(run.stderr).toContain(host);
    },
  );
});

describe.skipIf(cannotHaveFile)('without an engine that runs', () => {
  it.skipIf(process.platform === 'win32')(
    'shows a path of odd characters on one line, to people and to scripts',
    async () => {
      const odd = join(folder, 'odd\u001b[31m\nNothing to do: \u202e.json');
      await writeFile(odd, '{');
      for (const format of ['text', 'json']) {
        const run = await apply('--dry-run', '--no-probe', NEW, '--config', odd, '--format', format);
        expect(run.exitCode, run.stderr).toBe(3);
        expect(run.stderr).toContain('odd\\u001b[31m');
        for (const said of [run.stdout, run.stderr]) {
          expect(said).not.toMatch(/[\u001b\u202e]/u);
          expect(said).not.toMatch(/^Nothing to do: \\/mu);
        }
        const messages: unknown = format === 'json' ? JSON.parse(run.stdout).messages : [];
        expect(String(messages)).not.toMatch(/[\u001b\u202e\n]/u);
      }
    },
  );

  it('tells once of an entry that no engine takes, in the plan', async () => {
    await writeFile(config, '{"registry-mirrors": ["https://a.example?x=1", "b.example"]}');
    const { exitCode, stdout, stderr } = await apply('--dry-run', '--no-probe', NEW);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain('Docker takes no query or fragment in a mirror');
    expect(stdout).toContain('Docker wants http:// or https:// in front');
    expect(stderr).not.toMatch(/[ab]\.example/);
  });

  it('shows the plan and the difference, and changes nothing', async () => {
    await writeFile(config, '{\n    "debug": true\n}\n');
    const { exitCode, stdout } = await apply('--dry-run', '--no-probe', NEW);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      `-    "debug": true\n+    "debug": true,\n+    "registry-mirrors": [\n+        "${NEW}"\n+    ]`,
    );
    expect(stdout).not.toContain('\u001b');
    expect(await readdir(folder)).toEqual(['daemon.json']);
  });

  it('says of a printed file with a password how it is put in place', async () => {
    await writeFile(config, '{"labels": ["http://li:s3cret@p.example:1"]}');
    const { stderr } = await apply('--print', '--no-probe', NEW);
    expect(stderr.replace(/\s+/g, ' ')).toContain(`install -m 600 FILE ${config}`);
    await writeFile(config, '{"labels": ["li@example.org"]}');
    expect((await apply('--print', '--no-probe', NEW)).stderr).not.toContain('install -m');
  });

  it('names a directory that stands where the file should, and what to run', async () => {
    await mkdir(config);
    const { exitCode, stdout, stderr } = await apply('--dry-run', '--no-probe', NEW, '--format', 'json');
    expect([exitCode, JSON.parse(stdout).reason]).toEqual([3, 'not-a-file']);
    expect(stderr.replace(/\s+/g, ' ')).toContain(`sudo rmdir ${config}`);
  });

  it('takes all that are given unasked, and with --top names the others', async () => {
    const four = ['a', 'b', 'c', 'd'].map((name) => `https://${name}.example.org`);
    const all = await apply('--print', '--no-probe', ...four);
    expect(JSON.parse(all.stdout)['registry-mirrors']).toEqual(four);
    const two = await apply('--print', '--no-probe', '--top', '2', ...four);
    expect(JSON.parse(two.stdout)['registry-mirrors']).toEqual(four.slice(0, 2));
    expect(two.stderr.replace(/\s+/g, ' ')).toContain(four.slice(2).join(', '));
  });

  it('says of an address only what concerns this engine, and a foreign name once', async () => {
    const { stderr } = await apply('--print', '--no-probe', 'https://müller.example/docker');
    expect(stderr).not.toContain('24.0.8 refuses');
    expect(stderr.match(/müller\.example/g)).toHaveLength(1);
    expect(stderr.match(/xn--mller-kva\.example(?=\.\s)/g)).toHaveLength(1);
  });

  it.skipIf(process.geteuid?.() !== 0)('root is told before any plan where it would not write', async () => {
    await chmod(folder, 0o777);
    const { exitCode, stdout, stderr } = await apply('--dry-run', '--no-probe', NEW, '--format', 'json');
    expect([exitCode, JSON.parse(stdout).reason]).toEqual([3, 'unsafe']);
    expect(stderr.replace(/\s+/g, ' ')).toContain(`sudo chmod go-w ${folder}`);
  });

  it('prints the new file and nothing else on stdout', async () => {
    await writeFile(config, '{"debug":true}');
    const { exitCode, stdout, stderr } = await apply('--print', '--no-probe', NEW);
    expect([exitCode, stdout], stderr).toEqual([0, `{"debug":true,"registry-mirrors":["${NEW}"]}`]);
    expect(await readFile(config, 'utf8')).toBe('{"debug":true}');
  });

  it('hides a password everywhere but in the printed file', async () => {
    const proxy = 'http://me:s3cret@proxy.example:3128';
    const dry = await apply('--dry-run', '--no-probe', '--http-proxy', proxy, '--format', 'json');
    expect(dry.stdout + dry.stderr).not.toContain('s3cret');
  });

  it('names a key in the wrong case, its line and how to write it', async () => {
    await writeFile(config, '{\n  "debug": true,\n  "Registry-Mirrors": []\n}');
    const { exitCode, stderr } = await apply('--dry-run', '--no-probe', NEW);
    expect(exitCode).toBe(3);
    const said = stderr.replace(/\s+/g, ' ');
    expect(said).toContain('daemon.json:3: Docker does not start with "Registry-Mirrors"');
    expect(said).toContain('this one is written "registry-mirrors"');
  });

  it.skipIf(process.platform === 'win32').each([
    ['a plan', ['--dry-run', '--no-probe', NEW]],
    ['the file', ['--print', '--no-probe', NEW]],
    ['an outcome', ['--dry-run', '--no-probe', NEW, '--format', 'json']],
  ])('a reader of %s who goes away is no failure', async (_, args) => {
    const labels = Array.from({ length: 20_000 }, (__, n) => `"label-${n}=x"`);
    await writeFile(config, `{"labels": [${labels.join(', ')}]}`);
    expect(await shell(`{ "$@"; echo $? >&2; } | head -c 1 >/dev/null`, args)).toMatch(/(?:^|\n)0\n$/);
  });

  it.runIf(process.platform === 'linux').each([
    ['a plan', ['--dry-run', '--no-probe', NEW], 3],
    ['the file', ['--print', '--no-probe', NEW], 3],
    ['a list', ['--backups', '--format', 'json'], 3],
    ['a refusal', ['--undo', '--format', 'json'], 3],
  ])('a full disk under %s is told', async (_, args, status) => {
    const said = await shell('"$@" >/dev/full; echo $? >&2', args);
    expect(said.replace(/\s+/g, ' ')).toMatch(
      new RegExp(`could not be written to stdout: [a-z ]+\\. ${status} $`),
    );
  });

  it('refuses a file with comments, with its place, and says how to go on', async () => {
    await writeFile(config, '{ // mine\n}');
    const { exitCode, stderr } = await apply('--dry-run', '--no-probe', NEW);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('daemon.json:1:3');
    expect(stderr).toContain('--repair');
  });

  it('says why nothing comes of it, however quiet it is told to be', async () => {
    await writeFile(config, '{ // a comment\n}');
    const quiet = await apply('--dry-run', '--no-probe', NEW, '-q');
    expect([quiet.exitCode, quiet.stdout]).toEqual([3, '']);
    expect(quiet.stderr).toContain('--repair');
    const json = await apply('--dry-run', '--no-probe', NEW, '-q', '--format', 'json');
    expect([json.exitCode, json.stderr]).toEqual([3, '']);
    expect(JSON.parse(json.stdout).messages.join()).toContain('--repair');
  });

  it('takes no older backup for the last one because a newer one is damaged', async () => {
    await writeFile(config, '{}');
    await backUp('2026-11-20T08:00:00.000Z', 'apply', [config]);
    await writeFile(join(backupDirectory(config), '20990101T000000000Z.json'), 'torn');
    const { exitCode, stderr } = await apply('--undo', '--dry-run');
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/20990101.*--undo.*--backups/su);
  });

  it.runIf(process.platform === 'linux' && process.getuid?.() !== 0)(
    'says how root does it where the file, or the backups, are for root alone',
    async () => {
      await writeFile(config, '{}');
      await chmod(config, 0);
      const file = await apply('--dry-run', '--no-probe', NEW);
      expect([file.exitCode, file.stderr]).toEqual([3, expect.stringContaining('sudo mirror-apply')]);
      await chmod(config, 0o600);
      await mkdir(backupDirectory(config), { mode: 0 });
      const undo = await apply('--undo', '--dry-run');
      expect([undo.exitCode, undo.stderr]).toEqual([3, expect.stringContaining('sudo mirror-apply')]);
      await chmod(backupDirectory(config), 0o700);
    },
  );

  it('has no backups, and nothing to undo', async () => {
    const list = await apply('--backups', '--format', 'json');
    expect([list.exitCode, JSON.parse(list.stdout).backups]).toEqual([0, []]);
    const undo = await apply('--undo', '--dry-run', '--format', 'json');
    expect([undo.exitCode, JSON.parse(undo.stdout).reason]).toEqual([3, 'no-such-backup']);
  });

  it('lists backups newest first, names a damaged one, and shows no control characters of any', async () => {
    const odd = join(folder, 'a\u001b[2Jb.conf');
    const files = [config, odd];
    await backUp('2026-11-20T08:00:00.000Z', 'apply', files);
    await backUp('2026-11-21T08:00:00.500Z', 'undo', files);
    const directory = backupDirectory(config);
    await writeFile(join(directory, '20261120T120000000Z.json'), '{"half":');
    await writeFile(join(directory, 'note.json'), '{}');

    const shown = [config, join(folder, 'ab.conf')];
    const json = await apply('--backups', '--format', 'json');
    expect([json.exitCode, JSON.parse(json.stdout)]).toMatchObject([
      0,
      {
        action: 'backups',
        result: 'listed',
        backups: [
          {
            id: '20261121T080000500Z',
            createdAt: '2026-11-21T08:00:00.500Z',
            reason: 'undo',
            files: shown,
          },
          { id: '20261120T120000000Z', createdAt: null, reason: null, files: [] },
          {
            id: '20261120T080000000Z',
            createdAt: '2026-11-20T08:00:00.000Z',
            reason: 'apply',
            files: shown,
          },
        ],
      },
    ]);
    const text = await apply('--backups');
    expect(text.stdout).toMatch(
      /first:\n20261121T080000500Z {2}2026-11-21T08:00:00.500Z .*ab\.conf\n20261120T120000000Z .*damaged.*\n20261120T080000000Z /s,
    );
    expect(text.stdout).not.toContain('\u001b');
    const damaged = await apply('--undo', '20261120T120000000Z', '--dry-run', '--format', 'json');
    expect([damaged.exitCode, JSON.parse(damaged.stdout).reason]).toEqual([3, 'unreadable-backup']);
  });

  it('speaks Chinese', async () => {
    const { stdout } = await apply('--dry-run', '--no-probe', NEW, '--lang', 'zh');
    expect(stdout).toContain('未作任何改动');
  });

  it('a remote engine has its file elsewhere', async () => {
    const run = await runCli(['--docker-host', 'ssh://me@far.example', '--dry-run', '--no-probe', NEW], {
      bin: 'mirror-apply',
    });
    expect([run.exitCode, run.stderr]).toEqual([3, expect.stringContaining('ssh://me@far.example')]);
  });

  it.skipIf(process.platform !== 'linux')(
    "another user's rootless engine is that user's to configure",
    async () => {
      const socket = 'unix:///run/user/54321/docker.sock';
      const { exitCode, stderr } = await runCli(['--dry-run', '--no-probe', NEW], {
        bin: 'mirror-apply',
        env: { HOME: folder, DOCKER_HOST: socket },
      });
      expect(exitCode).toBe(3);
      const said = stderr.replace(/\s+/g, ' ');
      expect(said).toContain(`The engine at ${socket} is the rootless one of the user with uid 54321`);
      expect(said).toContain(
        `sudo -H -u '#54321' env XDG_RUNTIME_DIR=/run/user/54321 mirror-apply --docker-host ${socket} --dry-run`,
      );
      expect(await readdir(folder)).toEqual([]);
    },
  );
});

describe.skipIf(process.getuid?.() !== 0)('as root, certificates that a variable names', () => {
  const list = 'http://127.0.0.1:9/list.json';
  it.each([
    ['before mirrors are asked', ['http://127.0.0.1:9']],
    ['before a list is fetched', ['--list', list]],
    ['before a report is fetched', ['--from', list]],
  ])('are a plain file, or the run says so %s', async (_, args) => {
    const pipe = join(folder, 'ca.pem');
    execFileSync('mkfifo', [pipe]);
    const { exitCode, stdout, stderr } = await runCli(
      ['--docker-host', `unix://${join(folder, 'docker.sock')}`, '--config', config, '--dry-run', ...args],
      { bin: 'mirror-apply', env: { HOME: folder, SSL_CERT_FILE: pipe } },
    );
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr.replace(/\s+/g, ' ')).toContain(`${pipe}, which SSL_CERT_FILE names, is not a plain file`);
  });
});

describe.skipIf(process.platform === 'win32' || cannotHaveFile)('backups of an engine that is down', () => {
  const OLD = '{"debug": true}\n';
  const text = () => readFile(config, 'utf8');
  const done = async (...args: readonly string[]): Promise<{ said: string; id: string }> => {
    const run = await apply('--yes', ...args);
    expect(run.exitCode, run.stderr).toBe(0);
    const said = run.stdout.replace(/\s+/g, ' ');
    return { said, id: /Backup (\S+);/.exec(said)?.[1] ?? '' };
  };

  it('what our own runs changed since goes back along, and is nobody else’s edit', async () => {
    await writeFile(config, OLD);
    const { id } = await done('--no-probe', 'https://a.example.org');
    await done('--no-probe', '--replace', 'https://b.example.org');
    const undone = await done('--undo', id);
    expect(undone.said).not.toContain('edited since');
    expect(await text()).toBe(OLD);
    const again = await done('--undo', id);
    expect(again.said).toContain('Nothing to put back');
    expect(again.said).not.toContain('edited since');
  });

  it('somebody else’s edit stays, and goes with --whole', async () => {
    await writeFile(config, OLD);
    const { id } = await done('--no-probe', 'https://a.example.org');
    const edited = JSON.stringify({ ...JSON.parse(await text()), labels: ['a=b'] });
    await writeFile(config, edited);
    const plan = await apply('--dry-run', '--undo', id);
    expect(plan.stdout.replace(/\s+/g, ' ')).toContain('--whole puts the whole file back');
    await done('--undo', id);
    expect(JSON.parse(await text())).toEqual({ debug: true, labels: ['a=b'] });
    await writeFile(config, edited);
    expect((await done('--undo', id, '--whole')).said).toContain('those edits go');
    expect(await text()).toBe(OLD);
  });

  it('a repair takes comments away, and a backup gives them back', async () => {
    const commented = '{\n  // why\n  "debug": true,\n}\n';
    await writeFile(config, commented);
    const { id } = await done('--repair', '--no-probe');
    expect(await text()).not.toContain('why');
    const undo = await done('--undo');
    expect(undo.said).toContain('Nothing to put back');
    expect(undo.said).toContain(`mirror-apply --backups ${id}.`);
    const printed = await apply('--backups', id);
    expect([printed.exitCode, printed.stdout]).toEqual([0, commented]);
    const whole = await apply('--undo', id, '--whole', '--yes');
    expect([whole.exitCode, await text()]).toEqual([3, expect.not.stringContaining('why')]);
  });

  it('names what cannot be printed', async () => {
    const { id } = await done('--no-probe', 'https://a.example.org');
    const none = await apply('--backups', id);
    expect([none.exitCode, none.stdout]).toEqual([3, '']);
    expect(none.stderr.replace(/\s+/g, ' ')).toContain(`There was no ${config} before backup ${id}`);
    expect((await apply('--backups', '20200101T000000000Z')).exitCode).toBe(3);
    expect((await apply('--backups', id, '--format', 'json')).exitCode).toBe(2);
    expect((await apply('--whole', '--no-probe', NEW)).exitCode).toBe(2);
  });
});
