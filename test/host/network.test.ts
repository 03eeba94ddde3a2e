import { expect, it } from 'vitest';
import { hasDefaultRoute } from '../../src/host/network.ts';

const HEAD = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
const row = (iface: string, destination: string, flags: string, mask: string): string =>
  `${iface}\t${destination}\t0100A8C0\t${flags}\t0\t0\t0\t${mask}\t0\t0\t0\n`;
const LAN = row('eth0', '0000A8C0', '0001', '00FFFFFF');

it.each([
  ['a default route', HEAD + row('eth0', '00000000', '0003', '00000000') + LAN, true],
  ['the halves of a VPN', HEAD + row('tun0', '00000000', '0003', '00000080') + LAN, true],
  ['the LAN alone', HEAD + LAN, false],
  ['one that rejects', HEAD + row('*', '00000000', '0201', '00000000') + LAN, false],
  ['none at all', HEAD, false],
  ['another system', '', null],
])('%s', (_, table, there) => {
  expect(hasDefaultRoute(table)).toBe(there);
});
