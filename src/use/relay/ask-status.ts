import { BODY_LIMITS, TIMEOUTS } from '../../limits.ts';
import { schemaValidator } from '../../package-schema.ts';
import type { ImageReference } from '../../registry/reference.ts';
import type { RelayStatus } from '../../relay/index.ts';
import { nearTransport } from '../near-transport.ts';

/** What a relay says of itself; null: none answers there, or what answers is none. */
export async function askStatus(url: string): Promise<RelayStatus | null> {
  const text = await ask(url, '/status');
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const checked = await checkStatus(value);
  return checked.kind === 'valid' ? checked.value : null;
}

const checkStatus = schemaValidator<RelayStatus>('schema/relay-status.schema.json', 'status');

/** Its figures as Prometheus reads them. */
export function askMetrics(url: string): Promise<string | null> {
  return ask(url, '/metrics');
}

/** Does an image's manifest come through it? */
export async function serves(url: string, { registry, repository, tag }: ImageReference): Promise<boolean> {
  return (await ask(url, `/v2/${repository}/manifests/${tag ?? 'latest'}?ns=${registry}`)) !== null;
}

/** It is on this machine, or in the LAN: no proxy stands between. */
async function ask(url: string, path: string): Promise<string | null> {
  const transport = nearTransport();
  try {
    const exchange = await transport.exchange({
      method: 'GET',
      url: new URL(path, url),
      // Behind a manifest stand the mirrors' own time-outs.
      timeouts: { ...TIMEOUTS, headersMs: TIMEOUTS.mirrorMs },
      bodyPlan: () => ({ kind: 'whole', limitBytes: BODY_LIMITS.listBytes }),
      signal: new AbortController().signal,
    });
    const isWhole = exchange.kind === 'response' && exchange.head.status === 200 && exchange.bodyComplete;
    return isWhole ? new TextDecoder().decode(exchange.body) : null;
  } finally {
    await transport.close();
  }
}
