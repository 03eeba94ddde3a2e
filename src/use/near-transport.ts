import { BODY_LIMITS } from '../limits.ts';
import { packageInfo, userAgent } from '../package-info.ts';
import { createTransport } from '../registry/transport/index.ts';
import { NO_PROXIES } from '../registry/transport/proxy.ts';
import type { Transport } from '../registry/transport/types.ts';

/** To a service of ours, which is on this machine or in its LAN: no proxy stands between. Close it. */
export function nearTransport(): Transport {
  return createTransport({
    ca: [],
    caFor: () => null,
    proxyFor: NO_PROXIES,
    ipFamily: null,
    userAgent: userAgent(packageInfo()),
    headerBytes: BODY_LIMITS.headerBytes,
    redirects: 0,
    admit: () => true,
  });
}
