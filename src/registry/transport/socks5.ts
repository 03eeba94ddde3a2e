import type { Socket } from 'node:net';
import { type Fault, fault, type ProxyRefusal } from './fault.ts';
import type { IpAddress } from './network.ts';
import { type PhaseLimits, runPhase } from './phase.ts';
import { proxyCredentials } from './proxy.ts';
import type { Tunnel } from './tunnel.ts';
import { literalAddress, portOf } from './url.ts';

/**
 * SOCKS 5 CONNECT over a socket that is connected to the proxy (RFC 1928, user and password by RFC 1929); on success the
 * same socket leads to the target. Names are sent as names: the proxy resolves them, as Go does for `socks5` too.
 * undici's agent is not used: it is experimental, says so on stderr, and has its own time limits.
 */
export function openSocks(
  socket: Socket,
  proxy: URL,
  target: URL,
  limits: PhaseLimits,
): Promise<Tunnel | ProxyRefusal | Fault> {
  const onTimeout = (): Fault => fault('response-timeout', `no SOCKS answer within ${limits.ms} ms`);
  return runPhase<Tunnel | ProxyRefusal>(limits, onTimeout, (settle) => {
    negotiate(socket, proxy, target).then(
      (refusal) => settle(refusal ?? { kind: 'tunnel' }),
      (error: unknown) => settle(fault('protocol-error', error instanceof Error ? error.message : null)),
    );
    return () => socket.destroy();
  });
}

const VERSION = 5;
const METHOD = { none: 0, password: 2 } as const;
const CONNECT = 1;
const ADDRESS_TYPE = { ipv4: 1, name: 3, ipv6: 4 } as const;

/** null: the way is open. Rejects when the proxy hangs up. */
async function negotiate(socket: Socket, proxy: URL, target: URL): Promise<Fault | ProxyRefusal | null> {
  const refusal = await authenticate(socket, proxy);
  if (refusal !== null) return refusal;

  const port = portOf(target);
  socket.write(Buffer.from([VERSION, CONNECT, 0, ...targetAddress(target.hostname), port >> 8, port & 0xff]));
  const [version, reply, , addressType] = await readBytes(socket, 4);
  if (version !== VERSION) return fault('protocol-error', 'not a SOCKS 5 proxy');
  if (reply !== 0) {
    const did = reply === NOT_ALLOWED ? 'refused' : 'failed';
    return socksRefusal(did, REPLIES[reply ?? 0] ?? `reply ${reply}`);
  }
  await readBytes(socket, (await boundAddressBytes(socket, addressType)) + 2);
  return null;
}

async function authenticate(socket: Socket, proxy: URL): Promise<Fault | ProxyRefusal | null> {
  const credentials = proxyCredentials(proxy);
  const user = Buffer.from(credentials.user);
  const password = Buffer.from(credentials.password);
  const hasCredentials = user.length > 0;
  if (user.length > 255 || password.length > 255) return socksRefusal('login', 'credentials too long');

  const methods = hasCredentials ? [METHOD.none, METHOD.password] : [METHOD.none];
  socket.write(Buffer.from([VERSION, methods.length, ...methods]));
  const [version, method] = await readBytes(socket, 2);
  if (version !== VERSION) return fault('protocol-error', 'not a SOCKS 5 proxy');
  if (method === METHOD.none) return null;
  if (method !== METHOD.password || !hasCredentials) return socksRefusal('login', 'wants a login');

  socket.write(Buffer.from([1, user.length, ...user, password.length, ...password]));
  const [, status] = await readBytes(socket, 2);
  return status === 0 ? null : socksRefusal('login', 'login refused');
}

function socksRefusal(did: ProxyRefusal['did'], words: string): ProxyRefusal {
  return { kind: 'refused', did, status: null, detail: `SOCKS: ${words}` };
}

function targetAddress(hostname: string): number[] {
  const literal = literalAddress(hostname);
  if (literal === null) {
    const name = Buffer.from(hostname);
    return [ADDRESS_TYPE.name, name.length, ...name];
  }
  return addressBytes(literal);
}

function addressBytes({ ip, family }: IpAddress): number[] {
  if (family === 4) return [ADDRESS_TYPE.ipv4, ...ip.split('.').map(Number)];
  const [left = '', right] = ip.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const after = right === undefined ? [] : groups(right);
  const before = groups(left);
  const zeros = Array<number>(8 - before.length - after.length).fill(0);
  return [
    ADDRESS_TYPE.ipv6,
    ...[...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]),
  ];
}

async function boundAddressBytes(socket: Socket, addressType: number | undefined): Promise<number> {
  switch (addressType) {
    case ADDRESS_TYPE.ipv4:
      return 4;
    case ADDRESS_TYPE.ipv6:
      return 16;
    default:
      return (await readBytes(socket, 1))[0] ?? 0;
  }
}

const NOT_ALLOWED = 2;

/** RFC 1928 section 6. */
const REPLIES: readonly string[] = [
  'succeeded',
  'general failure',
  'not allowed by the rules',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'TTL expired',
  'command not supported',
  'address type not supported',
];

/** Exactly `count` bytes; what follows stays in the socket for its next owner. */
function readBytes(socket: Socket, count: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tryRead = (): void => {
      const bytes: unknown = socket.read(count);
      if (!(bytes instanceof Buffer)) return;
      stop();
      // At the end of the stream read() gives what there is.
      if (bytes.length === count) resolve(bytes);
      else reject(new Error('SOCKS: the proxy hung up'));
    };
    const hungUp = (): void => {
      stop();
      reject(new Error('SOCKS: the proxy hung up'));
    };
    const stop = (): void => {
      socket.off('readable', tryRead).off('end', hungUp).off('close', hungUp);
    };
    socket.on('readable', tryRead).on('end', hungUp).on('close', hungUp);
    tryRead();
  });
}
