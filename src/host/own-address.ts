import { hostname, networkInterfaces } from 'node:os';
import { readProc } from './process-identity.ts';

/** What this machine goes by. */
export interface OwnNames {
  readonly addresses: readonly string[];
  readonly hostname: string;
  /** The text of /etc/hosts. */
  readonly hosts: string;
}

/** Of this machine, without asking anybody outside it. */
export async function ownNames(): Promise<OwnNames> {
  const lists = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return {
    addresses: lists.map(({ address }) => address),
    hostname: hostname(),
    hosts: (await readProc('/etc/hosts')) ?? '',
  };
}

/** Does a connection to this host end on this machine? An address in brackets, or a name that its own files know. Pure. */
export function isOwnHost(host: string, own: OwnNames): boolean {
  const name = host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  if (name === 'localhost' || name.endsWith('.localhost') || isOwnAddress(name, own)) return true;
  if (name === own.hostname.toLowerCase()) return true;
  return own.hosts.split('\n').some((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/);
    return names.includes(name) && isOwnAddress(address, own);
  });
}

function isOwnAddress(address: string, { addresses }: OwnNames): boolean {
  return /^127(?:\.\d{1,3}){3}$/.test(address) || address === '::1' || addresses.includes(address);
}
