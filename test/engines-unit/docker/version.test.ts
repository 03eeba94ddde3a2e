import { describe, expect, it } from 'vitest';
import { type Capabilities, capabilitiesOf } from '../../../src/engines/docker/capabilities.ts';
import { engineVersionFromApi, isAtLeast, parseEngineVersion } from '../../../src/engines/docker/version.ts';

describe('parseEngineVersion', () => {
  it.each([
    ['20.10.24+dfsg1', [20, 10, 24]],
    ['26.1.5+dfsg1', [26, 1, 5]],
    ['28.5.2', [28, 5, 2]],
    ['29.10.0', [29, 10, 0]],
    ['17.09.1-ce', [17, 9, 1]],
    ['19.03.13-ce', [19, 3, 13]],
    ['18.09.2-ee-3', [18, 9, 2]],
    ['28.0.0-rc.1', [28, 0, 0]],
    ['27.3.1-1~debian', [27, 3, 1]],
    ['v25.0.8', [25, 0, 8]],
    ['24.0', [24, 0, 0]],
    [' 26.1.3\n', [26, 1, 3]],
  ])('%j', (text, release) => {
    const version = parseEngineVersion(text);
    expect(version && [version.major, version.minor, version.patch]).toEqual(release);
    expect(version?.text).toBe(text);
  });

  it.each([
    'library-import',
    'dev',
    'master-dockerproject-2026-01-01',
    '0.0.0-20250101000000-abcdef',
    '',
    '28',
    '1.2.3.4',
  ])('%j names no release', (text) => {
    expect(parseEngineVersion(text)).toBeNull();
  });
});

it('compares release by release', () => {
  const version = { text: '', major: 24, minor: 0, patch: 8 };
  expect(isAtLeast(version, [24, 0, 8])).toBe(true);
  expect(isAtLeast(version, [24, 0, 9])).toBe(false);
  expect(isAtLeast(version, [23, 9, 9])).toBe(true);
  expect(isAtLeast(version, [24, 1, 0])).toBe(false);
  expect(isAtLeast(version, [25, 0, 0])).toBe(false);
});

it.each([
  ['1.41', [20, 10, 0]],
  ['1.42', [23, 0, 0]],
  ['1.45', [26, 0, 0]],
  ['1.51', [28, 3, 0]],
  ['1.60', [29, 0, 0]],
  ['1.12', null],
  ['2.0', null],
  ['', null],
])('API %j was first spoken by %j', (api, release) => {
  const version = engineVersionFromApi(api);
  expect(version && [version.major, version.minor, version.patch]).toEqual(release);
});

describe('capabilitiesOf', () => {
  /** The release that lacks it, and the next one, that has it. */
  const rows: readonly (readonly [keyof Capabilities, lacks: string, has: string])[] = [
    ['mirrorsInFile', '1.11.2', '1.12.0'],
    ['reloadMirrors', '17.03.2-ce', '17.04.0-ce'],
    ['validateFlag', '20.10.24', '23.0.0'],
    ['proxiesKey', '20.10.24+dfsg1', '23.0.0'],
    ['bom', '20.10.24', '23.0.0'],
    ['emptyFile', '20.10.24', '23.0.0'],
    ['mirrorPath', '24.0.7', '24.0.8'],
    ['pathBeforeV2', '27.5.1', '28.0.0'],
    ['httpMirrorOnContainerdStore', '27.5.1', '28.0.0'],
    ['hostsToml', '27.5.1', '28.0.0'],
    ['sharedTlsWeakness', '26.1.5', '28.0.0'],
    ['validatesMirrors', '28.2.2', '28.3.0'],
    ['buildForgetsMirrors', '20.10.24', '23.0.0'],
    ['loopbackSecurable', '29.9.0', '29.10.0'],
    ['containerdByDefault', '28.9.9', '29.0.0'],
  ];
  it.each(rows)('%s: not %s, but %s', (ability, lacks, has) => {
    expect(capabilitiesOf(parseEngineVersion(lacks))[ability]).toBe(false);
    expect(capabilitiesOf(parseEngineVersion(has))[ability]).toBe(true);
  });

  it('has a row for each', () => {
    expect(rows.map(([ability]) => ability).sort()).toEqual(Object.keys(capabilitiesOf(null)).sort());
  });

  it('takes the safe half of an engine without a release', () => {
    const unknown = capabilitiesOf(parseEngineVersion('library-import'));
    expect(unknown).toMatchObject({
      proxiesKey: false,
      mirrorPath: false,
      emptyFile: false,
      validateFlag: false,
    });
    expect(unknown).toMatchObject({
      sharedTlsWeakness: true,
      hostsToml: true,
      httpMirrorOnContainerdStore: false,
    });
  });
});
