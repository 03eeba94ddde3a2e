import { KiB } from '../../limits.ts';

/** How connections are made and kept. Time limits of an exchange are in TIMEOUTS. */
export const TRANSPORT: {
  readonly attemptDelayMs: number;
  readonly addresses: number;
  readonly drainBytes: number;
  readonly drainMs: number;
  readonly guardLookupMs: number;
} = {
  /**
   * Head start of one address of a host over the next: what Go's dialer, hence dockerd, gives IPv6 over IPv4
   * (net.Dialer.FallbackDelay). The slower attempt runs on, so a link with a longer round trip loses nothing.
   */
  attemptDelayMs: 300,
  /** CDNs answer with up to eight addresses a family; when six did not connect, the host is down. */
  addresses: 6,
  /** An unwanted body up to this size is read to its end: at 32 KiB/s half a second, less than a TLS handshake far away. */
  drainBytes: 16 * KiB,
  /** And for at most this time, so that nobody waits for a body that nobody wants. */
  drainMs: 500,
  /** How long this machine's resolver is asked for a name that a proxy will resolve: those it knows as internal it answers at once. */
  guardLookupMs: 1_000,
};
