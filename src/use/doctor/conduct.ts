import { setMaxListeners } from 'node:events';
import { howOf, howOfExchange } from '../../doctor/how.ts';
import { ASKED } from '../../doctor/limits.ts';
import type { EndpointSeen, HostSeen, OutsideSeen } from '../../doctor/seen.ts';
import { PROBE_BUDGET, TIMEOUTS } from '../../limits.ts';
import { type ClientReach, lookForImage } from '../../probe/availability.ts';
import type { ProbeContext } from '../../probe/context.ts';
import type { Network } from '../../registry/transport/index.ts';
import { lookAtHost } from '../../registry/transport/index.ts';
import type { Exchange } from '../../registry/transport/types.ts';
import type { WayOut } from '../network.ts';
import type { AskedEndpoint, OutsideTask } from './outside-task.ts';

export interface Way {
  readonly out: WayOut;
  readonly machine: Network;
  /** As resolv.conf lists them. */
  readonly nameServers: readonly string[];
}

/** Looks at all of them at once, each within its own bounds. */
export async function lookOutside(task: OutsideTask, way: Way, signal: AbortSignal): Promise<OutsideSeen> {
  const end = AbortSignal.any([signal, AbortSignal.timeout(ASKED.deadlineMs)]);
  setMaxListeners(0, end);
  const [hosts, endpoints] = await Promise.all([
    Promise.all(task.hosts.map((host) => hostSeen(host, task, way, end))),
    Promise.all(task.endpoints.map((endpoint) => endpointSeen(endpoint, task, way, end))),
  ]);
  return { hosts, endpoints };
}

async function hostSeen(
  { host, role, port }: OutsideTask['hosts'][number],
  { trust, certs }: OutsideTask,
  way: Way,
  signal: AbortSignal,
): Promise<HostSeen> {
  const url = new URL(`https://${host}${role === 'registry' || role === 'other' ? '/v2/' : '/'}`);
  const isDirect = way.out.proxyFor(url).kind === 'direct';
  const base = {
    host,
    role,
    addresses: [],
    isDirect,
    how: null,
    proxy: null,
    isProxyNameless: false,
    aheadMs: null,
  } as const;
  if (!isDirect) {
    const exchange = await askOnce(url, way, signal, false);
    if (exchange.kind === 'response') return { ...base, aheadMs: aheadOf(exchange) };
    if (exchange.proxy !== null) {
      return { ...base, proxy: exchange.proxy, isProxyNameless: NAMELESS.test(exchange.detail ?? '') };
    }
    return { ...base, how: howOfExchange(exchange, way.nameServers) };
  }
  const sight = await lookAtHost(
    {
      host: url.hostname,
      port,
      ca: trust,
      extraCa: certs.find(([name]) => name === url.host)?.[1] ?? null,
      otherName: OTHER_NAME,
      limits: ASKED,
      signal,
    },
    way.machine,
  );
  const how = howOf(sight, way.nameServers);
  const addresses = sight.addresses.map(({ ip }) => ip).slice(0, ASKED.addresses);
  // Its clock is asked only where ours, or its certificate, must be wrong.
  const aheadMs = how?.kind === 'expired' ? aheadOf(await askOnce(url, way, signal, true)) : null;
  return { ...base, addresses, how, aheadMs };
}

/** As the transport words it: the failure of the way to the proxy, and the resolver's own code. */
const NAMELESS = /^dns-failure: (?:ENOTFOUND|ENODATA|EAI_NONAME)/;

/** Nobody's, for which a server has no certificate: who answers it at all filters by name, where the registry's own name gets no answer. RFC 2606. */
const OTHER_NAME = 'www.example.com';

async function askOnce(url: URL, { out }: Way, signal: AbortSignal, datesAside: boolean): Promise<Exchange> {
  const transport = out.open(() => true);
  try {
    return await transport.exchange({
      method: 'GET',
      url,
      datesAside,
      timeouts: { ...TIMEOUTS, connectMs: ASKED.connectMs, tlsMs: ASKED.tlsMs },
      bodyPlan: () => ({ kind: 'discard' }),
      signal,
    });
  } finally {
    await transport.close();
  }
}

function aheadOf(exchange: Exchange): number | null {
  const date = Date.parse(exchange.head?.headers['date']?.[0] ?? '');
  return Number.isNaN(date) ? null : Math.round(date - Date.now());
}

async function endpointSeen(
  { candidate, isUpstream, last, requests }: AskedEndpoint,
  { image, platform, client }: OutsideTask,
  { out }: Way,
  signal: AbortSignal,
): Promise<EndpointSeen> {
  const context: ProbeContext = {
    registry: image.registry,
    upstreamHost: null,
    image,
    furtherImages: [],
    platform,
    clients: [client],
    throughput: false,
    finalists: false,
    timeouts: { ...TIMEOUTS, mirrorMs: ASKED.endpointMs },
    budget: { ...PROBE_BUDGET, requests },
    openTransport: (_, admit) => out.open(admit),
    signal,
    line: ALONE,
    now: Date.now,
  };
  const seen = await lookForImage(candidate, context, client, last);
  const { rateLimit, countedBy, clockAheadMs } = seen;
  return {
    url: candidate.displayUrl,
    isUpstream,
    outcome: outcomeOf(seen),
    quota: rateLimit === null ? null : { ...rateLimit, countedBy },
    aheadMs: clockAheadMs === null ? null : Math.round(clockAheadMs),
  };
}

function outcomeOf(seen: ClientReach): EndpointSeen['outcome'] {
  if (seen.kind === 'serves') return { kind: 'serves', stage: seen.stage };
  const { reason, stage, verdict, code, host, httpStatus, proxyDid, isOurs, platforms } = seen;
  return {
    kind: 'fails',
    reason,
    stage,
    status: httpStatus,
    verdict,
    code,
    host,
    proxyDid: proxyDid ?? null,
    isOurs,
    platforms: platforms.slice(0, ASKED.platforms),
  };
}

/** Nothing is measured, so nobody waits for the line. */
const ALONE: ProbeContext['line'] = {
  run: (task) => task({ received: () => {}, mayWin: () => false, unshared: (measurement) => measurement }),
};
