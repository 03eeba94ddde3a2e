import { type ProxyRefusal, refusalOfStatus } from './fault.ts';
import type { ResponseHead } from './types.ts';

/**
 * Did a forward proxy answer a plain-http request itself, in the mirror's place? 407 is a proxy's by definition; any other
 * error is known as the proxy's only where it says so: RFC 9209's Proxy-Status with an error, or Squid's X-Squid-Error.
 * A mirror could write these headers too, and would only deny itself.
 */
export function proxyRefusal({ status, headers }: ResponseHead): ProxyRefusal | null {
  if (status === 407) return refusalOfStatus(status, 'the proxy wants a login (407)');
  if (status < 400) return null;
  const reported = headers['proxy-status']?.find((value) => /;\s*error=/.test(value));
  const squid = headers['x-squid-error']?.[0];
  const words = reported ?? squid;
  return words === undefined ? null : refusalOfStatus(status, `${status}: ${words}`);
}
