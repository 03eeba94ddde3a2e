import { matchesTemplate } from './address.ts';
import type { MirrorUrl } from './mirror-url.ts';
import type { Catalogue, CatalogueEntry, RegistryEntry } from './types.ts';

/** An entry that knows an address, and how. */
export interface Known {
  readonly entry: CatalogueEntry;
  /** The registry under which the entry has it. */
  readonly registry: string | null;
  /** What to print instead of the address, where it is a personal one. */
  readonly template: string | null;
}

/** The first entry that has this address: under `registry`, else under any other. */
export type LookUp = (url: MirrorUrl, registry: string) => Known | null;

/** Indexed once a run: a list of two thousand addresses is looked up two thousand times. */
export function indexAddresses(catalogues: readonly Catalogue[]): LookUp {
  const fixed = new Map<string, Known[]>();
  const templates: { template: string; known: Known }[] = [];
  for (const entry of catalogues.flatMap((catalogue) => catalogue.mirrors)) {
    for (const { registry, address } of entry.addresses) {
      // A bare address in a list says nothing that we did not know.
      if (registry === null && entry.id === null && entry.operator === null && entry.retired === null)
        continue;
      if (address.kind === 'template') {
        const { template } = address;
        templates.push({ template, known: { entry, registry, template } });
        continue;
      }
      const { href } = address.url;
      fixed.set(href, [...(fixed.get(href) ?? []), { entry, registry, template: null }]);
    }
  }
  return (url, registry) => {
    const personal = templates.filter(({ template }) => matchesTemplate(template, url));
    const all = [...(fixed.get(url.href) ?? []), ...personal.map(({ known }) => known)];
    return all.find((known) => known.registry === registry) ?? all[0] ?? null;
  };
}

/** What the catalogues know of a registry itself; the first that states a thing counts. */
export function registryFacts(catalogues: readonly Catalogue[], host: string): RegistryEntry {
  const entries = catalogues
    .flatMap((catalogue) => catalogue.registries)
    .filter((entry) => entry.host === host);
  return {
    host,
    upstream: entries.find((entry) => entry.upstream !== null)?.upstream ?? null,
    probeImage: entries.find((entry) => entry.probeImage !== null)?.probeImage ?? null,
  };
}

/** Registries that some entry stands in for, sorted. */
export function registriesOf(catalogues: readonly Catalogue[]): string[] {
  const names = catalogues
    .flatMap((catalogue) => catalogue.mirrors)
    .flatMap((entry) => entry.addresses)
    .flatMap(({ registry }) => (registry === null ? [] : [registry]));
  return [...new Set(names)].toSorted();
}
