import {
  type Catalogue,
  type CatalogueEntry,
  LIST,
  type ListFailure,
  type ListProblem,
  type ListTally,
  type ParsedList,
  type PassedOver,
  type RegistryAddress,
  type RegistryEntry,
} from '../../catalog/index.ts';
import { LIST_MESSAGE } from '../limits.ts';

/** A parsed list, piece by piece, as a process without privileges hands it over. Its name is the parent's own, and not among them. */
export type ListItem =
  | { readonly kind: 'registry'; readonly registry: RegistryEntry }
  | { readonly kind: 'entry'; readonly entry: Omit<CatalogueEntry, 'addresses'> }
  /** Of the entry that was named last. */
  | { readonly kind: 'address'; readonly address: RegistryAddress }
  | { readonly kind: 'problem'; readonly problem: Omit<ListProblem, 'list'> }
  | { readonly kind: 'taken'; readonly taken: ListTally['taken'][number] }
  | { readonly kind: 'passed'; readonly passed: PassedOver }
  /** The last. `passedOver`: how many there were; null: it is a list that is not tallied. */
  | { readonly kind: 'end'; readonly unreadable: ListFailure | null; readonly passedOver: number | null };

/** Pure. `updated` stays behind: a user's list is not told its age. */
export function itemsOf({ catalogue, problems, unreadable, tally }: ParsedList): readonly ListItem[] {
  return [
    ...catalogue.registries.map((registry) => ({ kind: 'registry', registry }) as const),
    ...catalogue.mirrors.flatMap(({ addresses, ...entry }) => [
      { kind: 'entry', entry } as const,
      ...addresses.map((address) => ({ kind: 'address', address }) as const),
    ]),
    ...problems.map(({ list: _, ...problem }) => ({ kind: 'problem', problem }) as const),
    ...(tally?.taken ?? []).map((taken) => ({ kind: 'taken', taken }) as const),
    ...(tally?.first ?? []).map((passed) => ({ kind: 'passed', passed }) as const),
    { kind: 'end', unreadable, passedOver: tally?.passedOver ?? null },
  ];
}

/** The list that they are of; null where they are not the items of one list. Pure. */
export function listOfItems(items: readonly ListItem[], name: string): ParsedList | null {
  const registries: RegistryEntry[] = [];
  const mirrors: (CatalogueEntry & { readonly addresses: RegistryAddress[] })[] = [];
  const problems: ListProblem[] = [];
  const taken: ListTally['taken'][number][] = [];
  const first: PassedOver[] = [];
  const catalogue: Catalogue = { name, registries, mirrors };
  for (const [index, item] of items.entries()) {
    switch (item.kind) {
      case 'registry':
        registries.push(item.registry);
        break;
      case 'entry':
        mirrors.push({ ...item.entry, addresses: [] });
        break;
      case 'address': {
        const entry = mirrors.at(-1);
        if (entry === undefined) return null;
        entry.addresses.push(item.address);
        break;
      }
      case 'problem':
        problems.push({ list: name, ...item.problem });
        break;
      case 'taken':
        taken.push(item.taken);
        break;
      case 'passed':
        first.push(item.passed);
        break;
      case 'end': {
        if (index < items.length - 1 || mirrors.length > LIST.entries || taken.length > LIST.entries)
          return null;
        // One more tells how many are not listed.
        if (problems.length > LIST.problems + 1 || first.length > LIST.problems) return null;
        const { unreadable, passedOver } = item;
        const tally = passedOver === null ? null : { list: name, taken, passedOver, first };
        return { catalogue, problems, unreadable, tally };
      }
      default:
        return item satisfies never;
    }
  }
  return null;
}

/** The items in as few messages as hold them. Pure. */
export function packed(items: readonly ListItem[]): readonly (readonly ListItem[])[] {
  const packs: ListItem[][] = [];
  let room = 0;
  for (const item of items) {
    if (room <= 0) {
      packs.push([]);
      room = LIST_MESSAGE.bytes;
    }
    packs.at(-1)?.push(item);
    room -= Buffer.byteLength(JSON.stringify(item)) + 1;
  }
  return packs;
}
