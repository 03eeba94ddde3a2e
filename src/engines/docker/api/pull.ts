import type { PulledImage } from '../../../change/hands.ts';
import { ENGINE_API } from '../../limits.ts';
import type { Endpoint } from '../endpoint.ts';
import { askEngine } from './client.ts';

/** Pulls an image through the engine, as `docker pull` does, and removes it again where it certainly was not there before. `ref`: familiar form with a tag or digest. */
export async function pullThrough(
  endpoint: Endpoint,
  ref: string,
  signal: AbortSignal,
): Promise<PulledImage> {
  const isNew = await isMissing(endpoint, ref);
  const startedAt = performance.now();
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
  const seconds = (performance.now() - startedAt) / 1000;
  if (answer.kind === 'api-failure') return { kind: 'pull-failed', seconds, detail: answer.code };
  if (answer.status >= 300) {
    return { kind: 'pull-failed', seconds, detail: messageOf(answer.body) ?? `HTTP ${answer.status}` };
  }
  if (failure !== null) return { kind: 'pull-failed', seconds, detail: failure };
  return { kind: 'pulled', seconds, kept: !(isNew && (await remove(endpoint, ref))) };
}

async function remove(endpoint: Endpoint, ref: string): Promise<boolean> {
  const answer = await askEngine(endpoint, { method: 'DELETE', path: `/images/${encodeURIComponent(ref)}` });
  return answer.kind === 'response' && answer.status === 200;
}

/** Only where the engine says so: an image of the user's must not be taken for one of ours because the engine was slow. */
async function isMissing(endpoint: Endpoint, ref: string): Promise<boolean> {
  const answer = await askEngine(endpoint, {
    method: 'GET',
    path: `/images/${encodeURIComponent(ref)}/json`,
  });
  return answer.kind === 'response' && answer.status === 404;
}

function errorOf(line: unknown): string | null {
  if (typeof line !== 'object' || line === null || !('error' in line)) return null;
  return typeof line.error === 'string' ? line.error : 'error';
}

function messageOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('message' in body)) return null;
  return typeof body.message === 'string' ? body.message : null;
}
