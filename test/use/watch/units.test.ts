import { expect, it } from 'vitest';
import { secretLines } from '../../../src/use/install/units.ts';
import { watchService, watchTimer } from '../../../src/use/watch/units.ts';

const units = {
  command: ['/usr/bin/node', '/opt/mirror check/bin/mirror-watch.js', 'run', '--image=a:100%'],
  everyHours: 3,
  againAfterSeconds: 60,
  secrets: null,
  homepage: 'https://example.com',
};

it('the service runs once, by whole paths, in the mount namespace of the machine', () => {
  const unit = watchService(units);
  expect(unit).toContain('Type=oneshot\n');
  expect(unit).toContain(
    'ExecStart=/usr/bin/node "/opt/mirror check/bin/mirror-watch.js" run --image=a:100%%\n',
  );
  // systemd.exec(5), "Sandboxing": each of these makes a mount namespace, in which no engine is found.
  expect(unit).not.toMatch(
    /^(?:Private(?:Tmp|Devices|Mounts)|Protect|ReadOnly|ReadWrite|Inaccessible|DynamicUser|RootDirectory|TemporaryFileSystem)/m,
  );
  expect(unit).not.toContain('EnvironmentFile');
});

it('whom to notify is in a file and not in the unit', () => {
  expect(watchService({ ...units, secrets: '/etc/mirror-watch.env' })).toContain(
    'EnvironmentFile=/etc/mirror-watch.env\n',
  );
  expect(secretLines({ TO: 'curl -d "$1" `x` \\' })).toBe('TO="curl -d \\"\\$1\\" \\`x\\` \\\\"\n');
});

it('the timer begins with each start of the machine, and not for all at once', () => {
  expect(watchTimer(units)).toMatch(/OnActiveSec=\d+min\nOnUnitInactiveSec=3h\nRandomizedDelaySec=\d+min\n/);
});

it('a long pause between two looks is no reason to end the service', () => {
  const minutes = (againAfterSeconds: number): number =>
    Number(/TimeoutStartSec=(\d+)min/.exec(watchService({ ...units, againAfterSeconds }))?.[1]);
  expect(minutes(86_400) - minutes(0)).toBe(24 * 60);
});
