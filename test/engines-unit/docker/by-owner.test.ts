import { describe, expect, it } from 'vitest';
import { linesForOwner } from '../../../src/engines/docker/by-owner.ts';
import type { ForeignInstall } from '../../../src/engines/docker/locate.ts';
import { planInput } from './plan-input.ts';

/** What is printed for a configuration that another program keeps. */

const { options } = planInput(null, {});
const offered = (url: string, verdict: 'usable' | 'unsafe' | null = 'usable') => ({
  url,
  displayUrl: url,
  origin: 'catalogue' as const,
  verdict,
  code: null,
  confirmed: true,
  measuredDirectly: true,
});
const lines = (install: ForeignInstall, ...urls: readonly string[]): readonly string[] | null =>
  linesForOwner(
    { kind: 'foreign', install, endpoint: '', file: '/f', command: 'restart it' },
    options,
    urls.map((url) => offered(url)),
  );

describe('linesForOwner', () => {
  it.each([
    ['qnap', ['"registry-mirrors": ["https://a.example","https://b.example"]', 'restart it']],
    ['synology', ['"registry-mirrors": ["https://a.example","https://b.example"]', 'restart it']],
    ['orbstack', ['"registry-mirrors": ["https://a.example","https://b.example"]', 'restart it']],
    ['colima', ['docker:', '  registry-mirrors: ["https://a.example","https://b.example"]', 'restart it']],
    [
      'openwrt',
      [
        'uci add_list dockerd.globals.registry_mirrors=https://a.example',
        'uci add_list dockerd.globals.registry_mirrors=https://b.example',
        'uci commit dockerd',
        '/etc/init.d/dockerd reload',
      ],
    ],
    ['remote', null],
    ['truenas', null],
  ] as const)('%s has the chosen mirrors', (install, expected) => {
    expect(lines(install, 'https://a.example', 'https://b.example')).toEqual(expected);
  });

  it('has nothing where no mirror is fit', () => {
    const none = linesForOwner(
      { kind: 'foreign', install: 'synology', endpoint: '', file: '/f', command: 'x' },
      options,
      [offered('https://bad.example', 'unsafe')],
    );
    expect([none, lines('openwrt')]).toEqual([[], []]);
  });

  it('is a word of a shell’s, whatever stands in an address', () => {
    expect(lines('openwrt', "https://a.example/'$(id)'")?.join()).not.toMatch(/=[^']*\$\(/);
  });
});
