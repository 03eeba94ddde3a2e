import { parseReference } from '../registry/reference.ts';
import { fillTemplate } from './address.ts';
import { BUILTIN } from './builtin.ts';
import { idFromUrl, takeId } from './ids.ts';
import { LIST } from './limits.ts';
import { indexAddresses, type LookUp } from './lookup.ts';
import { type MirrorForms, type MirrorUrl, parseMirrorUrl } from './mirror-url.ts';
import type { MirrorUrlNote, MirrorUrlProblem } from './mirror-url-problem.ts';
import type { MeantElse, SelectionProblem } from './selection-problem.ts';
import { shownUrl } from './shown-url.ts';
import type { Address, Candidate, Catalogue, CatalogueEntry, RegistryAddress } from './types.ts';

/** A mirror that may become a candidate. */
export interface Prospect {
  readonly id: string;
  /** null: a personal address whose value is missing or wrong. */
  readonly url: MirrorUrl | null;
  readonly displayUrl: string;
  readonly origin: Candidate['origin'];
  readonly entry: CatalogueEntry | null;
  readonly notes: readonly MirrorUrlNote[];
  /** Named by the user, or in a list of his that does not speak against it: never left out for what we think of it. */
  readonly wanted: boolean;
  readonly variable: string | null;
}

export interface ProspectSources {
  readonly catalogues: readonly Catalogue[];
  readonly known: readonly Catalogue[];
  readonly urls: readonly string[];
  readonly configured: readonly string[];
  readonly registry: string;
  readonly forms: MirrorForms;
  readonly personal: (variable: string) => string | undefined;
}

interface Search extends ProspectSources {
  readonly lookUp: LookUp;
  readonly report: (problem: SelectionProblem) => void;
}

/** Everything that could be asked, in the order named, each address once. */
export function gatherProspects(
  sources: ProspectSources,
  report: (problem: SelectionProblem) => void,
): Prospect[] {
  const fromUser = sources.urls.length > 0;
  const search: Search = { ...sources, lookUp: indexAddresses(sources.known), report };
  const found = [
    ...(fromUser ? fromTexts(search, sources.urls, 'argument') : fromCatalogues(search)),
    ...fromTexts(search, sources.configured, 'configured'),
  ];
  const taken = new Set<string>();
  return merge(found).map((prospect) => ({ ...prospect, id: takeId(prospect.id, taken) }));
}

function fromTexts(
  { known, registry, forms, lookUp, report }: Search,
  texts: readonly string[],
  origin: 'argument' | 'configured',
): Prospect[] {
  return texts.flatMap((given) => {
    // As in a file: what stands around an address came along with a paste.
    const text = given.trim() || given;
    const parsed = parseMirrorUrl(text, forms);
    if (!parsed.ok) {
      const named = known.flatMap((catalogue) => catalogue.mirrors).some((entry) => entry.id === text);
      const meantId = origin === 'argument' && named ? text : null;
      const meantElse = origin === 'argument' && meantId === null ? meantBy(text, parsed.problem) : null;
      report({ kind: 'bad-url', shown: shownUrl(text), problem: parsed.problem, origin, meantId, meantElse });
      return [];
    }
    const url = parsed.value;
    const fact = lookUp(url, registry);
    const elsewhere = fact !== null && fact.registry !== null && fact.registry !== registry;
    const displayUrl = fact?.template ?? url.href;
    if (elsewhere && fact.registry !== null && origin === 'argument') {
      report({ kind: 'other-registry', displayUrl, standsFor: fact.registry, registry });
    }
    // A family's id belongs to the address that stands in for the registry asked about.
    const entryId = elsewhere || fact === null ? null : idOf(fact.entry, url);
    const id = entryId ?? (fact?.template ? templateId(fact.template) : idFromUrl(url));
    const entry = fact?.entry ?? null;
    return [{ id, url, displayUrl, origin, entry, notes: parsed.notes, wanted: true, variable: null }];
  });
}

/** An image's name, or a word that stands for an option elsewhere, given where an address belongs. */
function meantBy(text: string, problem: MirrorUrlProblem): MeantElse | null {
  const option = OPTION_WORDS.get(text.toLowerCase());
  if (option !== undefined) return { kind: 'option', word: option };
  if (problem.kind !== 'no-scheme' && problem.kind !== 'not-a-mirror') return null;
  const isImage = text.length <= LIST.urlChars && parseReference(text).ok;
  return isImage && !/^[^/]*\./.test(text) ? { kind: 'image', word: text } : null;
}

const OPTION_WORDS: ReadonlyMap<string, string> = new Map([
  ['help', '--help'],
  ['version', '--version'],
  ['demo', '--demo'],
  ['all', '--all'],
]);

function fromCatalogues(search: Search): Prospect[] {
  return search.catalogues.flatMap(({ name, mirrors }) =>
    mirrors.flatMap((entry) =>
      entry.addresses
        .filter(({ registry }) => registry === null || registry === search.registry)
        .filter(({ address }) => search.forms === 'any' || !isPrefix(address))
        .map((address) => fromEntry(entry, address, name === BUILTIN ? 'catalogue' : 'list', search)),
    ),
  );
}

function fromEntry(
  entry: CatalogueEntry,
  { address }: RegistryAddress,
  origin: 'catalogue' | 'list',
  search: Search,
): Prospect {
  if (address.kind === 'template') {
    const { template, variable } = address;
    const value = search.personal(variable)?.trim();
    const url = value ? fillTemplate(template, value) : null;
    if (value && url === null) search.report({ kind: 'bad-personal-value', variable, displayUrl: template });
    const id = entry.id ?? templateId(template);
    const shared = { id, displayUrl: template, origin, entry, notes: [], variable };
    // Who sets the variable wants the mirror asked; a retired one is left out all the same.
    return { ...shared, url, wanted: url !== null && entry.retired === null };
  }
  const { url, notes } = address;
  const silent = entry.operator === null && entry.access === null && entry.retired === null;
  const fact = silent ? search.lookUp(url, search.registry) : null;
  const displayUrl = fact?.template ?? url.href;
  const knownId = fact !== null && fact.registry === search.registry ? idOf(fact.entry, url) : null;
  const id = idOf(entry, url) ?? knownId ?? (fact?.template ? templateId(fact.template) : idFromUrl(url));
  return { id, url, displayUrl, origin, entry: fact?.entry ?? entry, notes, wanted: silent, variable: null };
}

/** An entry has one id, and may have a host and a prefix for one registry. */
function idOf({ id }: CatalogueEntry, { imagePrefix }: MirrorUrl): string | null {
  return id === null || imagePrefix === '' ? id : `${id}-prefix`;
}

function isPrefix(address: Address): boolean {
  return address.kind === 'fixed' && address.url.imagePrefix !== '';
}

/** From the form and never from the address, which would tell the customer's part. */
function templateId(template: string): string {
  const parsed = parseMirrorUrl(template.replace('{id}', 'personal'));
  return parsed.ok ? idFromUrl(parsed.value) : 'personal';
}

/** One prospect an address: the first, with what a later one adds. */
function merge(prospects: readonly Prospect[]): Prospect[] {
  const merged = new Map<string, Prospect>();
  for (const prospect of prospects) {
    const key = prospect.url?.href ?? prospect.displayUrl;
    const first = merged.get(key);
    merged.set(
      key,
      first === undefined
        ? prospect
        : { ...first, entry: first.entry ?? prospect.entry, wanted: first.wanted || prospect.wanted },
    );
  }
  return [...merged.values()];
}
