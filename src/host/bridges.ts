import { endianness } from 'node:os';

/** A network that a container engine made on this machine: packets to its addresses never leave. */
export interface BridgeNetwork {
  readonly name: string;
  /** `172.18.0.0/16` */
  readonly network: string;
}

/**
 * Docker's and Podman's own bridges in Linux' `/proc/net/route` (proc_net(5): addresses in hexadecimal, in the machine's own byte order), those without a container among them. Pure.
 */
export function bridgeNetworks(table: string, order: 'BE' | 'LE' = endianness()): readonly BridgeNetwork[] {
  const [head = '', ...rows] = table.trim().split('\n');
  if (!head.startsWith('Iface')) return [];
  return rows.flatMap((row) => {
    const [name = '', destination = '', gateway = '', , , , , mask = ''] = row.trim().split(/\s+/);
    const [address, bits] = [octets(destination, order), octets(mask, order)];
    if (!BRIDGE.test(name) || gateway !== '00000000' || address === null || bits === null) return [];
    const prefix = bits.reduce((sum, octet) => sum + octet.toString(2).replaceAll('0', '').length, 0);
    return [{ name, network: `${address.join('.')}/${prefix}` }];
  });
}

/** moby: daemon/libnetwork/drivers/bridge (`docker0`, `br-` and half an id), swarm's, and netavark's and CNI's of Podman. */
const BRIDGE = /^(?:docker0|docker_gwbridge|br-[0-9a-f]{12}|(?:cni-)?podman\d+)$/;

function octets(hex: string, order: 'BE' | 'LE'): readonly number[] | null {
  if (!/^[0-9A-F]{8}$/i.test(hex)) return null;
  const read = [0, 2, 4, 6].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return order === 'LE' ? read.toReversed() : read;
}
