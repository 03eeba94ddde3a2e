import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  listenersAt,
  listenersOf,
  servesAlone,
  tcpListeners,
  unixListeners,
} from '../../src/host/listeners.ts';

describe('/proc/net', () => {
  const head = 'Num       RefCount Protocol Flags    Type St Inode Path';

  it('tells the paths that are listened on, blanks and all, and no connection', () => {
    const lines = [
      head,
      '00000000937abb09: 00000002 00000000 00010000 0001 01 65342 /run/docker.sock',
      '00000000a89280b0: 00000003 00000000 00000000 0001 03 65339 /run/docker.sock',
      '00000000cbef2344: 00000002 00000000 00010000 0001 01 65341 /run/a folder/docker.sock',
      '000000003eadd729: 00000002 00000000 00010000 0001 01 64851 @/abstract',
      '000000003eadd730: 00000002 00000000 00010000 0001 01 64852',
    ];
    expect(unixListeners(`${lines.join('\n')}\n`)).toEqual([
      { kind: 'unix', inode: '65342', path: '/run/docker.sock' },
      { kind: 'unix', inode: '65341', path: '/run/a folder/docker.sock' },
    ]);
  });

  it('tells ports, and who made them', () => {
    const text = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:0947 00000000:0000 0A 00000000:00000000 00:00000000 00000000  4711        0 1076 1 000000007e3d5402 100 0 0 10 0',
      '   1: 0100007F:B06B 0100007F:0947 01 00000000:00000000 00:00000000 00000000     0        0 46025 1 000000001efc1f12 20 4 30 10 -1',
    ].join('\n');
    expect(tcpListeners(text)).toEqual([
      { kind: 'tcp', inode: '1076', address: '0100007F', port: 2375, uid: 4711 },
    ]);
  });

  it.each(['', 'nonsense', `${head}\n`])('%j tells of none', (text) => {
    expect([...unixListeners(text), ...tcpListeners(text)]).toEqual([]);
  });
});

it('a port is that of who listens on it, on whatever address', async () => {
  const listeners = tcpListeners(
    ['0100007F', '00000000000000000000000001000000']
      .map((address) => ` 0: ${address}:0947 0:0 0A 0:0 0:0 0 1 0 7 1 0`)
      .join('\n'),
  );
  expect(await listenersAt({ kind: 'tcp', port: 2375 }, listeners)).toHaveLength(2);
  expect(await listenersAt({ kind: 'tcp', port: 2376 }, listeners)).toEqual([]);
});

it.runIf(process.platform === 'linux')('our own listener is ours alone', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  expect(await servesAlone(process.pid, { kind: 'tcp', port })).toBe(true);
  expect(await listenersOf(process.pid)).toContainEqual(expect.objectContaining({ kind: 'tcp', port }));
  server.close();
  expect(await servesAlone(process.pid, { kind: 'tcp', port: 1 })).toBe(false);
});
