import { describe, expect, it } from 'vitest';
import { privilegesLeft, unprivilegedIdentity } from '../../src/host/privileges.ts';

describe('unprivilegedIdentity', () => {
  const passwd = 'root:x:0:0:root:/root:/bin/bash\nnobody:x:99:98:nobody:/:/sbin/nologin\n';

  it('is the user who called sudo', () => {
    expect(unprivilegedIdentity({ SUDO_UID: '1000', SUDO_GID: '1001' }, passwd)).toEqual({
      uid: 1000,
      gid: 1001,
    });
  });

  it.each([
    {},
    { SUDO_UID: '1000' },
    { SUDO_UID: '0', SUDO_GID: '1000' },
    { SUDO_UID: '1000', SUDO_GID: '0' },
    { SUDO_UID: '-1', SUDO_GID: '1000' },
    { SUDO_UID: '4294967295', SUDO_GID: '1000' },
    { SUDO_UID: '4294967296', SUDO_GID: '1000' },
    { SUDO_UID: '1e3', SUDO_GID: '1000' },
    { SUDO_UID: ' 1000', SUDO_GID: '1000' },
    { SUDO_UID: '0x0', SUDO_GID: '0x0' },
  ])('is nobody for %o', (env) => {
    expect(unprivilegedIdentity(env, passwd)).toEqual({ uid: 99, gid: 98 });
  });

  it.each([null, '', 'nobody:x:0:0:root in disguise:/:/bin/sh', 'nobody'])(
    'is 65534 where %j does not tell',
    (text) => {
      expect(unprivilegedIdentity({}, text)).toEqual({ uid: 65534, gid: 65534 });
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
