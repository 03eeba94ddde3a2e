import { expect, it } from 'vitest';
import { serviceUnit } from '../../../src/use/relay/install/units.ts';

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
