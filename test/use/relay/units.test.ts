import { expect, it } from 'vitest';
import { listenIn, serviceUnit, socketUnit } from '../../../src/use/relay/install/units.ts';

const order = {
  command: ['/usr/bin/node', '/usr/lib/node_modules/mirror-check/bin/mirror-relay.js', 'run'],
  address: { host: '127.0.0.1', own: false },
  port: 5077,
  environment: {},
  homepage: 'https://example.com',
  backup: null,
};

it('the way out is not in the unit, whose variables systemd tells everybody', () => {
  expect(serviceUnit(order)).not.toContain('EnvironmentFile');
  const unit = serviceUnit({ ...order, environment: { HTTPS_PROXY: 'http://me:s3cret@proxy:3128' } });
  expect(unit).toContain('EnvironmentFile=/etc/mirror-relay.env\n');
  expect(unit).not.toContain('s3cret');
});

it('an IPv6 address stands in brackets, in the unit and in what is read from it', () => {
  const unit = socketUnit({ ...order, address: { host: 'fd00::77', own: false } });
  expect(unit).toContain('\nListenStream=[fd00::77]:5077\n');
  expect(listenIn(unit)).toBe('[fd00::77]:5077');
});
