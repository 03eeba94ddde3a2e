import { describe, expect, it } from 'vitest';
import { folderOf, parseContainerdVersion, readDump } from '../../../src/engines/containerd/config.ts';
import { linesToWrite } from '../../../src/engines/containerd/config-file.ts';

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
    [
      'tls of a host beside it',
      `${OLD}\n  config_path = "/a"\n${OLD.slice(0, -1)}.configs."m.example".tls]\n  insecure_skip_verify = true\n`,
      1,
      { kind: 'tls-inside' },
    ],
    ['imports, 2.x', `imports = ['${MAIN}', '/x.toml']\n${NEW}\n  config_path = '/a'\n`, 2, '/a'],
  ] as const)('%s', (_, dump, major, expected) => {
    const folder = folderOf(readDump(dump), MAIN, major);
    if (typeof expected === 'string') expect(folder).toBe(expected);
    else expect(folder).toMatchObject(expected);
  });

  it('the socket is the one that is named', () => {
    expect(readDump('[grpc]\n  address = "/tmp/s.sock"\n').socket).toBe('/tmp/s.sock');
    expect(readDump('').socket).toBe('/run/containerd/containerd.sock');
  });
});

describe('what a person writes where the key is missing', () => {
  const FOLDER = '/etc/containerd/certs.d';
  const V1 = '[plugins.cri.registry]';
  const V3 = '[plugins."io.containerd.cri.v1.images".registry]';
  it.each([
    ['no file, before 2.0', null, 1, 'new-file', 'version = 2', OLD],
    ['no file, from 2.0 on', null, 2, 'new-file', 'version = 3', V3],
    ['no version line', '[debug]\n  level = "info"\n', 1, 'end', V1],
    ['an empty file', '', 1, 'end', V1],
    ['version 1', 'version = 1\n', 1, 'end', V1],
    ['version 2', 'version = 2\n', 1, 'end', OLD],
    // It goes by the file, not by what reads it.
    ['version 2, from 2.0 on', 'version = 2\n', 2, 'end', OLD],
    ['version 3', 'version = 3', 2, 'end', V3],
    ['the table stands there', `version = 2\n${OLD}\n`, 1, 'table', OLD],
    ['the table ends the file', `version = 2\n${OLD}`, 1, 'table', OLD],
    ['so does the key', `version = 2\n${OLD}\n  config_path = ""\n`, 1, 'table', OLD],
    ['a table of another version', `version = 3\n${OLD}\n`, 2, 'end', V3],
  ] as const)('%s', (_, text, major, into, ...heads) => {
    const written = linesToWrite(text, FOLDER, major);
    if (written.kind !== 'lines') throw new Error(written.kind);
    expect(written.into).toBe(into);
    const lines = written.lines.filter((line) => line !== '');
    expect(lines).toEqual([...heads, `  config_path = "${FOLDER}"`]);
  });

  it('no lines where they would not be read', () => {
    expect(linesToWrite('', FOLDER, 2)).toEqual({ kind: 'file-version', version: null });
    expect(
      linesToWrite(`version = 2\n${OLD.replace('.registry]', ']')}\n  registry = {}\n`, FOLDER, 1),
    ).toEqual({
      kind: 'shape',
    });
  });
});
