import { at, type Behaviour, chain, redirects, when } from '../../src/demo/behaviour.ts';
import { ownTokens } from '../../src/demo/token.ts';
import type { Code, FaultyVerdict, Phase } from '../../src/probe/codes.ts';
import {
  dirtyError,
  dirtyHeaders,
  drippingBody,
  endlessBody,
  endlessHeaders,
  gzipBomb,
  manyChallengeHeaders,
  manyChallenges,
  redirectChain,
} from './fake-registry-hostile.ts';
import { behaves, type Scenario } from './fake-registry-scenario.ts';
import { tlsParts } from './fake-registry-tls.ts';

/** What is meant to hurt: memory, time, terminals and other hosts. None of it may, and each ends in a plain verdict. */
export const HOSTILE_SCENARIOS: readonly Scenario[] = [
  hostile('broken', 'oversized', 'ping', 'headers without end', endlessHeaders),
  hostile(
    'broken',
    'oversized',
    'manifest',
    'headers without end at the manifest',
    at('manifest', endlessHeaders),
  ),
  hostile(
    'broken',
    'oversized',
    'token',
    'a token without end',
    chain(at('token', endlessBody), ownTokens()),
  ),
  hostile('broken', 'oversized', 'config', 'a config without end', at('config', endlessBody)),
  hostile('broken', 'oversized', 'manifest', 'a gzip bomb for a manifest', at('manifest', gzipBomb)),
  hostile('broken', 'oversized', 'config', 'a gzip bomb for a config', at('config', gzipBomb)),
  hostile(
    'broken',
    'oversized',
    'ping',
    'two thousand challenges, each in its header',
    manyChallengeHeaders(2000),
  ),
  hostile(
    'restricted',
    'auth-required',
    null,
    'a thousand challenges in one header',
    manyChallenges(1000, (visit) => `${visit.url.origin}/token`),
  ),
  hostile(
    'degraded',
    'too-slow',
    'manifest',
    'a manifest byte by byte',
    at('manifest', onGet(drippingBody(200))),
  ),
  hostile('degraded', 'too-slow', 'layer', 'a layer byte by byte', at('layer', drippingBody(200))),
  hostile('broken', 'redirect-loop', 'manifest', 'twenty redirects', at('manifest', redirectChain(20))),
  hostile('restricted', 'denied', 'manifest', 'escape sequences and markup in the body', dirtyError(403)),
  hostile('broken', 'protocol-error', 'ping', 'escape sequences in the headers', dirtyHeaders),
  {
    name: 'a layer that leads from https to http',
    verdict: 'broken',
    code: 'protocol-error',
    phase: 'layer',
    set: async (lab) => {
      const { tls, caFile } = await tlsParts(lab, 'none');
      const plain = await lab.mirror();
      const mirror = await lab.mirror(
        at(
          'layer',
          redirects(307, (visit) => plain.url + visit.target),
        ),
        { tls },
      );
      return { url: mirror.url, mirror, options: ['--ca', caFile] };
    },
  },
];

function hostile(
  verdict: FaultyVerdict,
  code: Code,
  phase: Phase | null,
  name: string,
  behaviour: Behaviour,
): Scenario {
  return { verdict, code, phase, name, set: behaves(behaviour) };
}

/** A raw answer has a body for HEAD too, which would be another fault. */
function onGet(behaviour: Behaviour): Behaviour {
  return when((visit) => visit.method === 'GET', behaviour);
}
