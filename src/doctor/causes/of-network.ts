import type { ProxyTrouble } from '../../registry/transport/types.ts';
import type { Cause, Evidence, How } from '../../words/doctor/cause.ts';
import { type Case, type Explained, explained, saidBy } from '../explained.ts';
import { CLOCK } from '../limits.ts';
import { hasFailed } from '../replay.ts';
import type { HostSeen } from '../seen.ts';

/** What holds for all that is asked from this machine: its proxy, its clock, its names, its routes. Pure. */
export function ofNetwork(on: Case): readonly Explained[] {
  return [...proxy(on), ...passedBy(on), ...clock(on), ...names(on)];
}

function proxy(on: Case): readonly Explained[] {
  const { hosts, seen, told } = on;
  // A pull ends at the first of them; behind the proxy or not.
  const failing = hosts.find(({ proxy, how }) => proxy !== null || how !== null);
  const trouble = failing?.proxy ?? null;
  const { engine } = seen;
  const examined = engine.kind === 'engine' ? engine.examined : null;
  const own = examined?.proxies?.https ?? examined?.proxies?.http ?? null;
  if (trouble === null) {
    // The engine's login is nobody's here: where it has one, its own word on it counts.
    if (told?.symptom.kind !== 'proxy-status' || own === null) return [];
    if (told.symptom.status !== 407 || examined?.proxyLogin !== true) return [];
    const cause = { kind: 'proxy-fails', host: null, proxy: own, did: 'login', status: 407 } as const;
    return [explained(cause, 'likely', [saidBy(on)], { kind: 'proxy-not-named' })];
  }
  if (trouble.did === 'login' && examined?.proxyLogin === true && told?.symptom.kind !== 'proxy-status')
    return [];
  const did = failing?.isProxyNameless === true ? 'nameless' : didOf(trouble, told);
  const { proxy: url, status } = trouble;
  // Where it lets others through, it is about this one.
  const passes = hosts.some((one) => !one.isDirect && one.proxy === null && one.how === null);
  const host = passes ? (failing?.host ?? null) : null;
  const asked: Evidence = { look: 'proxy', kind: 'proxy', host, proxy: url, did, status };
  const uses: Evidence | null = own === null ? null : { look: 'engine', kind: 'engine-proxy', proxy: own };
  // Of a build's token the docker command speaks, with the shell's network: no answer of the engine's proxy.
  const why =
    told !== null && told.teller !== 'build-client' && told.symptom.kind !== 'proxy-unreachable'
      ? ({ kind: 'proxy-not-named' } as const)
      : null;
  // A proxy that only cannot reach this host may reach others: then its answer is about the host.
  const isOwnLogin = trouble.did === 'login' && examined?.proxyLogin === true;
  const certainty = isOwnLogin ? 'likely' : ofStorage(on, failing) ? 'likely' : 'proven';
  const cause = { kind: 'proxy-fails', host, proxy: url, did, status } as const;
  return [explained(cause, certainty, [asked, uses, saidBy(on)], why)];
}

function didOf(
  { did, proxy }: ProxyTrouble,
  told: Case['told'],
): Extract<Cause, { kind: 'proxy-fails' }>['did'] {
  if (did !== 'foreign') return did;
  if (told?.symptom.kind === 'proxy-socks') return 'socks';
  return proxy.startsWith('https://') ? 'plain' : 'foreign';
}

/** The storage alone, of whose names a registry uses one: which, only a text tells. */
function ofStorage({ told, replay }: Case, failing: HostSeen | undefined): boolean {
  return failing?.role === 'blob' && told?.phase !== 'blob' && replay?.kind === 'pulls';
}

/** What was asked without the proxy shows `addresses`, or that there are none; who is behind a proxy shows neither. */
function passedBy({ hosts, seen: { engine }, replay, told }: Case): readonly Explained[] {
  const proxies = engine.kind === 'engine' ? engine.examined.proxies : null;
  const own = proxies?.https ?? proxies?.http ?? null;
  const first = hosts.find(({ how, proxy }) => how !== null || proxy !== null);
  if (proxies === null || own === null || replay?.kind !== 'fails') return [];
  if (first?.how == null || !first.isDirect || !UNREACHED.has(first.how.kind)) return [];
  // Of what the docker command asks, the engine's proxy is no part.
  if (told?.teller === 'build-client') return [];
  const { host, how } = first;
  const why = proxies.https === null ? 'http-alone' : 'no-proxy';
  const cause = { kind: 'proxy-passed-by', proxy: own, host, why, how } as const;
  const uses: Evidence = { look: 'engine', kind: 'engine-proxy', proxy: own };
  return [explained(cause, 'proven', [uses, { look: 'hosts', kind: 'host', host, how }])];
}

