import { expect, it } from 'vitest';
import { comeUpCommand, sameTarget } from '../../../src/commands/apply/same-target.ts';

const USUAL = { config: null, dockerHost: null, probe: { registry: 'docker.io' } } as const;

it.each([
  ['what goes without saying', USUAL, 'docker', ''],
  ['another engine', USUAL, 'podman', ' --engine podman'],
  [
    'a second dockerd, and a path with a blank',
    { ...USUAL, config: '/srv/my engine/daemon.json', dockerHost: 'unix:///run/second.sock' },
    'docker',
    " --config '/srv/my engine/daemon.json' --docker-host unix:///run/second.sock",
  ],
  ['another registry', { ...USUAL, probe: { registry: 'quay.io' } }, 'docker', ' --registry quay.io'],
] as const)('the undo finds the same file: %s', (_, settings, engine, words) => {
  expect(sameTarget(settings, engine)).toBe(words);
});

it('systemd is told to forget the failures first', () => {
  expect(comeUpCommand(['systemctl', '--user', 'restart', 'docker.service'])).toBe(
    'systemctl --user reset-failed docker.service && systemctl --user restart docker.service',
  );
  expect(comeUpCommand(['service', 'docker', 'restart'])).toBe('service docker restart');
  expect(comeUpCommand(null)).toBeNull();
});
