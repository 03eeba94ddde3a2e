import { describe, expect, it } from 'vitest';
import { attributeCopies } from '../../src/host/attributes.ts';
import { linesSince } from '../../src/services/log-file.ts';
import { noManager } from '../../src/services/none.ts';
import { isOfOpenrc, parseOpenrcStatus } from '../../src/services/openrc.ts';
import { parseActiveState } from '../../src/services/systemd.ts';
import { parseUnitProperties, parseUnitState } from '../../src/services/systemd-properties.ts';
import { statusOfExitCode } from '../../src/services/sysvinit.ts';

describe('parseUnitProperties', () => {
  it('reads what systemctl show prints', () => {
    const text = [
      'ExecStart={ path=/usr/sbin/dockerd ; argv[]=/usr/sbin/dockerd -H fd:// $DOCKER_OPTS ; ignore_errors=no ; start_time=[n/a] ; pid=0 }',
      'EnvironmentFiles=/etc/default/docker (ignore_errors=yes)',
      'EnvironmentFiles=/etc/docker/proxy env (ignore_errors=no)',
      'FragmentPath=/lib/systemd/system/docker.service',
      'WorkingDirectory=!/opt/x y',
      'DropInPaths=/etc/systemd/system/docker.service.d/a.conf /etc/systemd/system/docker.service.d/b.conf',
    ].join('\n');
    expect(parseUnitProperties(text)).toEqual({
      paths: [
        '/lib/systemd/system/docker.service',
        '/etc/systemd/system/docker.service.d/a.conf',
        '/etc/systemd/system/docker.service.d/b.conf',
        '/etc/default/docker',
        '/etc/docker/proxy env',
      ],
      execStart: '/usr/sbin/dockerd -H fd:// $DOCKER_OPTS',
      workingDirectory: '!/opt/x y',
    });
  });

  it('knows nothing of a unit that is not there', () => {
    expect(parseUnitProperties('FragmentPath=\nDropInPaths=\n')).toEqual({
      paths: [],
      execStart: null,
      workingDirectory: null,
    });
  });
});

describe('parseUnitState', () => {
  const start =
    'ExecStart={ path=/usr/bin/dockerd ; argv[]=/usr/bin/dockerd -H fd:// ; ignore_errors=no ; pid=0 }';
  it.each([
    [
      'one that runs',
      `MainPID=812\nLoadState=loaded\n${start}\n`,
      { mainPid: 812, program: '/usr/bin/dockerd' },
    ],
    [
      'one that is down',
      `LoadState=loaded\nMainPID=0\n${start}\n`,
      { mainPid: null, program: '/usr/bin/dockerd' },
    ],
    ['one without a program', 'LoadState=loaded\nMainPID=0\n', { mainPid: null, program: null }],
    ['none', 'LoadState=not-found\nMainPID=0\n', null],
    ['a masked one', 'LoadState=masked\nMainPID=0\n', null],
    ['no systemd', '', null],
  ])('%s', (_name, text, state) => {
    expect(parseUnitState(text)).toEqual(state);
  });
});

it.each([
  ['/run/docker.pid', '$(cat /run/docker.pid)'],
  ["/x) ; touch /it's ; (", "$(cat '/x) ; touch /it'\\''s ; (')"],
])('a pid file %j is put into a command as one word', (pidFile, word) => {
  const engine = { pidFile, find: async () => null, answers: async () => true };
  expect(noManager(engine).commands.reload).toEqual(['kill', '-HUP', word]);
});

describe('the state of a service', () => {
  it.each([
    ['active', 'active'],
    ['activating', 'activating'],
    ['reloading', 'activating'],
    ['failed', 'failed'],
    ['inactive', 'inactive'],
    ['System has not been booted with systemd', 'unknown'],
  ] as const)('systemd: %s is %s', (word, status) => {
    expect(parseActiveState(word)).toBe(status);
  });

  it.each([
    [0, 'active'],
    [1, 'failed'],
    [3, 'inactive'],
    [127, 'unknown'],
  ] as const)('sysvinit: %i is %s', (code, status) => {
    expect(statusOfExitCode(code)).toBe(status);
  });

  it.each([
    [' * status: started', 0, 'active'],
    [' * status: crashed', 32, 'failed'],
    [' * status: stopped', 3, 'inactive'],
    ['Docker is running.', 0, 'active'],
    ['', 1, 'unknown'],
  ] as const)('OpenRC: %j with %i is %s', (text, code, status) => {
    expect(parseOpenrcStatus(text, code)).toBe(status);
  });

  it.each([
    ['#!/sbin/openrc-run\ncommand=…', true],
    ['#!/usr/bin/openrc-run', true],
    ['#!/sbin/runscript\n', true],
    ['#!/bin/sh\n# not /sbin/openrc-run', false],
  ] as const)('OpenRC: %j is its own script: %s', (text, own) => {
    expect(isOfOpenrc(text)).toBe(own);
  });
});

describe('linesSince', () => {
  const log = [
    'time="2026-11-21T06:00:00.000000000Z" level=info msg="before"',
    'a line of before',
    'time="2026-11-21T06:08:30.123456789Z" level=error msg="after"',
    'failed to start daemon: invalid mirror',
    '',
  ].join('\n');

  it('begins with the first line that is late enough, and goes on with those that bear no time', () => {
    expect(linesSince(log, new Date('2026-11-21T06:08:30.000Z'))).toEqual([
      'time="2026-11-21T06:08:30.123456789Z" level=error msg="after"',
      'failed to start daemon: invalid mirror',
    ]);
    expect(linesSince(log, new Date('2026-11-21T06:09:00Z'))).toEqual([]);
    expect(linesSince('unable to configure\n', new Date(0))).toEqual([]);
  });
});

describe('attributeCopies', () => {
  it('carries the label over where SELinux is', () => {
    const losses = (platform: NodeJS.Platform, selinux: boolean): readonly string[] =>
      attributeCopies(platform, selinux).map(({ loss }) => loss);
    expect(losses('linux', false)).toEqual(['extended']);
    expect(losses('linux', true)).toEqual(['extended', 'selinux-label']);
    expect(losses('darwin', false)).toEqual([]);
    expect(losses('win32', false)).toEqual([]);
    expect(
      attributeCopies('linux', true).every(
        ({ program, args }) => program === 'cp' && args.includes('--attributes-only'),
      ),
    ).toBe(true);
  });
});
