import { isIP } from 'node:net';
import { type AddressBlock, includesAddress, parseAddressBlock } from '../registry/address-block.ts';

/** A network in CIDR form; a single address is one of its own. null: it is none. Pure. */
export function parseNetwork(text: string): AddressBlock | null {
  const network = text.trim();
  const family = isIP(network);
  return parseAddressBlock(family === 0 ? network : `${network}/${family === 4 ? 32 : 128}`);
}

/** Who may ask: this machine by any of its own addresses, and the networks that were named. */
export function allowList(
  networks: readonly AddressBlock[],
  ownAddresses: () => readonly string[],
): (remote: string) => boolean {
  const allowed = [...OWN, ...networks];
  return (remote) =>
    allowed.some((block) => includesAddress(block, remote)) || ownAddresses().includes(plain(remote));
}

const OWN: readonly AddressBlock[] = ['127.0.0.0/8', '::1/128'].flatMap(
  (block) => parseAddressBlock(block) ?? [],
);

/** A socket for both families shows an IPv4 address so. */
const MAPPED = '::ffff:';

function plain(remote: string): string {
  const ending = remote.startsWith(MAPPED) ? remote.slice(MAPPED.length) : '';
  return isIP(ending) === 4 ? ending : remote;
}
