import { includesAddress, parseAddressBlock } from '../../registry/address-block.ts';
import type { Cause, Evidence } from '../../words/doctor/cause.ts';
import type { Case } from '../explained.ts';

/** Who has this address lies, for this machine, among its containers; null: no network of theirs has it. Pure. */
export function coveredBy(
  { seen: { machine } }: Case,
  host: string,
  address: string | null,
): { readonly cause: Extract<Cause, { kind: 'bridge-covers' }>; readonly evidence: Evidence } | null {
  const bridge = machine.bridges.find(({ network }) => address !== null && isWithin(address, network));
  if (bridge === undefined || address === null) return null;
  const { name, network } = bridge;
  return {
    cause: { kind: 'bridge-covers', host, address, bridge: name, network },
    evidence: { look: 'hosts', kind: 'bridge', bridge: name, network },
  };
}

function isWithin(address: string, network: string): boolean {
  const block = parseAddressBlock(network);
  return block !== null && includesAddress(block, address);
}
