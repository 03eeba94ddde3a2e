import { expect, it } from 'vitest';
import { bridgeNetworks } from '../../src/host/bridges.ts';

const TABLE = [
  'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
  'eth0\t00000000\t0100630A\t0003\t0\t0\t0\t00000000\t0\t0\t0',
  'docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0',
  'br-0a1b2c3d4e5f\t001012AC\t00000000\t0001\t0\t0\t0\t00F0FFFF\t0\t0\t0',
  'br-lan\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
].join('\n');

it('finds the networks of engines, and no other bridge', () => {
  expect(bridgeNetworks(TABLE, 'LE')).toEqual([
    { name: 'docker0', network: '172.17.0.0/16' },
    { name: 'br-0a1b2c3d4e5f', network: '172.18.16.0/20' },
  ]);
  expect(bridgeNetworks('')).toEqual([]);
});
