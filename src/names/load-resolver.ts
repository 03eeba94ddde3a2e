import { lookup } from 'node:dns/promises';

/**
 * Has the C library read resolv.conf(5) and nsswitch.conf(5), once: it keeps them, and a process that gives up root may not be able to read them any more. The name stands in the
 * machine's own file, so nobody is asked.
 */
export async function loadResolver(): Promise<void> {
  await lookup('localhost').catch(() => null);
}
