import { includesAddress, parseAddressBlock } from '../../registry/address-block.ts';
import { isLoopback, nameOf } from '../choose/index.ts';

/**
 * Does dockerd take this host for insecure: no TLS, or TLS that it does not verify? `listed`: `insecure-registries`, null
 * where it is not set. Loopback counts by itself. A range counts for addresses alone; what a name resolves to is not known here.
 */
export function isInsecure(
  host: string,
  listed: readonly string[] | null,
  loopbackSecurable: boolean,
): boolean {
  if (isLoopback(host) && !(loopbackSecurable && listed !== null)) return true;
  return (listed ?? []).some((item) => item.toLowerCase() === host || inRange(nameOf(host), item));
}

function inRange(name: string, range: string): boolean {
  const block = parseAddressBlock(range);
  return block !== null && includesAddress(block, name);
}
