import { describe, expect, it } from 'vitest';
import { folderOf, parseContainerdVersion, readDump } from '../../../src/engines/containerd/config.ts';

const MAIN = '/etc/containerd/config.toml';
const OLD = '[plugins."io.containerd.grpc.v1.cri".registry]';
const NEW = "[plugins.'io.containerd.cri.v1.images'.registry]";

it.each([
  ['containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+deb12u3', '1.6.20~ds1', 1, 6],
  ['containerd github.com/containerd/containerd/v2 v2.1.9 0a1b2c', '2.1.9', 2, 1],
])('the version in %s', (line, text, major, minor) => {
  expect(parseContainerdVersion(line)).toEqual({ text, major, minor });
});

it('a line without one is none', () => {
  expect(parseContainerdVersion('containerd dev')).toBeNull();
});

describe('which folder of hosts.toml counts', () => {
  it.each([
    [
      '1.x, set',
      `version = 2\n${OLD}\n  config_path = "/etc/containerd/certs.d"\n`,
      1,
      '/etc/containerd/certs.d',
    ],
    [
      '2.x, set',
      `version = 3\n${NEW}\n  config_path = '/etc/containerd/certs.d'\n`,
      2,
      '/etc/containerd/certs.d',
    ],
    ['1.x, two', `${OLD}\n  config_path = "/a:/b"\n`, 1, '/a'],
    ['2.x, two', `${NEW}\n  config_path = '/a:/b'\n`, 2, { kind: 'two-folders', configPath: '/a:/b' }],
    ['not set', `${OLD}\n  config_path = ""\n`, 1, { kind: 'no-config-path' }],
    [
      'another table’s',
      '[plugins."io.containerd.transfer.v1.local"]\n  config_path = "/a"\n',
      2,
      { kind: 'no-config-path' },
    ],
    ['CRI off', 'disabled_plugins = ["cri"]\n', 1, { kind: 'cri-off' }],
    [
      'CRI on',
      `disabled_plugins = ["io.containerd.snapshotter.v1.zfs"]\n${OLD}\n  config_path = "/a"\n`,
      1,
      '/a',
    ],
    [
      'mirrors in it',
      `${OLD.slice(0, -1)}.mirrors."docker.io"]\n  endpoint = ["https://m"]\n`,
      1,
      { kind: 'mirrors-inside' },
    ],
    ['an empty table of mirrors', `${OLD}\n  config_path = "/a"\n${OLD.slice(0, -1)}.mirrors]\n`, 1, '/a'],
    ['imports of its own', `imports = ["${MAIN}"]\n${OLD}\n  config_path = "/a"\n`, 1, '/a'],
    [
      'imports, 1.x',
      `imports = ["${MAIN}", "/etc/containerd/conf.d/x.toml"]\n`,
      1,
      { kind: 'imports', files: ['/etc/containerd/conf.d/x.toml'] },
    ],
    ['imports, 2.x', `imports = ['${MAIN}', '/x.toml']\n${NEW}\n  config_path = '/a'\n`, 2, '/a'],
  ] as const)('%s', (_, dump, major, expected) => {
    const folder = folderOf(readDump(dump), MAIN, major);
    if (typeof expected === 'string') expect(folder).toBe(expected);
    else expect(folder).toMatchObject(expected);
  });

  it('says in which table the key is missing', () => {
    const missing = (major: number) => folderOf(readDump(''), MAIN, major);
    expect(missing(1)).toMatchObject({ table: 'plugins."io.containerd.grpc.v1.cri".registry' });
    expect(missing(2)).toMatchObject({ table: 'plugins."io.containerd.cri.v1.images".registry' });
  });

  it('the socket is the one that is named', () => {
    expect(readDump('[grpc]\n  address = "/tmp/s.sock"\n').socket).toBe('/tmp/s.sock');
    expect(readDump('').socket).toBe('/run/containerd/containerd.sock');
  });
});
