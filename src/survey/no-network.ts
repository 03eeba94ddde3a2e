import type { Observation } from '../probe/observation.ts';
import type { HubContact } from './hub.ts';

/**
 * Is it the network that is missing, and not forty mirrors that died in the same minute? So when no name resolves (or the proxy fails, or this machine has no way
 * to an address): not a single mirror's, and not the upstream's; where the upstream was not asked, at least two mirrors must agree. Pure.
 */
export function noNetwork(observations: readonly Observation[], hub: HubContact): boolean {
  if (hub === 'answered' || hub === 'unreachable') return false;
  const hosts = new Set(observations.map(({ candidate }) => candidate.url.host));
  // A proxy that fails is named as such; it alone makes no network that is missing.
  const isProxyAlone = observations.every(({ findings }) =>
    findings.every(({ code }) => code === 'proxy-failed'),
  );
  return hosts.size >= (hub === 'unresolved' ? 1 : 2) && !isProxyAlone && noNameResolves(observations);
}

/** Every mirror failed before a packet left for it, so that the upstream's fate decides. Pure. */
export function noNameResolves(observations: readonly Observation[]): boolean {
  return observations.every(
    ({ answered, findings }) =>
      !answered &&
      findings.length > 0 &&
      findings.every(
        ({ code, detail }) =>
          code === 'dns-failure' || code === 'proxy-failed' || detail?.startsWith('ENETUNREACH') === true,
      ),
  );
}