/** What a way round it would mend. */
const UNREACHED: ReadonlySet<How['kind']> = new Set([
  'name-not-found',
  'names-silent',
  'names-broken',
  'connect-timeout',
  'refused',
  'no-route',
  'tls-silent',
  'reset',
  'closed',
  'wrong-certificate',
]);

function clock(on: Case): readonly Explained[] {
  const { hosts, endpoints, told } = on;
  const expired = hosts.find(({ how }) => how?.kind === 'expired');
  const clocks = [
    ...hosts.map(({ host, aheadMs }) => ({ host, aheadMs })),
    ...endpoints.map(({ url, aheadMs }) => ({ host: url, aheadMs })),
  ];
  const isOff = (aheadMs: number): boolean => Math.abs(aheadMs) > CLOCK.wrongMs;
  const wrong = clocks.find(({ aheadMs }) => aheadMs !== null && isOff(aheadMs));
  // Where one agrees with ours, it is the other's that is wrong.
  const isAlone = clocks.every(({ aheadMs }) => aheadMs === null || isOff(aheadMs));
  if (wrong?.aheadMs != null && isAlone) {
    const { host, aheadMs } = wrong;
    const evidence: Evidence = { look: 'clock', kind: 'clock', host, aheadMs };
    const failing: Evidence | null =
      expired?.how == null ? null : { look: 'hosts', kind: 'host', host: expired.host, how: expired.how };
    const why =
      told?.symptom.kind === 'certificate-dates' ? ({ kind: 'clock-blames-certificate' } as const) : null;
    const isSo = expired !== undefined || endpoints.some(isExpired);
    return [
      explained(
        { kind: 'clock-wrong', aheadMs },
        isSo ? 'proven' : 'possible',
        [evidence, failing, saidBy(on)],
        why,
      ),
    ];
  }
  if (expired?.how == null || on.replay?.kind === 'pulls') return [];
  const { host, how, aheadMs } = expired;
  const right: Evidence | null = aheadMs === null ? null : { look: 'clock', kind: 'clock', host, aheadMs };
  const certainty = aheadMs === null ? 'likely' : 'proven';
  const seen: Evidence = { look: 'hosts', kind: 'host', host, how };
  return [
    explained({ kind: 'certificate-expired', host, early: earlyOf(how) }, certainty, [
      seen,
      right,
      saidBy(on),
    ]),
  ];
}

export function earlyOf(how: How): boolean | null {
  return how.kind === 'expired' ? how.early : null;
}

function isExpired(endpoint: Case['endpoints'][number]): boolean {
  return hasFailed(endpoint) && endpoint.outcome.code === 'tls-expired';
}

/** No name at all, no route at all: then no mirror is to blame. */
function names(on: Case): readonly Explained[] {
  const { hosts, mirrors, replay } = on;
  if (replay?.kind !== 'fails' || hosts.length === 0) return [];
  const isAll = (...kinds: readonly How['kind'][]): boolean =>
    hosts.every(({ how }) => how !== null && kinds.includes(how.kind));
  const [first] = hosts;
  if (first?.how == null) return [];
  const { host, how } = first;
  const evidence = hosts.slice(0, 2).flatMap(hostEvidence);
  const mirrorsToo = mirrors.filter(hasFailed).every(({ outcome }) => NAMELESS.has(outcome.code));
  if (isAll('names-silent', 'names-broken') && mirrorsToo) {
    if (on.seen.machine.families.length === 0) {
      return [explained({ kind: 'no-network' }, 'proven', [...evidence, saidBy(on)])];
    }
    return [explained({ kind: 'names-fail', host, how }, 'proven', [...evidence, saidBy(on)])];
  }
  const isCut = mirrors.filter(hasFailed).every(({ outcome }) => outcome.code === 'connection-refused');
  if (isAll('no-route') && isCut && how.kind === 'no-route' && how.family !== 6) {
    return noRoute(on, evidence);
  }
  return [];
}

/** Where only these hosts have no route it is they who are out of reach, and not the world. */
function noRoute(on: Case, evidence: readonly Evidence[]): readonly Explained[] {
  const { families, defaultRoute } = on.seen.machine;
  if (families.length > 0 && defaultRoute !== false) return [];
  return [explained({ kind: 'no-network' }, 'proven', [...evidence, saidBy(on)])];
}

const NAMELESS: ReadonlySet<string> = new Set(['dns-failure', 'no-network']);

export function hostEvidence({ host, how }: HostSeen): readonly Evidence[] {
  return how === null ? [] : [{ look: 'hosts', kind: 'host', host, how }];
}
