import { at, reset, silence } from '../../src/demo/behaviour.ts';
import type { Code } from '../../src/probe/codes.ts';
import { drippingHeaders } from './fake-registry-hostile.ts';
import { behaves, nobody, type Scenario } from './fake-registry-scenario.ts';
import { type TlsFault, tlsParts } from './fake-registry-tls.ts';

/** No answer at all. */
export const deadScenarios: readonly Scenario[] = [
  dead(
    'dns-failure',
    'a name that nobody has',
    nobody(async () => 'http://mirror.invalid'),
  ),
  dead(
    'connection-refused',
    'a closed port',
    nobody((lab) => lab.closedPort()),
  ),
  {
    ...dead(
      'connection-timeout',
      'a port behind a firewall that drops',
      nobody((lab) => lab.blackHole()),
    ),
    impossibleOn: ['win32'],
  },
  dead('connection-reset', 'every connection is cut', behaves(reset)),
  dead('tls-untrusted', 'a certificate that signed itself', overTls('self-signed')),
  dead('tls-untrusted', 'a certificate of an unknown authority', overTls('unknown-authority')),
  dead('tls-expired', 'a certificate that ran out', overTls('expired')),
  dead('tls-expired', 'a certificate from next week', overTls('not-yet-valid')),
  dead('tls-name-mismatch', 'a certificate of somebody else', overTls('wrong-name')),
  dead('tls-failure', 'TLS 1.1 at most', overTls('old-protocol')),
  dead(
    'tls-failure',
    'no TLS at all on an https address',
    nobody(async (lab) => (await lab.mirror()).url.replace('http:', 'https:')),
  ),
  dead('response-timeout', 'a mirror that is half open', behaves(silence)),
  dead('response-timeout', 'headers one byte at a time', behaves(drippingHeaders(200))),
  broken('connection-reset', 'the manifest is cut', behaves(at('manifest', reset))),
  broken('response-timeout', 'the manifest never comes', behaves(at('manifest', silence))),
];

function dead(code: Code, name: string, set: Scenario['set']): Scenario {
  return { name, code, verdict: 'dead', phase: 'ping', set };
}

/** A code of the dead row, met after an answer. */
function broken(code: Code, name: string, set: Scenario['set']): Scenario {
  return { name, code, verdict: 'broken', phase: 'manifest', set };
}

function overTls(fault: TlsFault): Scenario['set'] {
  return async (lab) => {
    const { tls, caFile } = await tlsParts(lab, fault);
    const mirror = await lab.mirror(undefined, { tls });
    return { url: mirror.url, mirror, options: ['--ca', caFile] };
  };
}
