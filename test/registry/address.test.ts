import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyAddress, isAddressLiteral } from '../../src/registry/address.ts';

/** First and last address of each special block, and the public neighbours on both sides (null where none is public). */
const V4_BLOCKS: readonly (readonly [string | null, string, string, string | null])[] = [
  [null, '0.0.0.0', '0.255.255.255', '1.0.0.0'],
  ['9.255.255.255', '10.0.0.0', '10.255.255.255', '11.0.0.0'],
  ['100.63.255.255', '100.64.0.0', '100.127.255.255', '100.128.0.0'],
  ['126.255.255.255', '127.0.0.0', '127.255.255.255', '128.0.0.0'],
  ['169.253.255.255', '169.254.0.0', '169.254.255.255', '169.255.0.0'],
  ['172.15.255.255', '172.16.0.0', '172.31.255.255', '172.32.0.0'],
  ['191.255.255.255', '192.0.0.0', '192.0.0.255', '192.0.1.0'],
  ['192.0.1.255', '192.0.2.0', '192.0.2.255', '192.0.3.0'],
  ['192.31.195.255', '192.31.196.0', '192.31.196.255', '192.31.197.0'],
  ['192.52.192.255', '192.52.193.0', '192.52.193.255', '192.52.194.0'],
  ['192.88.98.255', '192.88.99.0', '192.88.99.255', '192.88.100.0'],
  ['192.167.255.255', '192.168.0.0', '192.168.255.255', '192.169.0.0'],
  ['192.175.47.255', '192.175.48.0', '192.175.48.255', '192.175.49.0'],
  ['198.51.99.255', '198.51.100.0', '198.51.100.255', '198.51.101.0'],
  ['203.0.112.255', '203.0.113.0', '203.0.113.255', '203.0.114.0'],
  ['223.255.255.255', '224.0.0.0', '239.255.255.255', null],
  [null, '240.0.0.0', '255.255.255.255', null],
];

const V6_BLOCKS: readonly (readonly [string | null, string, string, string | null])[] = [
  [null, '::', '::', null],
  [null, '::1', '::1', null],
  [null, '::2', '::fffe:ffff:ffff', null], // IPv4-compatible, never to be used
  [null, '64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff', null],
  [null, '100::', '100::ffff:ffff:ffff:ffff', null],
  [null, '100:0:0:1::', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2000::'],
  ['2000:ffff::', '2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff', '2001:200::'],
  ['2001:db7:ffff::', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db9::'],
  ['2620:4f:7fff::', '2620:4f:8000::', '2620:4f:8000:ffff:ffff:ffff:ffff:ffff', '2620:4f:8001::'],
  ['3ffe:ffff::', '3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff', '3fff:1000::'],
  [null, '4000::', '5eff::', null],
  [null, '5f00::', '5f00:ffff::', null],
  [null, 'fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', null],
  [null, 'fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff', null],
  [null, 'fec0::', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', null],
  [null, 'ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', null],
];

describe('classifyAddress', () => {
  it.each([...V4_BLOCKS, ...V6_BLOCKS])('%s | %s – %s | %s', (below, first, last, above) => {
    expect(classifyAddress(first)).toBe('special');
    expect(classifyAddress(last)).toBe('special');
    for (const neighbour of [below, above]) {
      if (neighbour !== null) expect([neighbour, classifyAddress(neighbour)]).toEqual([neighbour, 'public']);
    }
  });

  it.each([
    '8.8.8.8',
    '114.114.114.114',
    '198.17.255.255',
    '198.20.0.0',
    '2400:3200::1',
    '2606:4700::6810:85e5',
  ])('%s is public', (ip) => {
    expect(classifyAddress(ip)).toBe('public');
  });

  it.each([
    '198.18.0.0',
    '198.18.0.27',
    '198.19.255.255',
    '::ffff:198.18.0.1',
    '::ffff:c612:1',
    '64:ff9b::198.19.0.1',
    '2002:c612:1::1',
  ])('%s is fake', (ip) => {
    expect(classifyAddress(ip)).toBe('fake-ip');
  });

  it.each([
    ['::ffff:127.0.0.1', 'special'],
    ['::FFFF:7f00:1', 'special'],
    ['0:0:0:0:0:ffff:a9fe:a9fe', 'special'], // 169.254.169.254
    ['::ffff:8.8.8.8', 'public'],
    ['64:ff9b::10.0.0.1', 'special'],
    ['64:ff9b::808:808', 'public'],
    ['64:ff9b:0:0:0:1:808:808', 'special'], // outside the /96
    ['2002:7f00:1::', 'special'], // 127.0.0.1
    ['2002:6440:1::1', 'special'], // 100.64.0.1
    ['2002:808:808::1', 'public'],
    ['::127.0.0.1', 'special'],
    ['::8.8.8.8', 'special'],
  ] as const)('%s is judged by the address inside: %s', (ip, kind) => {
    expect(classifyAddress(ip)).toBe(kind);
  });

  it.each([
    '',
    'localhost',
    'example.com',
    '8.8.8',
    '8.8.8.8.',
    '010.8.8.8',
    '0x8.8.8.8',
    '134744072',
    '8.8.8.8 ',
    '8.8.8.8:443',
    '[8.8.8.8',
    '2400:3200:::1',
    'fe80::1%eth0',
    '2400:3200::1%eth0',
    '1'.repeat(100_000),
  ])('%s is no address of a mirror', (ip) => {
    expect(classifyAddress(ip)).toBe('special');
  });

  it('takes brackets off', () => {
    expect(classifyAddress('[2400:3200::1]')).toBe('public');
    expect(classifyAddress('[::1]')).toBe('special');
  });

  it('judges an IPv4 address the same in every dress', () => {
    fc.assert(
      fc.property(fc.ipV4(), (ip) => {
        const [a = 0, b = 0, c = 0, d = 0] = ip.split('.').map(Number);
        const high = ((a << 8) | b).toString(16);
        const low = ((c << 8) | d).toString(16);
        const kind = classifyAddress(ip);
        for (const dressed of [
          `::ffff:${ip}`,
          `0:0:0:0:0:ffff:${high}:${low}`,
          `64:ff9b::${high}:${low}`,
          `64:ff9b::${ip}`,
          `2002:${high}:${low}::`,
          `2002:${high}:${low}:1:2:3:4:5`,
        ]) {
          expect([dressed, classifyAddress(dressed)]).toEqual([dressed, kind]);
        }
      }),
    );
  });

  it('judges an IPv6 address the same however it is written', () => {
    fc.assert(
      fc.property(fc.ipV6(), (ip) => {
        const canonical = new URL(`http://[${ip}]/`).hostname;
        expect(classifyAddress(canonical)).toBe(classifyAddress(ip));
      }),
    );
  });

  it('answers for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(isIP(text) === 0);
        expect(classifyAddress(text)).toBe('special');
      }),
    );
  });
});

describe('isAddressLiteral', () => {
  it.each(['1.2.3.4', '::1', '[::1]', '[fe80::1]', new URL('http://0x7f.1/').hostname])('%s', (host) => {
    expect(isAddressLiteral(host)).toBe(true);
  });
  it.each(['', 'example.com', 'a1.2.3.4', '[example]', '1.2.3', '[]'])('not %j', (host) => {
    expect(isAddressLiteral(host)).toBe(false);
  });
});
