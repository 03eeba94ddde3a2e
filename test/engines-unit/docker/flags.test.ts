import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  effectiveFlags,
  flagsOfArguments,
  flagsOfService,
  keyOfFlag,
  valuesOfFlag,
} from '../../../src/engines/docker/flags.ts';
import { placedText, shellWords } from '../../../src/engines/docker/shell-words.ts';
import { readUnits } from '../../../src/engines/docker/unit-files.ts';

/** `${name}`, which a linter takes for a forgotten template. */
const braced = (name: string): string => `$\{${name}}`;

describe('shellWords', () => {
  const words = (text: string): string[] => shellWords(placedText(text)).map((word) => word.text);
  it.each([
    ['a b\tc\nd', ['a', 'b', 'c', 'd']],
    ['"a b" \'c "d\' e\\ f', ['a b', 'c "d', 'e f']],
    ['a"b"\'c\'', ['abc']],
    ['"" x', ['', 'x']],
    ['"a\\"b\\n" \'a\\b\'', ['a"b\\n', 'a\\b']],
    ['a \\\n b\\\nc \\\r\n d', ['a', 'bc', 'd']],
    ['a # b "c\nd#e', ['a', 'd#e']],
    ['"open', ['open']],
  ])('%j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it('knows where each character stood', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '\n', '#', '$') }), (text) => {
        for (const { text: word, offsets } of shellWords(placedText(text))) {
          expect(offsets.map((offset) => text[offset]).join('')).toBe(word);
        }
      }),
    );
  });
});

describe('flagsOfArguments', () => {
  it('reads both spellings, and switches without a value', () => {
    const argv = [
      '/usr/bin/dockerd',
      '-H',
      'fd://',
      '--registry-mirror=https://a',
      '--registry-mirror',
      'https://b',
      '--debug',
      '-D',
      'x',
      '--config-file=/e',
      '--init',
    ];
    expect(flagsOfArguments(argv).map(({ name, value }) => [name, value])).toEqual([
      ['H', 'fd://'],
      ['registry-mirror', 'https://a'],
      ['registry-mirror', 'https://b'],
      ['debug', null],
      ['D', null],
      ['config-file', '/e'],
      ['init', null],
    ]);
    expect(valuesOfFlag(flagsOfArguments(argv), 'registry-mirror')).toEqual(['https://a', 'https://b']);
  });
  it('does not take the program for an option', () => {
    expect(flagsOfArguments(['--registry-mirror=https://a'])).toEqual([]);
    expect(flagsOfArguments([])).toEqual([]);
  });
});

