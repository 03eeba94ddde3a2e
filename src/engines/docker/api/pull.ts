import type { PulledImage } from '../../../change/hands.ts';
import { tryPull } from '../../../change/try-pull.ts';
import { ENGINE_API } from '../../limits.ts';
import type { Endpoint } from '../endpoint.ts';
import { askEngine } from './client.ts';

/** Pulls an image through the engine, as `docker pull` does, and removes it again where it certainly was not there before. `ref`: familiar form with a tag or digest. */
export async function pullThrough(
  endpoint: Endpoint,
  ref: string,
  signal: AbortSignal,
): Promise<PulledImage> {
  const image = `/images/${encodeURIComponent(ref)}`;
  return await tryPull({
    async has() {
      const answer = await askEngine(endpoint, { method: 'GET', path: `${image}/json` });
      return answer.kind === 'response' ? answer.status !== 404 : null;
    },
    async pull() {
      let failure: string | null = null;
      const answer = await askEngine(endpoint, {
        method: 'POST',
        path: `/images/create?fromImage=${encodeURIComponent(ref)}`,
        timeoutMs: ENGINE_API.pullMs,
        signal,
        onLine: (line) => {
          failure ??= errorOf(line);
        },
      });
      if (answer.kind === 'api-failure') return answer.code;
      return answer.status < 300 ? failure : (messageOf(answer.body) ?? `HTTP ${answer.status}`);
    },
    async remove() {
      const answer = await askEngine(endpoint, { method: 'DELETE', path: image });
      return answer.kind === 'response' && answer.status === 200;
    },
  });
}

function errorOf(line: unknown): string | null {
  if (typeof line !== 'object' || line === null || !('error' in line)) return null;
  return typeof line.error === 'string' ? line.error : 'error';
}

function messageOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('message' in body)) return null;
  return typeof body.message === 'string' ? body.message : null;
}
