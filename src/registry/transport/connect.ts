import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { isHubHost } from '../docker-hub.ts';
import type { AddressGuard, Reach } from './address-guard.ts';
import { type Dialed, dial } from './dial.ts';
import { type Fault, isFault, proxyFault, refusedUrl } from './fault.ts';
import type { TlsProfile } from './go-tls.ts';
import { handshake } from './handshake.ts';
import { TRANSPORT } from './limits.ts';
import type { IpAddress, Network } from './network.ts';
import type { PhaseLimits } from './phase.ts';
import { resolveHost } from './resolve.ts';
import { openSocks } from './socks5.ts';
import { secureContextFor } from './trust-store.ts';
import { openTunnel } from './tunnel.ts';
import type { ExchangeRequest, ProxyChoice, TransportOptions } from './types.ts';
import { literalAddress, portOf, withoutRoot } from './url.ts';

/** What one transport connects with, the same for all its connections. */
export interface Connector {
  readonly options: TransportOptions;
  readonly network: Network;
  readonly guard: AddressGuard;
  /** `host[:port]` of those that only a CA of their own made trusted. */
  readonly ownCaHosts: Set<string>;
  /** `host[:port]` of those that share a cipher with containerd's library alone. */
  readonly goTlsHosts: Set<string>;
}

export interface ConnectRequest {
  readonly url: URL;
  /** A mirror supplied this URL: the address guard applies. */
  readonly guarded: boolean;
  /** The certificate's dates are not judged. */
  readonly datesAside: boolean;
  readonly timeouts: ExchangeRequest['timeouts'];
  readonly signal: AbortSignal;
}

/** Milliseconds of each phase, filled in as it ends: a failure shows how far it came. */
export interface ConnectTimes {
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
  /** An address in 198.18.0.0/15 came from the resolver. */
  fakeIp: boolean;
}

export interface Opened {
  readonly kind: 'opened';
  readonly socket: Socket;
  readonly reach: Reach;
  /** Of the target, not of an https proxy. */
  readonly certificateDaysLeft: number | null;
  /** A forward proxy that wants plain-http requests in absolute form. */
  readonly forwardProxy: URL | null;
}

/** A connection over which a request to `url` can be written. Nothing is sent before the address guard has agreed. */
export async function openConnection(
  connector: Connector,
  order: ConnectRequest,
  times: ConnectTimes,
): Promise<Opened | Fault> {
  const { url } = order;
  if (url.protocol !== 'https:') return open(connector, { ...order, context: null }, times);
  // The shorter offer first: whoever takes it has ciphers for every engine.
  if (!connector.goTlsHosts.has(url.host)) {
    const opened = await openSecured(connector, order, times, 'docker');
    if (!isFault(opened) || opened.code !== 'tls-failure' || !NO_SHARED_CIPHER.test(opened.detail ?? ''))
      return opened;
    connector.goTlsHosts.add(url.host);
  }
  return openSecured(connector, order, times, 'go');
}

/** The alert of a server that wants none of what was offered (RFC 8446 section 6.2). */
const NO_SHARED_CIPHER = /HANDSHAKE_FAILURE|INSUFFICIENT_SECURITY/;

async function openSecured(
  connector: Connector,
  order: ConnectRequest,
  times: ConnectTimes,
  profile: TlsProfile,
): Promise<Opened | Fault> {
  const { ca, caFor } = connector.options;
  const { url } = order;
  const ownCa = caFor(url.host);
  // Not every client knows of a host's own CA, so it is tried without. Contexts are made before anything is timed: the first of a run takes a while.
  if (ownCa !== null && !connector.ownCaHosts.has(url.host)) {
    const opened = await open(connector, { ...order, context: secureContextFor(ca, null, profile) }, times);
    if (!isFault(opened) || opened.code !== 'tls-untrusted') return opened;
    connector.ownCaHosts.add(url.host);
  }
  return open(connector, { ...order, context: secureContextFor(ca, ownCa, profile) }, times);
}

function open(connector: Connector, order: Job, times: ConnectTimes): Promise<Opened | Fault> {
  const choice = connector.options.proxyFor(order.url);
  return choice.kind === 'direct'
    ? openDirect(connector, order, times)
    : openThroughProxy(connector, order, choice, times);
}

interface Job extends ConnectRequest {
  /** null: no TLS. */
  readonly context: SecureContext | null;
}

async function openDirect(connector: Connector, order: Job, times: ConnectTimes): Promise<Opened | Fault> {
  const { guard, network, options } = connector;
  const { url, timeouts, signal } = order;
  const limits = { ms: timeouts.connectMs, signal };

  const resolved = await resolveHost(url.hostname, options.ipFamily, network, limits);
  if (isFault(resolved)) return resolved;
  times.dnsMs = resolved.dnsMs;
  times.fakeIp = resolved.addresses.some(({ ip }) => guard.classify(ip) === 'fake-ip');

  const allowed = resolved.addresses.filter(({ ip }) => !isOffLimits(guard, order, guard.classify(ip)));
  if (allowed.length === 0) return offLimits(resolved.addresses);
  const dialed = await dial(allowed, portOf(url), dialLimits(limits));
  if (isFault(dialed)) return dialed;
  times.connectMs = dialed.connectMs;

  // What counts is where the socket did end up, whatever was asked for.
  const peer = dialed.socket.remoteAddress ?? '';
  const reach = guard.classify(peer);
  if (isOffLimits(guard, order, reach)) {
    dialed.socket.destroy();
    return offLimits([{ ip: peer, family: 4 }]);
  }
  return secured(order, dialed.socket, { reach, forwardProxy: null }, times);
}

