import { dnsFault } from './classify-error.ts';
import { type Fault, fault } from './fault.ts';
import type { Address, Network } from './network.ts';
import { type PhaseLimits, runPhase } from './phase.ts';
import { literalAddress } from './url.ts';

export interface Resolved {
  readonly kind: 'resolved';
  readonly addresses: readonly Address[];
  /** null for an address literal: nothing was looked up. */
  readonly dnsMs: number | null;
}

/** A URL's host to addresses of the wanted family. getaddrinfo can't be cancelled: after a time-out its thread runs on. */
export async function resolveHost(
  hostname: string,
  family: 4 | 6 | null,
  network: Network,
  limits: PhaseLimits,
): Promise<Resolved | Fault> {
  const literal = literalAddress(hostname);
  if (literal !== null) return ofFamily([literal], family, null);
  const startedAt = performance.now();
  const onTimeout = (): Fault => fault('dns-failure', `no answer within ${limits.ms} ms`);
  return runPhase<Resolved>(limits, onTimeout, (settle) => {
    network.lookup(hostname, family).then(
      (addresses) => settle(ofFamily(addresses, family, performance.now() - startedAt)),
      (error: unknown) => settle(dnsFault(error)),
    );
    return () => {};
  });
}

function ofFamily(
  addresses: readonly Address[],
  family: 4 | 6 | null,
  dnsMs: number | null,
): Resolved | Fault {
  const wanted = family === null ? addresses : addresses.filter((address) => address.family === family);
  if (wanted.length > 0) return { kind: 'resolved', addresses: wanted, dnsMs };
  return fault('dns-failure', family === null ? 'no address' : `no IPv${family} address`);
}
