import { expect, it } from 'vitest';
import { clockEnvironment } from '../../src/host/clock-environment.ts';

it('hands on faketime’s library and settings, and no other library', () => {
  const LD_PRELOAD = '/usr/$LIB/faketime/libfaketime.so.1';
  const env = { LD_PRELOAD, FAKETIME: '+1d', FAKETIME_SHARED: '/sem /shm', PATH: '/bin' };
  expect(clockEnvironment(env)).toEqual({ LD_PRELOAD, FAKETIME: '+1d' });
  for (const other of ['/tmp/evil.so', `/tmp/evil.so:${LD_PRELOAD}`, `${LD_PRELOAD} /tmp/evil.so`, '']) {
    expect(clockEnvironment({ ...env, LD_PRELOAD: other })).toEqual({});
  }
});
