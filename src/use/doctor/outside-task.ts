import type { Candidate } from '../../catalog/index.ts';
import type { Client, Reason, WalkStage } from '../../clients/index.ts';
import { ASKED } from '../../doctor/limits.ts';
import type { EndpointSeen, HostSeen, OutsideSeen } from '../../doctor/seen.ts';
import { CODES, type Code, VERDICTS } from '../../probe/codes.ts';
import type { Platform } from '../../registry/platform.ts';
import type { ImageReference } from '../../registry/reference.ts';
import type { ProxyTrouble } from '../../registry/transport/types.ts';
import { cleanHost, cleanText } from '../../registry/untrusted-text.ts';
import type { HostRole, How } from '../../words/doctor/cause.ts';
import {
  flag,
  listOf,
  nullable,
  oneOf,
  type Parse,
  shape,
  tagged,
  text,
  whole,
} from '../unprivileged/shape.ts';

/** Whom to ask, and about what. Plain data: a process without privileges gets it as it is. */
export interface OutsideTask {
  /** The engine's own proxies as variables, without users and passwords: nobody is told those. */
  readonly env: Readonly<Record<string, string>>;
  /** CAs that count for every host, and those of single hosts, as PEM. */
  readonly trust: readonly string[];
  readonly certs: readonly (readonly [host: string, pem: string | null])[];
  readonly hosts: readonly { readonly host: string; readonly role: HostRole; readonly port: number }[];
  /** In the order in which the engine asks them. */
  readonly endpoints: readonly AskedEndpoint[];
  readonly image: ImageReference;
  readonly platform: Platform;
  readonly client: Client;
}

export interface AskedEndpoint {
  readonly candidate: Candidate;
  readonly isUpstream: boolean;
  /** How far it is asked. */
  readonly last: WalkStage;
  readonly requests: number;
}

/** What the child says of it, its form and every bound checked; null: not of the agreed form. Names are our own. Pure. */
export function outsideParser({ hosts, endpoints }: OutsideTask): (value: unknown) => OutsideSeen | null {
  const parse = shape<OutsideSeen>({
    hosts: listOf(hostParser, ASKED.hosts),
    endpoints: listOf(endpointParser, ASKED.endpoints),
  });
  return (value) => {
    const seen = parse(value);
    if (seen === undefined) return null;
    if (seen.hosts.length > hosts.length || seen.endpoints.length > endpoints.length) return null;
    return {
      hosts: seen.hosts.flatMap((found) => {
        const own = hosts.find(({ host }) => host === found.host);
        return own === undefined ? [] : [{ ...found, host: own.host, role: own.role }];
      }),
      endpoints: seen.endpoints.flatMap((found, index) => {
        const own = endpoints[index];
        if (own === undefined) return [];
        return [{ ...found, url: own.candidate.displayUrl, isUpstream: own.isUpstream }];
      }),
    };
  };
}

const address = text((value) => cleanText(value, ADDRESS_CHARS));
/** An IPv6 address with its zone. */
const ADDRESS_CHARS = 64;
const host = text(cleanHost);
const servers = listOf(address, ASKED.addresses);
const status = whole(100, 999);
const MOST_MS = 100 * 366 * 86_400_000;

const how: Parse<How> = tagged<How>({
  'name-not-found': { servers },
  'names-silent': { servers },
  'names-broken': { servers },
  'connect-timeout': { address: nullable(address) },
  refused: { address: nullable(address) },
  'no-route': { address: nullable(address), family: nullable(oneOf([4, 6])) },
  'fake-ip': { address: nullable(address) },
  'tls-silent': { other: nullable(flag) },
  reset: { other: nullable(flag) },
  closed: { other: nullable(flag) },
  'tls-failure': {},
  'plain-http': {},
  'wrong-certificate': { address: nullable(address), names: text(cleanText) },
  untrusted: { issuer: nullable(text(cleanText)) },
  expired: { early: nullable(flag) },
  silent: {},
  'server-error': { status },
  denied: { status },
  'rate-limited': {},
  portal: {},
  garbled: {},
});

const DEEDS: readonly ProxyTrouble['did'][] = [
  'unreachable',
  'silent',
  'foreign',
  'login',
  'refused',
  'failed',
];

const hostParser = shape<HostSeen>({
  host,
  role: oneOf(['registry', 'token', 'blob', 'other']),
  addresses: listOf(address, ASKED.addresses),
  isDirect: flag,
  how: nullable(how),
  proxy: nullable(
    shape<ProxyTrouble>({ proxy: text(cleanText), did: oneOf(DEEDS), status: nullable(status) }),
  ),
  isProxyNameless: flag,
  aheadMs: nullable(whole(-MOST_MS, MOST_MS)),
});

const ALL_CODES: readonly Code[] = Object.values(CODES).flat();
const STAGES: readonly WalkStage[] = ['ping', 'token', 'tag', 'manifest', 'config', 'layer'];
const REASONS: readonly Reason[] = [
  'no-answer',
  'status',
  'cut-off',
  'oversized',
  'bad-coding',
  'login-wanted',
  'bad-challenge',
  'bad-token',
  'no-type',
  'no-length',
  'length-zero',
  'bad-digest',
  'unsupported-type',
  'bad-manifest',
  'digest-mismatch',
  'size-mismatch',
  'platform-missing',
];

const endpointParser = shape<EndpointSeen>({
  url: text(cleanText),
  isUpstream: flag,
  outcome: tagged<EndpointSeen['outcome']>({
    serves: { stage: oneOf(STAGES) },
    fails: {
      reason: oneOf(REASONS),
      stage: oneOf(STAGES),
      status: nullable(status),
      verdict: oneOf(VERDICTS),
      code: oneOf(ALL_CODES),
      host,
      proxyDid: nullable(oneOf(DEEDS)),
      isOurs: flag,
      platforms: listOf(text(cleanText), ASKED.platforms),
    },
  }),
  quota: nullable(
    shape<NonNullable<EndpointSeen['quota']>>({
      limit: whole(0),
      remaining: nullable(whole(0)),
      windowSeconds: nullable(whole(0)),
      countedBy: nullable(text(cleanText)),
    }),
  ),
  aheadMs: nullable(whole(-MOST_MS, MOST_MS)),
});
