import { cleanText } from '../registry/untrusted-text.ts';
import { builtinCatalogue } from './builtin.ts';
import { registriesOf, registryFacts } from './lookup.ts';
import type { MirrorForms } from './mirror-url.ts';
import { gatherProspects, type Prospect } from './prospects.ts';
import { parseRegistryName } from './registry-name.ts';
import type { LeftOut, LeftOutReason, SelectionProblem } from './selection-problem.ts';
import { ACCESS_KINDS, type Candidate, type Catalogue, OPERATOR_KINDS } from './types.ts';

export interface SelectionOptions {
  /** Of `--list`, in the order given; our own where none was. */
  readonly catalogues: readonly Catalogue[];
  /** Given as arguments: they replace the catalogues. */
  readonly urls: readonly string[];
  /** What the engine has already; added to the others. */
  readonly configured?: readonly string[];
  readonly registry: string;
  /** Which mirrors the engine can be told of; `host` unless given. */
  readonly forms?: MirrorForms;
  readonly all: boolean;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** The value of an environment variable that fills a personal address. */
  readonly personal: (variable: string) => string | undefined;
  /** `--image`: where the user names one, no registry needs a probe image. */
  readonly images?: readonly string[];
  /** What we know of addresses that come without any statement; our own catalogue unless given. */
  readonly known?: Catalogue;
}

export interface Selection {
  readonly candidates: readonly Candidate[];
  readonly problems: readonly SelectionProblem[];
  /** Entries that stand for the registry and are not asked, and why; not those that --only and --skip took out. */
  readonly leftOut: readonly LeftOut[];
  /** '' only beside a `bad-registry-name` or `no-probe-image` problem, or where `images` made it needless. */
  readonly probeImage: string;
  readonly upstream: URL | null;
}

/** Which mirrors one run looks at: the rules of --registry, --list, --all, --only and --skip. */
export function selectCandidates(options: SelectionOptions): Selection {
  const problems: SelectionProblem[] = [];
  const registry = parseRegistryName(options.registry);
  if (registry === null) {
    problems.push({ kind: 'bad-registry-name', shown: cleanText(options.registry) });
    return { candidates: [], problems, leftOut: [], probeImage: '', upstream: null };
  }
  const known = [...options.catalogues, options.known ?? builtinCatalogue()];
  const prospects = gatherProspects(
    { ...options, configured: options.configured ?? [], forms: options.forms ?? 'host', known, registry },
    (problem) => problems.push(problem),
  );
  problems.push(...unknownWords(options, prospects, known));

  const chosen = prospects.filter(
    (prospect) =>
      (options.only.length === 0 || options.only.some((word) => isMeant(prospect, word))) &&
      !options.skip.some((word) => isMeant(prospect, word)),
  );
  const candidates: Candidate[] = [];
  const leftOut: LeftOut[] = [];
  for (const prospect of chosen) {
    const why = reasonAgainst(prospect, options);
    if (why !== null) leftOut.push({ id: prospect.id, displayUrl: prospect.displayUrl, why });
    else if (prospect.url !== null) candidates.push(candidateOf(prospect, prospect.url));
  }
  const facts = registryFacts(known, registry);
  if (facts.probeImage === null && (options.images ?? []).length === 0) {
    problems.push({ kind: 'no-probe-image', registry });
  }
  if (candidates.length === 0 && !problems.some((problem) => problem.kind === 'unknown-word')) {
    problems.push(
      prospects.length === 0 && options.urls.length === 0
        ? { kind: 'unknown-registry', registry, known: registriesOf(known) }
        : { kind: 'nothing-selected' },
    );
  }
  return { candidates, problems, leftOut, probeImage: facts.probeImage ?? '', upstream: facts.upstream };
}

function isMeant({ id, entry }: Prospect, word: string): boolean {
  const wanted = word.toLowerCase();
  return (
    wanted === id || wanted === entry?.id || wanted === entry?.operator?.kind || wanted === entry?.access
  );
}

function unknownWords(
  { only, skip }: SelectionOptions,
  prospects: readonly Prospect[],
  known: readonly Catalogue[],
): SelectionProblem[] {
  const ids = prospects.map(({ id }) => id);
  const families = prospects.flatMap(({ entry }) => entry?.id ?? []);
  const words: ReadonlySet<string> = new Set([...ids, ...families, ...OPERATOR_KINDS, ...ACCESS_KINDS]);
  const judge =
    (option: 'only' | 'skip') =>
    (word: string): SelectionProblem[] => {
      if (words.has(word.toLowerCase())) return [];
      const elsewhere = known
        .flatMap((catalogue) => catalogue.mirrors)
        .filter((entry) => entry.id === word.toLowerCase())
        .flatMap((entry) => entry.addresses.flatMap(({ registry }) => (registry === null ? [] : [registry])));
      return [
        {
          kind: 'unknown-word',
          option,
          word: cleanText(word),
          ids,
          kinds: OPERATOR_KINDS,
          access: ACCESS_KINDS,
          elsewhere: [...new Set(elsewhere)],
        },
      ];
    };
  return [...only.flatMap(judge('only')), ...skip.flatMap(judge('skip'))];
}

/** --only with an id asks for that mirror whatever we think of it; with a kind of access, for that kind. */
function reasonAgainst(
  { id, entry, url, variable, wanted }: Prospect,
  { all, only, personal }: SelectionOptions,
): LeftOutReason | null {
  if (url === null && variable !== null) {
    return { kind: personal(variable)?.trim() ? 'bad-value' : 'no-value', variable };
  }
  const named = only.map((word) => word.toLowerCase());
  if (all || wanted || entry === null || named.includes(id) || named.includes(entry.id ?? id)) return null;
  if (entry.retired !== null) return { kind: 'retired', ...entry.retired };
  if (entry.access !== 'campus' && entry.access !== 'login') return null;
  return named.includes(entry.access) ? null : { kind: entry.access };
}

function candidateOf({ id, displayUrl, origin, entry, notes }: Prospect, url: Candidate['url']): Candidate {
  const retired = entry?.retired ?? null;
  return {
    id,
    url,
    displayUrl,
    operator: entry?.operator ?? null,
    access: entry?.access ?? null,
    retired: retired && { on: retired.on, reason: retired.reason.en, reasons: retired.reason },
    origin,
    notes,
    ...(entry?.limits ? { limits: entry.limits } : {}),
    ...(entry?.remark ? { remark: entry.remark } : {}),
  };
}
