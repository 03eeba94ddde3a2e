import { isIP } from 'node:net';
import path from 'node:path';
import {
  type ListenAddress,
  type Listener,
  listenersAt,
  listenersBeside,
  servesAlone,
} from '../../host/listeners.ts';
import { ownerOfFile } from '../../host/owner-of-file.ts';
import type { ProvenProcess } from '../../host/prove-process.ts';
import { realPath } from '../../host/real-path.ts';
import { checkProgramSafety } from '../../host/safety.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * Whose word an answer of an engine's API is.
 *
 * - `engine`: the proven process and nobody else listens there.
 * - `unseen`: only root, or who asks, can listen there, and an engine of theirs runs or may run; what it holds is not ours to see.
 * - `stranger`: something of this machine listens there, and it is not proven to be an engine.
 * - `activator`: systemd alone, which starts an engine for whoever connects, or lets him wait where one runs that listens elsewhere.
 * - `elsewhere`: nothing of this machine. It was handed into a container, or forwarded.
 */
export type Answerer = 'engine' | 'unseen' | 'stranger' | 'activator' | 'elsewhere';

/** Which of these processes, and nobody beside it, listens there; null: none, or it is not ours to see. */
export async function servesEndpoint(
  candidates: readonly ProvenProcess[],
  endpoint: Endpoint,
): Promise<ProvenProcess | null> {
  const address = listenAddressOf(endpoint);
  if (address === null) return null;
  for (const candidate of candidates) {
    if ((await servesAlone(candidate.identity.pid, address)) === true) return candidate;
  }
  return null;
}

/** Of an endpoint that none of the proven engines is seen to serve. Linux; elsewhere what answers is believed. */
export async function answererAt(endpoint: Endpoint, isUnseen: () => Promise<boolean>): Promise<Answerer> {
  if (process.platform !== 'linux') return 'engine';
  const address = listenAddressOf(endpoint);
  if (address === null) return 'elsewhere';
  const uid = process.geteuid?.() ?? 0;
  const owners = address.kind === 'unix' ? await ownersOfSocket(address.path, uid) : null;
  // No file: whatever listens under that name does so among other mounts.
  if (owners?.length === 0) return 'elsewhere';
  const there = await listenersAt(address, await listenersBeside('self'));
  if (uid === 0 && there.length > 0) {
    // Root sees what every process holds: a socket that is none of the engine's is a stranger's.
    return (await servesAlone(1, address)) === true ? 'activator' : 'stranger';
  }
  const whose = address.kind === 'unix' ? owners : there.flatMap(uidOf);
  if (whose === null || whose.some((owner) => owner !== 0 && owner !== uid)) return 'stranger';
  return uid !== 0 && whose.includes(0) && (await isUnseen()) ? 'unseen' : 'elsewhere';
}

function listenAddressOf(endpoint: Endpoint): ListenAddress | null {
  switch (endpoint.kind) {
    case 'unix':
      return endpoint;
    case 'tcp':
      return { kind: 'tcp', ips: ipsOf(endpoint.host), port: endpoint.port };
    case 'npipe':
    case 'ssh':
      return null;
    default:
      return endpoint satisfies never;
  }
}

/** null: a name. That of the loopback is for its two addresses and no other (RFC 6761 section 6.3). */
function ipsOf(host: string): readonly string[] | null {
  if (/^localhost\.?$/i.test(host)) return ['127.0.0.1', '::1'];
  const ip = host.replace(/^\[(.*)\]$/, '$1');
  return isIP(ip) === 0 ? null : [ip];
}

function uidOf(listener: Listener): readonly number[] {
  return listener.kind === 'tcp' ? [listener.uid] : [];
}

/** Who made the socket; none where there is no socket. null: others could have put one of theirs in its place. */
async function ownersOfSocket(file: string, uid: number): Promise<readonly number[] | null> {
  const owner = await ownerOfFile(file);
  if (owner === null) return [];
  // What a link leads to can be another's as well as the link.
  for (const folder of [path.dirname(file), path.dirname((await realPath(file)) ?? file)]) {
    if ((await checkProgramSafety(folder, uid)).kind === 'unsafe') return null;
  }
  return [owner];
}
