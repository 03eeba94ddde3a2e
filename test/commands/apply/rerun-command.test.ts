import { expect, it } from 'vitest';
import { printCommand, type RerunUser, rerunCommand } from '../../../src/commands/apply/rerun-command.ts';
import { runCli } from '../../support/cli.ts';

it.each<[string, RerunUser, string]>([
  ['root', { kind: 'root' }, "sudo mirror-apply --only 'a b'"],
  ['who called sudo', { kind: 'self' }, "mirror-apply --only 'a b'"],
  [
    'another user',
    { kind: 'user', user: 'li', uid: 1000 },
    "sudo -H -u li env XDG_RUNTIME_DIR=/run/user/1000 mirror-apply --only 'a b'",
  ],
  [
    'another user without a name',
    { kind: 'user', user: '#1000', uid: 1000 },
    "sudo -H -u '#1000' env XDG_RUNTIME_DIR=/run/user/1000 mirror-apply --only 'a b'",
  ],
])('the command for %s', (_, as, command) => {
  expect(rerunCommand(['--only', 'a b'], {}, as)).toEqual({ command, passwordLeftOut: false });
});

it('goes the way it came, and leaves passwords out', () => {
  const argv = ['--http-proxy=http://li:secret@p:1'];
  expect(rerunCommand(argv, { npm_command: 'exec' }, { kind: 'self' })).toEqual({
    command: 'npx -p mirror-check mirror-apply --http-proxy=http://xxxxx:xxxxx@p:1',
    passwordLeftOut: true,
  });
});

it.each([
  [['--https-proxy', 'li:secret@p:3128'], '--https-proxy xxxxx:xxxxx@p:3128'],
  [['--https-proxy=li:secret@p:3128'], '--https-proxy=xxxxx:xxxxx@p:3128'],
  [['--probe-proxy', 'http://li:se/cr@et@p:1'], '--probe-proxy http://xxxxx:xxxxx@p:1'],
  [['https://li:secret@m.example'], 'https://xxxxx:xxxxx@m.example'],
])('masks %j', (argv, words) => {
  expect(rerunCommand(argv, {})).toEqual({ command: `sudo mirror-apply ${words}`, passwordLeftOut: true });
});

it('leaves digests alone', () => {
  const { passwordLeftOut } = rerunCommand(['--verify-pull', `nginx@sha256:${'0'.repeat(64)}`], {});
  expect(passwordLeftOut).toBe(false);
});

it.each([
  ['--engine', 'all', '--registry', 'ghcr.io', '--registry=quay.io'],
  ['--engine=all', '--format', 'json', '-y'],
  ['--format=json', '--yes'],
])('prints one file of one engine, and is not refused: %s', async (...words) => {
  const argv = [...words, '--no-probe', 'https://a.example'];
  const { command } = printCommand(argv, {}, { engine: 'rke2', registry: 'ghcr.io' });
  expect(command).toBe('mirror-apply --engine rke2 --registry ghcr.io --no-probe https://a.example --print');
  const run = await runCli(command.split(' ').slice(1), { bin: 'mirror-apply', env: { LANG: 'C' } });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stdout).toContain('"ghcr.io"');
});
