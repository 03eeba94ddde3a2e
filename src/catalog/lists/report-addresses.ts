import { isObject } from '../read-values.ts';

/**
 * The mirrors' addresses in a document that is a report of ours (schema/report.schema.json), or that an engine prints: `docker info -f json`
 * has them as `RegistryConfig.Mirrors`. null: it is another document.
 */
export function reportAddresses(document: unknown): string[] | null {
  if (!isObject(document)) return null;
  const { runId, mirrors, RegistryConfig } = document;
  if (typeof runId === 'string' && Array.isArray(mirrors)) {
    return mirrors.flatMap((mirror: unknown) =>
      isObject(mirror) && typeof mirror['url'] === 'string' ? [mirror['url']] : [],
    );
  }
  const info = isObject(RegistryConfig) ? RegistryConfig : document;
  const own = info['Mirrors'];
  return Array.isArray(own) ? own.filter((address) => typeof address === 'string') : null;
}
