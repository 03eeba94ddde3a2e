import { reply } from '../../src/demo/answer.ts';
import {
  answers,
  at,
  type Behaviour,
  chain,
  changes,
  paced,
  refuses,
  silence,
  when,
} from '../../src/demo/behaviour.ts';
import { contentOf } from '../../src/demo/content.ts';
import { hubBehaviour } from '../../src/demo/hub.ts';
import { bearerAuth, ownTokens, tokenEndpoint, tokenIssuer } from '../../src/demo/token.ts';
import type { Code, FaultyVerdict, Phase } from '../../src/probe/codes.ts';
import { daysFromNow } from './certificates.ts';
import { behaves, nobody, type Scenario } from './fake-registry-scenario.ts';
import { brokenScenarios } from './fake-registry-scenarios-broken.ts';
import { deadScenarios } from './fake-registry-scenarios-dead.ts';
import { tlsParts } from './fake-registry-tls.ts';
import { alien, older } from './images.ts';

const denied = (message: string): Behaviour => refuses(403, 'DENIED', message);
const limited = refuses(429, 'TOOMANYREQUESTS', 'You have reached your limit.', { 'retry-after': '3600' });

/** Every code of docs/interface.md at least once. */
export const SCENARIOS: readonly Scenario[] = [
  ...deadScenarios,
  ...brokenScenarios,

  earns('unsafe', 'tag-mismatch', 'manifest', 'a tag that the Hub never had', async (lab) => {
    const mirror = await lab.mirror(undefined, { content: contentOf({ tagged: [alien] }) });
    return { url: mirror.url, mirror };
  }),

  earns(
    'restricted',
    'denied',
    'manifest',
    'manifests are denied',
    behaves(at('manifest', denied('region'))),
  ),
  earns(
    'restricted',
    'denied',
    'config',
    'blobs are denied',
    behaves(at(['config', 'layer'], denied('region'))),
  ),
  earns(
    'restricted',
    'allow-listed',
    'config',
    'blobs of images on a list only',
    behaves(at(['config', 'layer'], denied('该镜像不在白名单内'))),
  ),
  earns(
    'restricted',
    'allow-listed',
    'manifest',
    'manifests of images on a list only',
    behaves(at('manifest', denied('This image is not in the whitelist'))),
  ),
  earns(
    'restricted',
    'auth-required',
    null,
    'a login for everything',
    behaves(answers(reply(401, { 'www-authenticate': 'Basic realm="members"' }))),
  ),
  earns('restricted', 'token-denied', 'token', 'no token for strangers', behaves(tokens(403))),
  earns('restricted', 'token-denied', 'token', 'a token for members', behaves(tokens(401))),

  earns('limited', 'rate-limited', 'ping', 'limited from the first request', behaves(limited)),
  earns('limited', 'rate-limited', 'manifest', 'limited at the manifest', behaves(at('manifest', limited))),

  earns('degraded', 'stale', 'manifest', "last month's image", async (lab) => {
    const mirror = await lab.mirror(undefined, { content: contentOf({ tagged: [older] }) });
    return { url: mirror.url, mirror };
  }),
  earns('degraded', 'unconfirmed', 'manifest', 'the Hub fails when asked for the digest', async (lab) => {
    const fails = when(
      (visit) => visit.reference?.startsWith('sha256:') === true,
      refuses(503, 'UNAVAILABLE', ''),
    );
    const hub = await lab.hub(chain(hubBehaviour(), fails));
    const mirror = await lab.mirror(undefined, { content: contentOf({ tagged: [older] }) });
    return { url: mirror.url, mirror, options: ['--hub', hub.url] };
  }),
  // 320 KB at 8 KiB/s are 39 s.
  earns(
    'degraded',
    'too-slow',
    'layer',
    'a trickle',
    behaves(at('layer', paced(8 * 1024)), '--timeout', '4'),
  ),
  earns(
    'degraded',
    'classic-only',
    'manifest',
    'queries are blocked',
    behaves(when((visit) => visit.namespace !== null, denied('blocked'))),
  ),
  earns(
    'degraded',
    'containerd-only',
    'manifest',
    'an open /v2/ and challenges on manifests',
    behaves(openPing()),
  ),
  earns(
    'degraded',
    'containerd-only',
    'manifest',
    'images by namespace only',
    behaves(
      at(
        ['manifest', 'platform-manifest', 'config', 'layer'],
        when((visit) => visit.namespace === null, refuses(404, 'NAME_UNKNOWN', 'which registry?')),
      ),
    ),
  ),
  earns(
    'degraded',
    'image-missing',
    'manifest',
    'one image of two',
    behaves((visit, next) => next(visit), '--image', 'redis:7'),
  ),
  earns(
    'degraded',
    'image-missing',
    'manifest',
    'the first image of two is missing',
    behaves(
      when((visit) => visit.repository === 'library/nginx', refuses(404, 'NAME_UNKNOWN', 'no such image')),
      '--image',
      'team/app:1.0',
    ),
  ),

  earns(
    'degraded',
    'platform-missing',
    'manifest',
    'an image for other platforms',
    behaves((visit, next) => next(visit), '--platform', 'linux/mips64le'),
  ),

  {
    ...earns('unknown', 'aborted', null, 'stopped by the user', behaves(silence)),
    interrupt: true,
    impossibleOn: ['win32'],
  },
  earns('unknown', 'deadline', null, 'out of time', behaves(silence, '--deadline', '1')),
  earns('unknown', 'proxy-failed', null, 'a proxy that is down', async (lab) => ({
    url: 'http://mirror.invalid',
    mirror: null,
    options: ['--probe-proxy', await lab.closedPort()],
  })),
  earns(
    'unknown',
    'no-network',
    null,
    'no name resolves, not even the Hub',
    nobody(async () => 'http://a.invalid', 'http://b.invalid', '--hub', 'http://hub.invalid'),
  ),
  earns('unknown', 'clock-wrong', null, 'our clock is days slow', async (lab) => {
    const { tls, caFile } = await tlsParts(lab, 'not-yet-valid');
    const date = daysFromNow(3).toUTCString();
    const later = changes(({ headers }) => ({ headers: { ...headers, date } }));
    const mirror = await lab.mirror(later, { tls });
    return { url: mirror.url, mirror, options: ['--ca', caFile] };
  }),
  earns('unknown', 'no-such-image', null, 'a tag that the Hub itself does not have', async (lab, hub) => {
    const absent = at('manifest', refuses(404, 'MANIFEST_UNKNOWN', 'manifest unknown'));
    hub.setBehaviour(absent);
    const mirror = await lab.mirror(absent);
    return { url: mirror.url, mirror };
  }),
];

function earns(
  verdict: FaultyVerdict,
  code: Code,
  phase: Phase | null,
  name: string,
  set: Scenario['set'],
): Scenario {
  return { verdict, code, phase, name, set };
}

/** A token endpoint that refuses, before a registry that asks for tokens. */
function tokens(status: 401 | 403): Behaviour {
  return chain(at('token', refuses(status, 'DENIED', 'no anonymous access')), ownTokens());
}

/** The classic store takes its challenge from `/v2/` alone, and here there is none. */
function openPing(): Behaviour {
  const issuer = tokenIssuer();
  return chain(
    tokenEndpoint(issuer),
    when(
      (visit) => visit.stage !== 'ping',
      bearerAuth(issuer, (visit) => `${visit.url.origin}/token`),
    ),
  );
}
