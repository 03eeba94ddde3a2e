import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readAccount, renderSecrets } from '../../../src/use/cache/secrets.ts';
import {
  addressIn,
  addressUnit,
  appliedIn,
  boundIn,
  dataIn,
  mountUnit,
  pruneUnit,
  serviceUnit,
} from '../../../src/use/cache/units.ts';

const units = {
  command: ['/usr/bin/node', '/opt/100% mine/bin/mirror-cache.js'],
  ownAddress: '10.213.50.78',
  data: null,
  maxBytes: 1024,
  homepage: 'https://example.org',
  applied: [
    { engine: 'docker', backup: '2026-01-02T03-04-05.006Z-1', registry: 'docker.io' },
    { engine: 'containerd', backup: 'b', registry: 'localhost:5000' },
  ],
};

it('says again what it was told', () => {
  expect(appliedIn(serviceUnit(units))).toEqual(units.applied);
  // As versions before wrote it.
  expect(appliedIn('Applied=docker b\n')).toEqual([{ engine: 'docker', backup: 'b', registry: 'docker.io' }]);
  expect(addressIn(addressUnit('10.213.50.78'))).toBe('10.213.50.78');
  expect(boundIn(pruneUnit(units))).toBe(1024);
});

it('comes back however often its upstream is down at its start', () => {
  expect(serviceUnit(units)).toMatch(/^StartLimitIntervalSec=0$[\s\S]*^Restart=always$/m);
});

it('names the registry by systemd’s own word, and quotes the program', () => {
  expect(pruneUnit(units)).toContain(
    'ExecStart=/usr/bin/node "/opt/100%% mine/bin/mirror-cache.js" prune --registry %i --max-size 1024 --here\n',
  );
});

it('writes an account as systemd reads it', () => {
  expect(renderSecrets(null, null)).toBeNull();
  expect(renderSecrets({ user: 'me', password: 'a"b\\c$d' }, new URL('http://u:p@proxy:3128'))).toBe(
    [
      // Quoted twice: a text of YAML for the registry, a word for systemd.
      String.raw`REGISTRY_PROXY_USERNAME="\"me\""`,
      String.raw`REGISTRY_PROXY_PASSWORD="\"a\\\"b\\\\c\$d\""`,
      'HTTP_PROXY="http://u:p@proxy:3128/"',
      'HTTPS_PROXY="http://u:p@proxy:3128/"\n',
    ].join('\n'),
  );
});

it.skipIf(process.platform === 'win32')('an account’s file may begin with the mark of UTF-8', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mirror-check-account-'));
  const file = join(folder, 'account');
  await writeFile(file, '\ufeffme:secret\r\n', { mode: 0o600 });
  expect(await readAccount(file)).toEqual({ kind: 'account', account: { user: 'me', password: 'secret' } });
  await rm(folder, { recursive: true });
});

it('a folder with marks of systemd’s own stands for itself', () => {
  const unit = mountUnit('/srv/100% $mine');
  expect(unit).toContain('RequiresMountsFor="/srv/100%% $mine"\n');
  expect(unit).toContain('What=/srv/100%% $mine\n');
  expect(dataIn(unit)).toBe('/srv/100% $mine');
});
