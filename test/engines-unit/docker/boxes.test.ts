import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { provenBox } from '../../../src/engines/docker/boxes.ts';

/** A machine by files of its tree. */

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mirror-check-box-'));
});
afterEach(() => rm(root, { recursive: true }));

const put = async (...files: readonly string[]): Promise<void> => {
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), '');
  }
};

const MANAGER = '/var/packages/ContainerManager/etc/dockerd.json';
const OLD = '/var/packages/Docker/etc/dockerd.json';
const DSM = ['/etc/synoinfo.conf', '/etc.defaults/VERSION'];

it.each<[string, readonly string[], object]>([
  ['Synology', [...DSM, MANAGER], { install: 'synology', file: MANAGER }],
  ['Synology up to 7.1', [...DSM, OLD], { install: 'synology', file: OLD }],
  ['Synology without the package', ['/etc/synoinfo.conf', '/usr/syno/bin/synopkg'], { file: null }],
  ['QNAP', ['/etc/config/uLinux.conf', '/sbin/getcfg'], { install: 'qnap', file: null }],
  [
    'OpenWrt',
    ['/etc/openwrt_release', '/etc/config/dockerd'],
    { install: 'openwrt', file: '/etc/config/dockerd' },
  ],
])('%s is one, whether the engine runs or not', async (_, files, expected) => {
  await put(...files);
  expect(await provenBox(root)).toMatchObject(expected);
});

it.each<[string, readonly string[]]>([
  ['with a copy of OpenWrt settings', ['/etc/config/dockerd']],
  ['that builds OpenWrt', ['/etc/openwrt_release']],
  ['with one file of a Synology', ['/etc/synoinfo.conf', MANAGER]],
  ['with one file of a QNAP', ['/etc/config/uLinux.conf']],
])('a Debian %s is none', async (_, files) => {
  await put('/etc/debian_version', ...files);
  expect(await provenBox(root)).toBeNull();
});
