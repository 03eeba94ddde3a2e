import { expect, it } from 'vitest';
import { isOfSystem } from '../../../src/use/cache/preflight.ts';

it.each([
  ...['/', '/etc', '/etc/mirror-cache', '/usr/share', '/home', '/var', '/var/lib', '/run/x'],
  ...['/var/lib/private', '/var/lib/private/mirror-cache', '/var/lib/mirror-cache/docker.io'],
])('%s is no place for caches', (folder) => {
  expect(isOfSystem(folder)).toBe(true);
});

it.each(['/srv', '/srv/images', '/etcetera', '/var/lib/images', '/home/images', '/mnt/disk'])(
  '%s is one',
  (folder) => {
    expect(isOfSystem(folder)).toBe(false);
  },
);
