import type { Endpoint } from '../endpoint.ts';
import { askEngine } from './client.ts';

/** `GET /containers/json`: those that run, each by its first name; null: the engine does not say. Clean them before they are shown. */
export async function runningContainers(endpoint: Endpoint): Promise<readonly string[] | null> {
  const answer = await askEngine(endpoint, { method: 'GET', path: '/containers/json' });
  return answer.kind === 'response' && answer.status === 200 ? containerNames(answer.body) : null;
}

/** `[{"Names": ["/web", "/app/db"]} ..]`. A link to it is another of its names, with a slash more. Pure. */
export function containerNames(body: unknown): readonly string[] | null {
  if (!Array.isArray(body)) return null;
  const each: readonly unknown[] = body;
  return each.flatMap((container) => {
    const names: unknown =
      typeof container === 'object' && container !== null ? Reflect.get(container, 'Names') : null;
    const own: unknown = Array.isArray(names)
      ? names.find((name: unknown) => typeof name === 'string' && /^\/[^/]+$/.test(name))
      : null;
    return typeof own === 'string' ? [own.slice(1)] : [];
  });
}