async function openThroughProxy(
  connector: Connector,
  order: Job,
  choice: Exclude<ProxyChoice, { kind: 'direct' }>,
  times: ConnectTimes,
): Promise<Opened | Fault> {
  const { guard, options } = connector;
  const { url, timeouts, signal } = order;
  const reach = guard.reachOfHost(url.hostname);
  if (isOffLimits(guard, order, reach)) return refusedUrl('special-address', url.hostname);

  const reached = await connectToProxy(connector, order, choice);
  if (isFault(reached)) return proxyFault(choice.url, reached, false);
  times.connectMs = reached.connectMs;
  const refusal = await refusalBehindProxy(connector, order, reached.socket.remoteAddress ?? '');
  if (refusal !== null) {
    reached.socket.destroy();
    return refusal;
  }

  // Plain http goes to an HTTP proxy in absolute form, as Go (hence dockerd) and curl send it: many proxies allow CONNECT
  // to port 443 only, and a mirror must not look dead here that an engine could use.
  const isForwarded = choice.kind !== 'socks5' && url.protocol === 'http:';
  if (isForwarded) {
    return secured(order, reached.socket, { reach, forwardProxy: choice.url }, times);
  }
  // The proxy answers when it has connected to the target itself.
  const limits = { ms: timeouts.headersMs, signal };
  const tunnel =
    choice.kind === 'socks5'
      ? await openSocks(reached.socket, choice.url, url, limits)
      : await openTunnel(reached.socket, choice.url, url, options.headerBytes, limits);
  if (tunnel.kind !== 'tunnel') {
    reached.socket.destroy();
    return proxyFault(choice.url, tunnel, true);
  }
  return secured(order, reached.socket, { reach, forwardProxy: null }, times);
}

/** A name that a mirror supplied leads nowhere into our own network, though it is the proxy that resolves it. */
async function refusalBehindProxy(
  { guard, network }: Connector,
  order: Job,
  proxyIp: string,
): Promise<Fault | null> {
  const hostname = withoutRoot(order.url.hostname);
  if (!order.guarded || !guard.isNearProxy(proxyIp) || literalAddress(hostname) !== null) return null;
  // Names that no stranger made up: whatever a poisoned resolver says of them here, the proxy knows better.
  if (guard.isMirrors(order.url.origin) || isHubHost(hostname)) return null;
  const limits = { ms: TRANSPORT.guardLookupMs, signal: order.signal };
  const resolved = await resolveHost(hostname, null, network, limits);
  // Unknown here: behind many proxies no name of the internet is known.
  if (isFault(resolved)) return resolved.code === 'aborted' ? resolved : null;
  return guard.refusesBehindProxy(resolved.addresses) ? offLimits(resolved.addresses) : null;
}

/** The address guard is not asked: proxies are named by the user. `--ip` neither: it is about the way to the mirror. */
async function connectToProxy(
  connector: Connector,
  { timeouts, signal }: ConnectRequest,
  choice: Exclude<ProxyChoice, { kind: 'direct' }>,
): Promise<Pick<Dialed, 'kind' | 'socket' | 'connectMs'> | Fault> {
  const limits = { ms: timeouts.connectMs, signal };
  const resolved = await resolveHost(choice.url.hostname, null, connector.network, limits);
  if (isFault(resolved)) return resolved;
  const dialed = await dial(resolved.addresses, portOf(choice.url), dialLimits(limits));
  if (isFault(dialed) || choice.kind !== 'https') return dialed;
  const context = secureContextFor(connector.options.ca, null, 'go');
  const outer = await handshake(dialed.socket, choice.url.hostname, context, { ms: timeouts.tlsMs, signal });
  if (isFault(outer)) {
    dialed.socket.destroy();
    return outer;
  }
  return { kind: 'dialed', socket: outer.socket, connectMs: dialed.connectMs };
}

async function secured(
  { url, context, timeouts, signal, datesAside }: Job,
  socket: Socket,
  way: { readonly reach: Reach; readonly forwardProxy: URL | null },
  times: ConnectTimes,
): Promise<Opened | Fault> {
  if (context === null) return { kind: 'opened', socket, certificateDaysLeft: null, ...way };
  const limits = { ms: timeouts.tlsMs, signal };
  const done = await handshake(socket, url.hostname, context, limits, datesAside);
  if (isFault(done)) {
    socket.destroy();
    return done;
  }
  times.tlsMs = done.tlsMs;
  return { kind: 'opened', socket: done.socket, certificateDaysLeft: done.certificateDaysLeft, ...way };
}

function isOffLimits(guard: AddressGuard, { guarded }: ConnectRequest, reach: Reach): boolean {
  return guarded && guard.refuses(reach);
}

function offLimits(addresses: readonly IpAddress[]): Fault {
  return refusedUrl('special-address', addresses.map(({ ip }) => ip).join(', '));
}

function dialLimits(limits: PhaseLimits): Parameters<typeof dial>[2] {
  return { ...limits, attemptDelayMs: TRANSPORT.attemptDelayMs, attempts: TRANSPORT.addresses };
}
