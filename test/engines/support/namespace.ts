import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A network namespace with a loopback device and nothing else: no packet can leave the machine. Needs root. */
export interface Namespace {
  readonly name: string;
  /** The words that stand before a command to run it inside. */
  readonly prefix: readonly string[];
  /** Puts an address on the namespace's loopback device; one that is not in 127/8, where engines check certificates. */
  addAddress(address: string): Promise<void>;
  /** Packets to this address vanish: a connection attempt gets no answer. */
  blackHole(address: string): Promise<void>;
  /** Whatever still runs inside keeps it alive unseen; so stop that first. */
  stop(): Promise<void>;
}

export async function createNamespace(): Promise<Namespace> {
  const name = `mc-${randomBytes(4).toString('hex')}`;
  await run('ip', ['netns', 'add', name]);
  // Not `ip netns exec`: that mounts a new /sys, and container engines lose their cgroups.
  const prefix = ['nsenter', `--net=/run/netns/${name}`];
  const inside = async (...command: readonly string[]): Promise<void> => {
    const [program = '', ...args] = [...prefix, ...command];
    await run(program, args);
  };
  const namespace: Namespace = {
    name,
    prefix,
    addAddress: (address) => inside('ip', 'address', 'replace', `${address}/32`, 'dev', 'lo'),
    blackHole: async (address) => {
      await namespace.addAddress(address);
      await inside('iptables', '-A', 'OUTPUT', '-d', address, '-j', 'DROP');
    },
    stop: async () => {
      await run('ip', ['netns', 'delete', name]);
    },
  };
  await inside('ip', 'link', 'set', 'lo', 'up');
  return namespace;
}
