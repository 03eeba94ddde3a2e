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
export function lookUp(catalogues: readonly Catalogue[], url: MirrorUrl, registry: string): Known | null {
  const all = [...knownAs(catalogues, url)];
  const matches = all.filter((known) => known.registry === registry);
  return matches[0] ?? all[0] ?? null;
}

function* knownAs(catalogues: readonly Catalogue[], url: MirrorUrl): Generator<Known> {
  for (const entry of catalogues.flatMap((catalogue) => catalogue.mirrors)) {
    for (const { registry, address } of entry.addresses) {
      // A bare address in a list says nothing that we did not know.
      if (registry === null && entry.id === null && entry.operator === null && entry.retired === null)
        continue;
      if (address.kind === 'fixed' && address.url.href === url.href)
        yield { entry, registry, template: null };
      if (address.kind === 'template' && matchesTemplate(address.template, url)) {
        yield { entry, registry, template: address.template };
      }
    }
  }
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
