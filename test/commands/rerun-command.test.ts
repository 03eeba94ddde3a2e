import { expect, it } from 'vitest';
import { type RerunAs, rerunCommand } from '../../src/commands/rerun-command.ts';

it.each<[string, RerunAs, string]>([
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
