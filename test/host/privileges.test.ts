import { describe, expect, it } from 'vitest';
import { confinementsLacking, privilegesLeft, unprivilegedIdentity } from '../../src/host/privileges.ts';

describe('unprivilegedIdentity', () => {
  const nobody = 'nobody:x:99:98:nobody:/:/sbin/nologin\n';

  it('is nobody', () => {
    expect(unprivilegedIdentity(`root:x:0:0:root:/root:/bin/bash\n${nobody}`)).toEqual({ uid: 99, gid: 98 });
  });

  it('is the account that is kept for it', () => {
    const passwd = `${nobody}_mirror-check:x:990:991::/:/sbin/nologin\n`;
    expect(unprivilegedIdentity(passwd)).toEqual({ uid: 990, gid: 991 });
  });

  it.each([
    '0:991',
    '990:0',
    '-1:991',
    '4294967295:991',
    '4294967296:991',
    '1e3:991',
    ' 990:991',
    '0x0:0x0',
    '',
  ])('is not that account with %j for ids', (ids) => {
    expect(unprivilegedIdentity(`_mirror-check:x:${ids}::/:/sbin/nologin\n${nobody}`)).toEqual({
      uid: 99,
      gid: 98,
    });
  });

  it.each([null, '', 'nobody:x:0:0:root in disguise:/:/bin/sh', 'nobody'])(
    'is 65534 where %j does not tell',
    (text) => {
      expect(unprivilegedIdentity(text)).toEqual({ uid: 65534, gid: 65534 });
    },
  );
});

describe('privilegesLeft', () => {
  const status = (changes: Readonly<Record<string, string>> = {}): string =>
    Object.entries({
      Name: 'node',
      Uid: '1000\t1000\t1000\t1000',
      Gid: '1001\t1001\t1001\t1001',
      Groups: ' ',
      NStgid: '4711',
      CapInh: '0000000000000000',
      CapPrm: '0000000000000000',
      CapEff: '0000000000000000',
      CapBnd: '000001ffffffffff',
      CapAmb: '0000000000000000',
      ...changes,
    })
      .map(([name, value]) => `${name}:\t${value}\n`)
      .join('');
  const to = { uid: 1000, gid: 1001 };

  it('finds nothing in a thread that has none', () => {
    expect(privilegesLeft(status(), to)).toBeNull();
  });

  it.each([
    [{ Uid: '1000\t1000\t0\t1000' }, 'ids-left'],
    [{ Gid: '1001\t0\t1001\t1001' }, 'ids-left'],
    [{ Groups: '27 ' }, 'groups-left'],
    [{ CapInh: '0000000000002000' }, 'capabilities-left'],
    [{ CapPrm: '0000000000000001' }, 'capabilities-left'],
    [{ CapEff: '000001ffffffffff' }, 'capabilities-left'],
    [{ CapAmb: '0000000000000400' }, 'capabilities-left'],
  ])('finds %o', (changes, left) => {
    expect(privilegesLeft(status(changes), to)).toBe(left);
  });

  it.each(['Uid', 'Gid', 'Groups', 'CapInh', 'CapPrm', 'CapEff', 'CapAmb'])('wants to see %s', (field) => {
    expect(privilegesLeft(status().replace(`${field}:`, 'X:'), to)).toBe('unverifiable');
  });
});

describe('confinementsLacking', () => {
  const confined = 'CapBnd:\t0000000000000000\nNoNewPrivs:\t1\n';

  it('finds nothing lacking in a thread that has both', () => {
    expect(confinementsLacking(confined)).toEqual([]);
  });

  it.each<[string, string, readonly string[]]>([
    ['NoNewPrivs:\t1', 'NoNewPrivs:\t0', ['no-new-privs']],
    ['NoNewPrivs:\t1', '', ['no-new-privs']],
    ['CapBnd:\t0', 'CapBnd:\t8', ['bounding-set']],
    ['CapBnd', 'X', ['bounding-set']],
  ])('with %j as %j', (from, to, lacking) => {
    expect(confinementsLacking(confined.replace(from, to))).toEqual(lacking);
  });
});
