import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { boundSocketsOf, patternOf } from '../../src/host/bound-sockets.ts';
import { SS } from '../../src/host/limits.ts';
import {
  type Listener,
  listenersAt,
  listenersBeside,
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

it('a port is that of who listens on it', async () => {
  const listeners = tcpListeners(
    ['0100007F', '00000000000000000000000001000000']
      .map((address) => ` 0: ${address}:0947 0:0 0A 0:0 0:0 0 1 0 7 1 0`)
      .join('\n'),
  );
  const at = (ip: string | null, port = 2375) =>
    listenersAt({ kind: 'tcp', ips: ip === null ? null : [ip], port }, listeners);
  expect(await at(null)).toHaveLength(2);
  expect(await at(null, 2376)).toEqual([]);
  // Where an address is dialled, only who listens on that one.
  expect(await at('127.0.0.1')).toEqual([expect.objectContaining({ address: '0100007F' })]);
  expect(await at('::1')).toEqual([expect.objectContaining({ address: '00000000000000000000000001000000' })]);
});

it.each([
  ['00000000', true],
  ['0'.repeat(32), true],
  ['0100007F', true],
  ['0000000000000000FFFF00000100007F', true],
  // 127.0.0.5 is anybody's.
  ['0500007F', false],
  ['0000000000000000FFFF00000500007F', false],
  // fe80::250:56ff:feb1:69bd on any link, and fd00::1.
  ['000080FE00000000FF565002BD69B1FE', false],
  ['000000FD000000000000000001000000', false],
])('who listens on %s is reached at 127.0.0.1: %s', async (address, reached) => {
  const listeners = tcpListeners(` 0: ${address}:0947 0:0 0A 0:0 0:0 0 4711 0 7 1 0`);
  const found = await listenersAt({ kind: 'tcp', ips: ['127.0.0.1'], port: 2375 }, listeners);
  expect(found.length > 0).toBe(reached);
});

describe('who takes a connection', () => {
  const LOOPBACK = '0100007F';
  const LOOPBACK_6 = '00000000000000000000000001000000';
  const ALL_6 = '0'.repeat(32);
  const LINK_LOCAL = '000080FE00000000FF565002BD69B1FE';

  it.each<[readonly string[], readonly string[], readonly string[]]>([
    [['127.0.0.1'], [LOOPBACK, LINK_LOCAL, LOOPBACK_6], [LOOPBACK]],
    // Both can be there only where the second wants no IPv4: anybody's.
    [['127.0.0.1'], [LOOPBACK, ALL_6], [LOOPBACK]],
    [['127.0.0.1'], ['00000000', ALL_6], ['00000000']],
    [['127.0.0.1'], [LINK_LOCAL, ALL_6], [ALL_6]],
    [['::1'], [LOOPBACK, LOOPBACK_6, ALL_6], [LOOPBACK_6, ALL_6]],
    [['127.0.0.1', '::1'], [LOOPBACK, '0900007F', LINK_LOCAL], [LOOPBACK]],
    [
      ['127.0.0.1', '::1'],
      [LOOPBACK, ALL_6],
      [LOOPBACK, ALL_6],
    ],
    [['fe80::250:56ff:feb1:69bd%eth0'], [LINK_LOCAL, LOOPBACK], [LINK_LOCAL]],
    [['FE80:0:0:0:0250:56FF:FEB1:69BD'], [LINK_LOCAL, LOOPBACK], [LINK_LOCAL]],
    [['::ffff:127.0.0.1'], [LOOPBACK, LOOPBACK_6], [LOOPBACK]],
    [['0.0.0.0'], [LOOPBACK, '0900007F'], [LOOPBACK]],
    [['::'], [LOOPBACK, LOOPBACK_6], [LOOPBACK_6]],
  ])('at %j of those on %j: %j', async (ips, addresses, taken) => {
    const listeners = tcpListeners(
      addresses.map((address) => ` 0: ${address}:0947 0:0 0A 0:0 0:0 0 4711 0 7 1 0`).join('\n'),
    );
    const found = await listenersAt({ kind: 'tcp', ips, port: 2375 }, listeners);
    expect(found.map((one) => one.kind === 'tcp' && one.address)).toEqual(taken);
  });
});

it.runIf(process.platform === 'linux')('our own listener is ours alone', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  expect(await servesAlone(process.pid, { kind: 'tcp', ips: ['127.0.0.1'], port })).toBe(true);
  expect(await listenersOf(process.pid)).toContainEqual(expect.objectContaining({ kind: 'tcp', port }));
  server.close();
  expect(await servesAlone(process.pid, { kind: 'tcp', ips: null, port: 1 })).toBe(false);
});