describe('systemd', () => {
  const unit = {
    path: '/lib/systemd/system/docker.service',
    text: `[Unit]
Description=Docker
ExecStart=not here
[Service]
# ExecStart=/usr/bin/dockerd --registry-mirror=https://comment
EnvironmentFile=-/etc/default/docker
ExecStart=/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock $DOCKER_OPTS
ExecReload=/bin/kill -s HUP $MAINPID
`,
  };

  it('follows the variable into the environment file', () => {
    const environment = {
      path: '/etc/default/docker',
      text: '# DOCKER_OPTS="--dns 8.8.8.8"\n\nDOCKER_OPTS="--debug \\\n  --registry-mirror https://a"\n',
    };
    expect(readUnits([unit]).environmentFiles).toEqual(['/etc/default/docker']);
    expect(flagsOfService({ systemd: true, files: [unit, environment] })).toEqual([
      { name: 'H', value: 'fd://', source: { path: unit.path, line: 7 } },
      { name: 'containerd', value: '/run/containerd/containerd.sock', source: { path: unit.path, line: 7 } },
      { name: 'debug', value: null, source: { path: environment.path, line: 3 } },
      { name: 'registry-mirror', value: 'https://a', source: { path: environment.path, line: 4 } },
    ]);
  });

  it('does not look into a file that the unit does not read', () => {
    const stray = { path: '/etc/default/docker', text: 'DOCKER_OPTS="--registry-mirror=https://a"' };
    const own = { path: 'u.service', text: '[Service]\nExecStart=/usr/bin/dockerd -H fd://\n' };
    expect(flagsOfService({ systemd: true, files: [own, stray] })).toEqual([
      { name: 'H', value: 'fd://', source: { path: 'u.service', line: 2 } },
    ]);
  });

  it('obeys drop-ins: an empty ExecStart= takes the former back', () => {
    const dropIn = {
      path: '/etc/systemd/system/docker.service.d/mirror.conf',
      text: `[Service]\r\nExecStart=\r\nExecStart=/usr/bin/dockerd \\\r\n  --registry-mirror=https://a \\\r\n  # a comment in between\r\n  "--registry-mirror=https://b" ${braced('EXTRA')}\r\nEnvironment="EXTRA=--http-proxy=http://p q" OTHER=1\r\n`,
    };
    expect(flagsOfService({ systemd: true, files: [unit, dropIn] })).toEqual([
      { name: 'registry-mirror', value: 'https://a', source: { path: dropIn.path, line: 4 } },
      { name: 'registry-mirror', value: 'https://b', source: { path: dropIn.path, line: 6 } },
      { name: 'http-proxy', value: 'http://p q', source: { path: dropIn.path, line: 7 } },
    ]);
    const reset = { path: 'r', text: '[Service]\nEnvironment=\nEnvironmentFile=\n' };
    expect(readUnits([unit, dropIn, reset]).environmentFiles).toEqual([]);
    expect([...readUnits([unit, dropIn, reset]).environment.keys()]).toEqual([]);
  });
});

describe('without systemd', () => {
  it.each([
    ['/etc/default/docker', "DOCKER_OPTS='--registry-mirror=https://a'\n", 1],
    ['/etc/sysconfig/docker', '# x\nOPTIONS="--selinux-enabled --registry-mirror=https://a"\n', 2],
    [
      '/etc/conf.d/docker',
      `export DOCKER_OPTS="--debug"\nDOCKER_OPTS="${braced('DOCKER_OPTS')} --registry-mirror=https://a"\n`,
      2,
    ],
  ])('%s', (path, text, line) => {
    const flags = flagsOfService({ systemd: false, files: [{ path, text }] });
    expect(flags.find(({ name }) => name === 'registry-mirror')).toEqual({
      name: 'registry-mirror',
      value: 'https://a',
      source: { path, line },
    });
  });

  it('keeps what a variable says of itself before', () => {
    const text = 'DOCKER_OPTS="--debug"\nDOCKER_OPTS="$DOCKER_OPTS --init"\n';
    expect(flagsOfService({ systemd: false, files: [{ path: 'f', text }] }).map(({ name }) => name)).toEqual([
      'debug',
      'init',
    ]);
  });
});

describe('effectiveFlags', () => {
  const service = flagsOfService({
    systemd: false,
    files: [{ path: 'f', text: 'DOCKER_OPTS="--registry-mirror=https://a --init"' }],
  });
  it('takes the running process at its word, and names the file where it can', () => {
    expect(effectiveFlags(['dockerd', '--registry-mirror', 'https://a', '--http-proxy=x'], service)).toEqual([
      { name: 'registry-mirror', value: 'https://a', source: { path: 'f', line: 1 } },
      { name: 'http-proxy', value: 'x', source: null },
    ]);
  });
  it('takes the files where nothing runs', () => {
    expect(effectiveFlags(null, service)).toEqual(service);
  });
});

it('knows which key an option rules out', () => {
  expect(['registry-mirror', 'http-proxy', 'no-proxy', 'insecure-registry', 'debug'].map(keyOfFlag)).toEqual([
    'registry-mirrors',
    'proxies',
    'proxies',
    'insecure-registries',
    null,
  ]);
});
