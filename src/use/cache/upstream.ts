import { builtinCatalogue } from '../../catalog/index.ts';

/** Where a registry itself is asked, by the catalogue; else by its name. */
export function originOf(registry: string): string {
  return factsOf(registry)?.upstream?.origin ?? `https://${registry}`;
}

/** An image to see by that a cache of it serves; null: none is known. */
export function probeImageOf(registry: string): string | null {
  return factsOf(registry)?.probeImage ?? null;
}

function factsOf(registry: string) {
  return builtinCatalogue().registries.find(({ host }) => host === registry);
}