describe('ss', () => {
  it('tells which file a socket is bound to, whatever its path looks like', () => {
    const text = [
      'u_str LISTEN 0      4096   /run/docker.sock 65342 * 0 <-> ino:777 dev:0/25 peers:',
      'u_str LISTEN 0      4096   /run/a * 0 ino:1 65343 * 0 <-> ino:778 dev:0/25 peers:',
      'u_str LISTEN 0      4096   @/abstract 65344 * 0 <-> peers:',
      '',
    ];
    expect(boundSocketsOf(text.join('\n'))).toEqual(
      new Map([
        ['65342', '777'],
        ['65343', '778'],
      ]),
    );
    expect(boundSocketsOf('')).toEqual(new Map());
  });

  it('that tells no file tells nothing', () => {
    expect(boundSocketsOf('u_str LISTEN 0 4096 /run/docker.sock 65342 * 0 <->\n')).toBeNull();
  });
});

it.each([
  ['/run/docker.sock', '/run/docker.sock'],
  ['/run/a b.sock', '/run/a[[:blank:]]b.sock'],
  ['/run/a*(1)', '/run/a[[:punct:]][[:punct:]]1[[:punct:]]'],
  ['/run/引擎.sock', '/run/引擎.sock'],
  ['/run/a\n.sock', null],
  ['/run/a\ufffd.sock', null],
  ['@abstract', null],
])('ss is asked for %j by %j', (path, pattern) => {
  expect(patternOf(path)).toBe(pattern);
});

const hasSs = process.platform === 'linux' && ['/usr/bin/ss', '/bin/ss', '/usr/sbin/ss'].some(existsSync);

it.runIf(hasSs).each(['a b.sock', 'a*[1](x)&:=,!.sock', '引擎.sock', "it's.sock"])(
  'a socket of an odd name is there: %s',
  async (name) => {
    const folder = await mkdtemp(join(tmpdir(), 'mc-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, name);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, () => resolve()));
    onTestFinished(() => void server.close());
    expect(await listenersOf(process.pid)).toContainEqual(expect.objectContaining({ path }));
    expect(await servesAlone(process.pid, { kind: 'unix', path })).toBe(true);
  },
);

it.runIf(hasSs)('a line in the name of another socket is nobody’s', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mc-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'a.sock');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, () => resolve()));
  onTestFinished(() => void server.close());
  const [own] =
    (await listenersOf(process.pid))?.filter((one) => one.kind === 'unix' && one.path === path) ?? [];
  // Its name ends one line of /proc/net/unix and writes the next: our socket under a path of theirs, and theirs under ours.
  const forge = `
    const fs = require('node:fs'), { createServer } = require('node:net');
    for (const [inode, path] of [['${own?.inode}', '${folder}/b'], ['1', '${path}']]) {
      const name = 'x\\n0: 2 0 00010000 0001 01 ' + inode + ' ' + path;
      fs.mkdirSync(name.slice(0, name.lastIndexOf('/')), { recursive: true });
      createServer().listen(name, () => console.log('up'));
    }
    createServer().listen('${folder}/b');`;
  const forger = spawn(process.execPath, ['-e', forge], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void forger.kill('SIGKILL'));
  for (let said = ''; said.split('up').length < 3; ) said += String((await once(forger.stdout, 'data'))[0]);
  const there = await listenersBeside('self');
  const lines = there.filter((one) => one.kind === 'unix' && one.path.startsWith(folder));
  expect(lines.length).toBeGreaterThanOrEqual(4);
  expect(await listenersAt({ kind: 'unix', path }, there)).toEqual([own]);
  expect(
    (await listenersOf(process.pid))?.filter((one) => lines.includes(one) || one.inode === own?.inode),
  ).toEqual([own]);
  expect(await servesAlone(process.pid, { kind: 'unix', path })).toBe(true);
  expect(await servesAlone(process.pid, { kind: 'unix', path: `${folder}/b` })).toBe(false);
});

it.runIf(hasSs)('a flood of other spellings hides no socket and takes few looks', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mc-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'a.sock');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, () => resolve()));
  onTestFinished(() => void server.close());
  const there = await listenersBeside('self');
  const [own] = there.filter((one) => one.kind === 'unix' && one.path === path);
  // As lines of names that were forged: all of them claim to be our socket.
  const claims = Array.from(
    { length: 5_000 },
    (_, at): Listener => ({
      kind: 'unix',
      inode: own?.inode ?? '',
      path: `${folder}/${'./'.repeat(1 + (at % 40))}${'/'.repeat(Math.floor(at / 40))}a.sock`,
    }),
  );
  const found = await listenersAt({ kind: 'unix', path }, [...claims, ...there]);
  expect(found).toContain(own);
  expect(found.length).toBeLessThanOrEqual(SS.spellings);
});
