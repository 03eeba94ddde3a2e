import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import { dial } from './dial.ts';
import { isFault } from './fault.ts';
import { handshake } from './handshake.ts';
import { TRANSPORT } from './limits.ts';
import { type Network, SYSTEM_NETWORK } from './network.ts';
import { resolveHost } from './resolve.ts';
import { secureContextFor } from './trust-store.ts';
import type { TransportFailureCode } from './types.ts';

/** How far one comes on the way to a host: the look-up, the connection, the handshake, each apart. */
export interface HostSight {
  /** As this machine's resolver has them, in its order. */
  readonly addresses: readonly { readonly ip: string; readonly family: 4 | 6; readonly fakeIp: boolean }[];
  /** Where it ended; null: the handshake went well. */
  readonly failure: {
    readonly at: 'names' | 'connect' | 'tls';
    readonly code: TransportFailureCode;
    /** The system's word, or the names in a certificate. */
    readonly detail: string | null;
  } | null;
  /** Who was connected to; null: nobody. */
  readonly address: string | null;
  /** Whose signature an untrusted certificate bears. */
  readonly issuer: string | null;
  /** Did a handshake for `otherName` get any answer at the same address, where this one got none? null: not asked. */
  readonly otherAnswers: boolean | null;
}

export interface HostQuestion {
  readonly host: string;
  readonly port: number;
  /** PEM, as `TransportOptions` has it. */
  readonly ca: readonly string[];
  readonly extraCa: string | null;
  /** Asked for in a second handshake, where the first stays without an answer; null: never. */
  readonly otherName: string | null;
  readonly limits: { readonly namesMs: number; readonly connectMs: number; readonly tlsMs: number };
  readonly signal: AbortSignal;
}

/** Looks, sends nothing but a ClientHello, and hangs up. */
export async function lookAtHost(
  question: HostQuestion,
  network: Network = SYSTEM_NETWORK,
): Promise<HostSight> {
  const { host, port, ca, extraCa, limits, signal } = question;
  const nothing = { addresses: [], failure: null, address: null, issuer: null, otherAnswers: null };
  const resolved = await resolveHost(host, null, network, { ms: limits.namesMs, signal });
  if (isFault(resolved)) {
    return { ...nothing, failure: { at: 'names', code: resolved.code, detail: resolved.detail } };
  }
  const addresses = resolved.addresses.map(({ ip, family }) => ({
    ip,
    family,
    fakeIp: network.classify(ip) === 'fake-ip',
  }));
  const dialLimits = {
    ms: limits.connectMs,
    signal,
    attemptDelayMs: TRANSPORT.attemptDelayMs,
    attempts: TRANSPORT.addresses,
  };
  const dialed = await dial(resolved.addresses, port, dialLimits);
  if (isFault(dialed)) {
    return { ...nothing, addresses, failure: { at: 'connect', code: dialed.code, detail: dialed.detail } };
  }
  const address = dialed.socket.remoteAddress ?? null;
  const context = secureContextFor(ca, extraCa, 'go');
  const done = await handshake(dialed.socket, host, context, { ms: limits.tlsMs, signal });
  if (!isFault(done)) {
    done.socket.destroy();
    return { ...nothing, addresses, address };
  }
  dialed.socket.destroy();
  const seen = {
    ...nothing,
    addresses,
    address,
    failure: { at: 'tls', code: done.code, detail: done.detail } as const,
  };
  if (done.code === 'tls-untrusted') return { ...seen, issuer: await issuerAt(question, address) };
  const isUnheard = done.code === 'connection-reset' || done.code === 'tls-failure';
  return isUnheard ? { ...seen, otherAnswers: await answersForOther(question, address) } : seen;
}

/** Of the certificate that the first handshake would not take. Nothing is sent over it. */
async function issuerAt(question: HostQuestion, address: string | null): Promise<string | null> {
  const socket = await connectTo(question, address);
  if (socket === null) return null;
  return await new Promise((resolve) => {
    const secure = connect({ socket, servername: question.host, rejectUnauthorized: false });
    const end = (issuer: string | null): void => {
      clearTimeout(timer);
      secure.destroy();
      socket.destroy();
      resolve(issuer);
    };
    const timer = setTimeout(() => end(null), question.limits.tlsMs);
    secure.once('secureConnect', () => end(nameOf(secure.getPeerX509Certificate()?.issuer ?? '')));
    secure.on('error', () => end(null));
  });
}

/** The common name, else the organisation, of `CN=…\nO=…`. */
function nameOf(issuer: string): string | null {
  const lines = issuer.split('\n');
  const found = ['CN=', 'O=', 'OU='].flatMap((key) => lines.find((line) => line.startsWith(key)) ?? []);
  return found[0]?.replace(/^[A-Z]+=/, '') ?? null;
}

/** Any answer counts: a certificate, or an alert. */
async function answersForOther(question: HostQuestion, address: string | null): Promise<boolean | null> {
  const { otherName, limits, signal, ca } = question;
  if (otherName === null) return null;
  const socket = await connectTo(question, address);
  if (socket === null) return null;
  const done = await handshake(socket, otherName, secureContextFor(ca, null, 'go'), {
    ms: limits.tlsMs,
    signal,
  });
  if (!isFault(done)) {
    done.socket.destroy();
    return true;
  }
  const heard = socket.bytesRead > 0;
  socket.destroy();
  return heard;
}

async function connectTo(
  { port, limits, signal }: HostQuestion,
  address: string | null,
): Promise<Socket | null> {
  if (address === null) return null;
  const family = address.includes(':') ? 6 : 4;
  const dialed = await dial([{ ip: address, family }], port, {
    ms: limits.connectMs,
    signal,
    attemptDelayMs: TRANSPORT.attemptDelayMs,
    attempts: 1,
  });
  return isFault(dialed) ? null : dialed.socket;
}
