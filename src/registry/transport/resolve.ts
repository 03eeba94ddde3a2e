import { dnsFault } from './classify-error.ts';
import { type Fault, fault } from './fault.ts';
import type { IpAddress, Network } from './network.ts';
import { type PhaseLimits, runPhase } from './phase.ts';
import { literalAddress } from './url.ts';

export interface ResolvedName {
  readonly kind: 'resolved';
  readonly addresses: readonly IpAddress[];
  /** null for an address literal: nothing was looked up. */
  readonly dnsMs: number | null;
}

/** A URL's host to addresses of the wanted family. getaddrinfo can't be cancelled: after a time-out it runs on, and whoever does it is told. */
export async function resolveHost(
  hostname: string,
  family: 4 | 6 | null,
  network: Network,
  limits: PhaseLimits,
): Promise<ResolvedName | Fault> {
  const literal = literalAddress(hostname);
  if (literal !== null) return ofFamily([literal], family, null);
  let startedAt = performance.now();
  const onTimeout = (): Fault => fault('dns-failure', `no answer within ${limits.ms} ms`);
  return runPhase<ResolvedName>(limits, onTimeout, (settle, clock) => {
    const forsaken = new AbortController();
    const go = (): void => {
      startedAt = performance.now();
      clock.restart();
    };
    network.lookup(hostname, family, { hold: clock.stop, go, signal: forsaken.signal }).then(
      (addresses) => settle(ofFamily(addresses, family, performance.now() - startedAt)),
      (error: unknown) => settle(dnsFault(error)),
    );
    return () => forsaken.abort();
  });
}

function ofFamily(
  addresses: readonly IpAddress[],
  family: 4 | 6 | null,
  dnsMs: number | null,
): ResolvedName | Fault {
  const wanted = family === null ? addresses : addresses.filter((address) => address.family === family);
  if (wanted.length > 0) return { kind: 'resolved', addresses: wanted, dnsMs };
  return fault('dns-failure', family === null ? 'no address' : `no IPv${family} address`);
}
