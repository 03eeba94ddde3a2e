import type { Access, OperatorKind } from '../catalog/index.ts';
import { reply } from './answer.ts';
import {
  answers,
  at,
  type Behaviour,
  chain,
  ignoresRange,
  paced,
  redirects,
  refuses,
  silence,
  tampers,
  waits,
  when,
} from './behaviour.ts';
import type { DemoContent } from './images.ts';
import { bearerAuth, ownTokens, tokenEndpoint, tokenIssuer } from './token.ts';

export type DemoMirrorId =
  | 'good-fast'
  | 'good-campus'
  | 'good-tokens'
  | 'good-cold-cache'
  | 'good-slow'
  | 'slow-start'
  | 'stale'
  | 'tampered'
  | 'unknown-tag'
  | 'allow-listed'
  | 'login'
  | 'rate-limited'
  | 'parked'
  | 'half-open'
  | 'dead'
  | 'token-unreachable'
  | 'upstream-redirect'
  | 'classic-only'
  | 'containerd-only'
  | 'server-error';

export interface Inhabitant {
  readonly id: DemoMirrorId;
  readonly kind: OperatorKind;
  readonly access: Access;
  readonly holds: keyof DemoContent;
  /** null: nobody listens. */
  readonly behaviour: Behaviour | null;
}

/** Addresses that some of the misbehaviour needs. */
export interface Surroundings {
  readonly hubUrl: string;
  readonly closedUrl: string;
}

const MiB = 1024 * 1024;

/** What a user meets out there, one of each. The rates lie far enough apart that the order is the same on every machine. */
export function population({ hubUrl, closedUrl }: Surroundings): readonly Inhabitant[] {
  return [
    mirror('good-fast', 'company', layers(paced(24 * MiB))),
    mirror('good-campus', 'university', chain(waits(15), layers(paced(10 * MiB)))),
    mirror('good-tokens', 'vendor', chain(ownTokens(), layers(paced(7 * MiB)))),
    // As a pull-through cache that has to fetch the blob first.
    mirror('good-cold-cache', 'community', layers(chain(ignoresRange, waits(300), paced(5 * MiB)))),
    mirror('good-slow', 'personal', layers(paced(1.5 * MiB))),
    // Some mirrors sleep before a blob in proportion to its size.
    mirror('slow-start', 'company', layers(chain(waits(2_000), paced(8 * MiB)))),
    { ...mirror('stale', 'community', layers(paced(16 * MiB))), holds: 'lastMonth' },
    mirror('tampered', 'personal', at('config', tampers)),
    { ...mirror('unknown-tag', 'personal', layers(paced(32 * MiB))), holds: 'invented' },
    {
      ...mirror(
        'allow-listed',
        'vendor',
        blobs(refuses(403, 'DENIED', '该镜像不在白名单内 (not in the allow list)')),
      ),
      access: 'allow-list',
    },
    { ...mirror('login', 'company', answers(MEMBERS_ONLY)), access: 'login' },
    mirror(
      'rate-limited',
      'university',
      refuses(429, 'TOOMANYREQUESTS', 'Too Many Requests', { 'retry-after': '600' }),
    ),
    mirror('parked', 'company', answers(FOR_SALE)),
    mirror('half-open', 'community', silence),
    mirror('dead', 'community', null),
    mirror(
      'token-unreachable',
      'vendor',
      bearerAuth(tokenIssuer(), () => `${closedUrl}/token`),
    ),
    mirror('upstream-redirect', 'cloud', blobs(redirects(307, (visit) => hubUrl + visit.target))),
    mirror(
      'classic-only',
      'company',
      chain(
        when((visit) => visit.namespace !== null, refuses(403, 'DENIED', 'query not allowed')),
        layers(paced(16 * MiB)),
      ),
    ),
    mirror('containerd-only', 'cloud', chain(challengesOnManifestsOnly(), layers(paced(16 * MiB)))),
    mirror('server-error', 'personal', at('manifest', refuses(503, 'UNAVAILABLE', 'service unavailable'))),
  ];
}

function mirror(id: DemoMirrorId, kind: OperatorKind, behaviour: Behaviour | null): Inhabitant {
  return { id, kind, access: 'public', holds: 'today', behaviour };
}

function layers(behaviour: Behaviour): Behaviour {
  return at('layer', behaviour);
}

function blobs(behaviour: Behaviour): Behaviour {
  return at(['config', 'layer'], behaviour);
}

/** Engines with the classic image store look for a challenge at `/v2/` and nowhere else. */
function challengesOnManifestsOnly(): Behaviour {
  const issuer = tokenIssuer();
  const guard = bearerAuth(issuer, (visit) => `${visit.url.origin}/token`);
  return chain(
    tokenEndpoint(issuer),
    when((visit) => visit.stage !== 'ping', guard),
  );
}

const MEMBERS_ONLY = reply(401, { 'www-authenticate': 'Basic realm="members"' }, 'Unauthorized\n');

const FOR_SALE = reply(
  200,
  { 'content-type': 'text/html; charset=utf-8' },
  '<!doctype html><title>This domain is for sale</title><h1>域名出售</h1>',
);
