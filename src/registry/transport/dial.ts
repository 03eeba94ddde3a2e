import { connect, type Socket } from 'node:net';
import { connectFault } from './classify-error.ts';
import { type Fault, fault } from './fault.ts';
import type { IpAddress } from './network.ts';
import { type PhaseLimits, runPhase } from './phase.ts';

export interface DialLimits extends PhaseLimits {
  /** Head start of each address over the next one. */
  readonly attemptDelayMs: number;
  /** At most so many addresses of one name are tried. */
  readonly attempts: number;
}

export interface Dialed {
  readonly kind: 'dialed';
  readonly socket: Socket;
  /** SYN to established, of the attempt that won. */
  readonly connectMs: number;
}

/**
 * TCP to the first of these addresses that answers: Happy Eyeballs (RFC 8305), families in turn, and a slow attempt keeps
 * running beside the next one. Node's own `autoSelectFamily` kills an attempt after 250 ms, so that a host farther away
 * than that is never reached, and its connect time would hold the attempts that failed; hence our own.
 * The addresses are literals: nothing is resolved again between the address guard and the connect.
 */
export function dial(
  addresses: readonly IpAddress[],
  port: number,
  limits: DialLimits,
): Promise<Dialed | Fault> {
  const onTimeout = (): Fault => fault('connection-timeout', `no connection within ${limits.ms} ms`);
  return runPhase<Dialed>(limits, onTimeout, (settle) => {
    const waiting = alternateFamilies(addresses).slice(0, limits.attempts);
    const attempts = new Set<Socket>();
    let failure: Fault | null = null;
    let headStart: NodeJS.Timeout | undefined;

    const release = (): void => {
      clearTimeout(headStart);
      for (const socket of attempts) socket.destroy();
      attempts.clear();
    };
    const tryNext = (): void => {
      clearTimeout(headStart);
      const address = waiting.shift();
      if (address !== undefined) attempt(address);
      else if (attempts.size === 0) settle(failure ?? fault('dns-failure', 'no address'));
    };
    const attempt = ({ ip }: IpAddress): void => {
      const startedAt = performance.now();
      const socket = connect({ host: ip, port, autoSelectFamily: false, noDelay: true });
      attempts.add(socket);
      socket.once('connect', () => {
        const connectMs = performance.now() - startedAt;
        attempts.delete(socket);
        release();
        settle({ kind: 'dialed', socket, connectMs });
      });
      // Stays for the socket's life: between two owners of a socket an error must find a listener.
      socket.on('error', (error) => {
        if (!attempts.delete(socket)) return;
        failure = moreTelling(failure, connectFault(error));
        tryNext();
      });
      if (waiting.length > 0) headStart = setTimeout(tryNext, limits.attemptDelayMs);
    };

    tryNext();
    return release;
  });
}

/** The resolver's order, but no family twice in a row while the other one has addresses left (RFC 8305 section 4). */
export function alternateFamilies(addresses: readonly IpAddress[]): IpAddress[] {
  const first = addresses[0]?.family;
  const preferred = addresses.filter(({ family }) => family === first);
  const other = addresses.filter(({ family }) => family !== first);
  const ordered: IpAddress[] = [];
  for (let index = 0; index < addresses.length; index += 1) {
    ordered.push(...preferred.slice(index, index + 1), ...other.slice(index, index + 1));
  }
  return ordered;
}

/** A machine without IPv6 fails on it at once and locally; what the other family's host said is the news. */
function moreTelling(known: Fault | null, latest: Fault): Fault {
  if (known === null) return latest;
  const isLocal = /^E(?:NETUNREACH|HOSTUNREACH|ADDRNOTAVAIL|AFNOSUPPORT|INVAL)/.test(known.detail ?? '');
  return isLocal ? latest : known;
}
