import type { Socket } from 'node:net';
import { httpFault } from './classify-error.ts';
import { type Fault, fault, type ProxyRefusal, refusalOfStatus } from './fault.ts';
import { clientOver } from './http-client.ts';
import { type PhaseLimits, runPhase } from './phase.ts';
import { proxyAuthorization } from './proxy.ts';
import { authorityOf } from './url.ts';

/** The socket to the proxy leads to the target now. */
export interface Tunnel {
  readonly kind: 'tunnel';
}

/**
 * Asks an HTTP proxy, over a socket that is connected to it, for a way through to the target: CONNECT (RFC 9110 section
 * 9.3.6). On success the same socket leads to the target, on a fault it is the caller's to close; any status but 2xx is the proxy's own answer. The proxy's
 * credentials travel in this request only.
 */
export function openTunnel(
  socket: Socket,
  proxy: URL,
  target: URL,
  headerBytes: number,
  limits: PhaseLimits,
): Promise<Tunnel | ProxyRefusal | Fault> {
  const onTimeout = (): Fault => fault('response-timeout', `no answer to CONNECT within ${limits.ms} ms`);
  return runPhase<Tunnel | ProxyRefusal>(limits, onTimeout, (settle) => {
    const client = clientOver(socket, proxy.origin, headerBytes);
    const authority = authorityOf(target);
    const headers = { host: authority, ...proxyAuthorization(proxy) };
    client.connect({ path: authority, headers }, (error, answer) => {
      if (error !== null) {
        settle(httpFault(error, { headCame: false, anyByteCame: socket.bytesRead > 0, headerBytes }));
      } else if (answer.statusCode < 200 || answer.statusCode > 299) {
        answer.socket.destroy();
        const { statusCode } = answer;
        settle(refusalOfStatus(statusCode, `CONNECT was answered with ${statusCode}`));
      } else {
        settle({ kind: 'tunnel' });
      }
    });
    return () => {
      client.destroy();
    };
  });
}
