import { expect, it } from 'vitest';
import { howOf } from '../../src/doctor/how.ts';

it.each([
  ['ECONNREFUSED', 'refused'],
  ['ENETUNREACH', 'no-route'],
  // `ip route add prohibit`, and a firewall on the way out.
  ['EACCES', 'no-route'],
  ['EPERM', 'no-route'],
])('%s is %s', (detail, kind) => {
  const addresses = [{ ip: '192.0.2.1', family: 4, fakeIp: false }] as const;
  const failure = { at: 'connect', code: 'connection-refused', detail } as const;
  const sight = { addresses, failure, address: null, issuer: null, otherAnswers: null };
  expect(howOf(sight, [])?.kind).toBe(kind);
});
