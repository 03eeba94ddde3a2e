import { expect, it } from 'vitest';
import { includesAddress, parseAddressBlock } from '../../src/registry/address-block.ts';

it.each([
  ['172.18.16.0/20', '172.18.31.255', true],
  ['172.18.16.0/20', '172.18.32.0', false],
  ['172.18.16.0/20', '::ffff:172.18.16.1', true],
  ['172.18.16.0/20', 'mirror.example', false],
  ['::ffff:10.0.0.0/104', '10.9.9.9', true],
  ['::/0', '10.9.9.9', false],
  ['2001:db8::/32', '2001:db8:1::9', true],
  ['2001:db8::/32', '2001:db9::9', false],
])('%s and %s: %s', (text, address, is) => {
  const block = parseAddressBlock(text);
  expect(block !== null && includesAddress(block, address)).toBe(is);
});

it.each(['', '10.0.0.0', '10.0.0.0/33', '10.0.0/8', 'fe80::1%eth0/64', 'a/8'])('%s is no block', (text) => {
  expect(parseAddressBlock(text)).toBeNull();
});
