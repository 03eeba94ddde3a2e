import { type Ending, reply, type ServerAction } from '../../src/demo/answer.ts';
import {
  answers,
  at,
  type Behaviour,
  chain,
  changes,
  redirects,
  refuses,
  silence,
  tampers,
  when,
} from '../../src/demo/behaviour.ts';
import { bearerAuth, ownTokens, tokenIssuer } from '../../src/demo/token.ts';
import type { Code, Phase } from '../../src/probe/codes.ts';
import {
  endlessBody,
  oversizedManifest,
  parkedPage,
  redirectLoop,
  wrongLength,
} from './fake-registry-hostile.ts';
import { behaves, type Scenario } from './fake-registry-scenario.ts';

/** It answers, and a pull fails all the same; or worse, succeeds with the wrong bytes. */
export const brokenScenarios: readonly Scenario[] = [
  unsafe('config', 'a tampered config', at('config', tampers)),
  unsafe('manifest', 'a tampered index', at('manifest', tampers)),
  unsafe('platform-manifest', 'a tampered manifest', at('platform-manifest', tampers)),
  unsafe('layer', 'a tampered layer', at('layer', tampers)),
  unsafe('layer', 'a layer of other bytes that does not end', at('layer', endlessBody)),
  unsafe('manifest', 'an index that is not even JSON any more', at('manifest', garbled)),

  broken('not-a-registry', 'manifest', 'a parked domain', behaves(parkedPage)),
  broken('not-a-registry', 'manifest', 'a page where the manifest was', behaves(at('manifest', parkedPage))),
  broken(
    'not-a-registry',
    'config',
    'a page where the blobs were',
    behaves(at(['config', 'layer'], parkedPage)),
  ),

  broken('token-unreachable', 'token', 'a token realm that refuses', async (lab) => {
    const realm = `${await lab.closedPort()}/token`;
    const mirror = await lab.mirror(bearerAuth(tokenIssuer(), () => realm));
    return { url: mirror.url, mirror };
  }),
  broken('token-unreachable', 'token', 'a token realm that is silent', async (lab) => {
    const realm = `${(await lab.mirror(silence)).url}/token`;
    const mirror = await lab.mirror(bearerAuth(tokenIssuer(), () => realm));
    return { url: mirror.url, mirror };
  }),

  broken(
    'upstream-redirect',
    'config',
    'blobs come from the Hub, which is blocked',
    toHub(['config', 'layer']),
  ),
  broken('upstream-redirect', 'layer', 'layers come from the Hub, which is blocked', toHub(['layer'])),
  broken('connection-refused', 'config', 'blobs come from a store that is down', async (lab) => {
    const store = await lab.closedPort();
    const mirror = await lab.mirror(
      at(
        ['config', 'layer'],
        redirects(307, (visit) => store + visit.target),
      ),
    );
    return { url: mirror.url, mirror };
  }),

  broken('not-found', 'manifest', 'a registry with nothing in it', async (lab) => {
    const mirror = await lab.mirror(undefined, { content: new Map() });
    return { url: mirror.url, mirror };
  }),
  broken(
    'not-found',
    'config',
    'manifests without their blobs',
    behaves(at(['config', 'layer'], refuses(404, 'BLOB_UNKNOWN', 'blob unknown to registry'))),
  ),

  broken(
    'digest-not-found',
    'manifest',
    'a tag whose manifest is not there by digest',
    behaves(
      when(
        (visit) => visit.stage === 'manifest' && visit.reference?.startsWith('sha256:') === true,
        refuses(404, 'MANIFEST_UNKNOWN', 'unknown'),
      ),
    ),
  ),
  broken(
    'bad-token',
    'token',
    'a lifetime in quotes',
    behaves(
      chain(
        at(
          'token',
          answers(reply(200, { 'content-type': 'application/json' }, '{"token":"t","expires_in":"300"}')),
        ),
        ownTokens(),
      ),
    ),
  ),
  broken('bad-head', 'manifest', 'HEAD without a type', behaves(onHead({ 'content-type': undefined }))),
  broken(
    'bad-coding',
    'config',
    'a config that is called gzip and is not',
    behaves(
      at(
        ['config', 'layer'],
        changes(({ headers }) => ({ headers: { ...headers, 'content-encoding': 'gzip' } })),
      ),
    ),
  ),

  broken('server-error', 'manifest', 'a manifest that fails', behaves(at('manifest', fails(500)))),
  broken(
    'server-error',
    'config',
    'a gateway without its blob store',
    behaves(at(['config', 'layer'], fails(502))),
  ),

  broken(
    'redirect-loop',
    'manifest',
    'a manifest that leads to itself',
    behaves(at('manifest', redirectLoop)),
  ),
  broken('redirect-loop', 'layer', 'a layer that leads to itself', behaves(at('layer', redirectLoop))),

  broken('stalled', 'layer', 'a layer that stops coming', behaves(ends('layer', 'hang'))),
  broken('stalled', 'config', 'a config that stops coming', behaves(ends('config', 'hang'))),

  broken('truncated', 'layer', 'a layer that is cut short', behaves(ends('layer', 'close'))),
  broken(
    'truncated',
    'config',
    'a config that is shorter than it says',
    behaves(at('config', wrongLength(10))),
  ),

  broken(
    'oversized',
    'manifest',
    'a manifest of five megabytes',
    behaves(at('manifest', oversizedManifest(5e6))),
  ),
  broken('oversized', 'manifest', 'a manifest without end', behaves(at('manifest', endlessBody))),

  broken(
    'protocol-error',
    'layer',
    'a layer that leads out of the web',
    behaves(
      at(
        'layer',
        redirects(302, () => 'ftp://127.0.0.1/layer'),
      ),
    ),
  ),
  broken(
    'protocol-error',
    'manifest',
    'a manifest of an unheard-of type',
    behaves(
      at(
        'manifest',
        changes(({ headers }) => ({ headers: { ...headers, 'content-type': 'application/x-unheard-of' } })),
      ),
    ),
  ),
];

function onHead(changed: Readonly<Record<string, undefined>>): Behaviour {
  return when(
    (visit) => visit.method === 'HEAD' && visit.stage === 'manifest',
    changes(({ headers }) => ({
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !Object.hasOwn(changed, name))),
    })),
  );
}

/** The right length and the stated digest, and the end of the text is not what it was. */
function garbled(...[visit, next]: Parameters<Behaviour>): ServerAction {
  return changes(({ body }) => ({ body: Buffer.concat([body.subarray(0, -4), Buffer.from('!!!!')]) }))(
    visit,
    next,
  );
}

function unsafe(phase: Phase, name: string, behaviour: Behaviour): Scenario {
  return { name, code: 'digest-mismatch', verdict: 'unsafe', phase, set: behaves(behaviour) };
}

function broken(code: Code, phase: Phase, name: string, set: Scenario['set']): Scenario {
  return { name, code, verdict: 'broken', phase, set };
}

/** Data is left to the Hub; the lab's own lets no byte of a blob through. */
function toHub(stages: readonly ('config' | 'layer')[]): Scenario['set'] {
  return async (lab, hub) => {
    const mirror = await lab.mirror(
      at(
        stages,
        redirects(307, (visit) => hub.url + visit.target),
      ),
    );
    return { url: mirror.url, mirror };
  };
}

function fails(status: number): Behaviour {
  return refuses(status, 'UNKNOWN', 'unknown error');
}

function ends(stage: 'config' | 'layer', kind: Exclude<Ending['kind'], 'complete'>): Behaviour {
  return at(
    stage,
    changes(() => ({ ending: { kind, afterBytes: 100 } })),
  );
}
