import {
  BUILTIN,
  builtinCatalogue,
  type Candidate,
  type Catalogue,
  type CatalogueAge,
  catalogueAge,
  isUsageError,
  type LeftOut,
  type ListProblem,
  type ListTally,
  type MirrorUrlNote,
  type SelectionProblem,
  selectCandidates,
} from '../catalog/index.ts';
import { errnoOf } from '../host/file-failure.ts';
import type { Confinement } from '../host/privileges.ts';
import { type ImageReference, parseReference } from '../registry/reference.ts';
import { loadMessages } from '../words/index.ts';
import type { Lang } from '../words/lang.ts';
import type { ComposeNote } from './compose.ts';
import type { FailedErrand } from './outside.ts';
import type { ProbeSettings } from './probe-settings.ts';
import type { ListReader } from './read-list.ts';
import { shownName } from './read-source.ts';
import type { SurveyProblem } from './survey-problem.ts';

/** What choosing whom to ask needs of the process it runs in. */
export interface PopulationHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly lang: Lang;
  /** Something to tell the user before the mirrors are asked; the run goes on. */
  readonly onNote: (note: RunNote) => void;
  /** Mirrors that an engine has already. */
  readonly configured?: readonly string[];
}

export type RunNote =
  | { readonly kind: 'list'; readonly problem: ListProblem }
  | { readonly kind: 'tally'; readonly tally: ListTally }
  | { readonly kind: 'catalogue-age'; readonly age: CatalogueAge }
  | { readonly kind: 'selection'; readonly problem: SelectionProblem }
  | { readonly kind: 'address'; readonly displayUrl: string; readonly note: MirrorUrlNote }
  | { readonly kind: 'left-out'; readonly entries: readonly LeftOut[] }
  | { readonly kind: 'compose'; readonly note: ComposeNote }
  | { readonly kind: 'carried-over'; readonly count: number }
  /** As root: what keeps the process that talks to mirrors from new privileges, and is missing here. */
  | { readonly kind: 'unconfined'; readonly lacking: readonly Confinement[] };

/** Who is asked, for what. */
export interface Population {
  readonly kind: 'population';
  readonly candidates: readonly Candidate[];
  readonly image: ImageReference;
  readonly furtherImages: readonly ImageReference[];
  readonly upstream: URL | null;
  stop(): Promise<void>;
}

export interface Refused {
  readonly kind: 'refused';
  readonly problems: readonly SurveyProblem[];
}

/** The mirrors of the lists, the arguments and the engine, as the options select them. */
export async function listedPopulation(
  settings: ProbeSettings,
  host: PopulationHost,
  sources: { readonly readList: ListReader },
): Promise<Population | Refused | FailedErrand> {
  const catalogues: Catalogue[] = [];
  const problems: SurveyProblem[] = [];
  for (const name of settings.lists.length === 0 ? [BUILTIN] : settings.lists) {
    if (name === BUILTIN) {
      const own = builtinCatalogue();
      const age = catalogueAge(own, Date.now());
      // It says nothing of addresses that the user gave.
      if (age !== null && settings.urls.length === 0) host.onNote({ kind: 'catalogue-age', age });
      catalogues.push(own);
      continue;
    }
    const read = await sources.readList(name);
    if (read.kind === 'failure') return read;
    if (read.kind === 'source') {
      problems.push(read);
      continue;
    }
    const { list } = read;
    if (list.unreadable !== null)
      problems.push({ kind: 'list', name: shownName(name), failure: list.unreadable });
    for (const problem of list.problems) host.onNote({ kind: 'list', problem });
    if (list.tally !== null) host.onNote({ kind: 'tally', tally: list.tally });
    catalogues.push(list.catalogue);
  }
  if (problems.length > 0) return { kind: 'refused', problems };

  const selection = selectCandidates({
    ...settings,
    catalogues,
    configured: host.configured ?? [],
    images: settings.images.map(({ familiar }) => familiar),
    personal: (variable) => host.env[variable],
  });
  const wrong = selection.problems.filter(isUsageError);
  // That nothing is left to ask goes without saying where a cause is named.
  const causes = wrong.filter(({ kind }) => kind !== 'nothing-selected');
  const told = causes.length > 0 ? causes : wrong;
  if (told.length > 0)
    return { kind: 'refused', problems: told.map((problem) => ({ kind: 'selection', problem })) };
  for (const problem of selection.problems) host.onNote({ kind: 'selection', problem });
  for (const { displayUrl, notes, origin } of selection.candidates) {
    if (origin === 'catalogue') continue;
    for (const note of notes ?? []) host.onNote({ kind: 'address', displayUrl, note });
  }
  if (selection.leftOut.length > 0) host.onNote({ kind: 'left-out', entries: selection.leftOut });

  const [first, ...furtherImages] = settings.images;
  const probeImage = parseReference(selection.probeImage, settings.registry);
  if (first === undefined && !probeImage.ok) {
    const problem = { kind: 'image', text: selection.probeImage, problem: probeImage.problem } as const;
    return { kind: 'refused', problems: [problem] };
  }
  const image = first ?? (probeImage.ok ? probeImage.value : null);
  if (image === null) throw new Error('no image to probe with');
  const upstream = settings.hub ?? selection.upstream;
  const { candidates } = selection;
  return { kind: 'population', candidates, image, furtherImages, upstream, stop: async () => {} };
}

/** The simulated mirrors of `--demo`, which run until `stop`. */
export async function demoPopulation(
  settings: ProbeSettings,
  host: PopulationHost,
): Promise<Population | Refused> {
  const { DEMO_IMAGE, startDemo } = await import('../demo/index.ts');
  const image = parseReference(DEMO_IMAGE);
  if (!image.ok) throw new Error(`the demo's image has no valid name: ${DEMO_IMAGE}`);
  const words = await loadMessages(host.lang, ['demo']);
  const demo = await startDemo(words.demo.operators).catch((error: unknown) => {
    const code = errnoOf(error);
    if (code === null) throw error;
    return { kind: 'demo', code } as const;
  });
  if ('code' in demo) return { kind: 'refused', problems: [demo] };
  const [first, ...furtherImages] = settings.images;
  return {
    kind: 'population',
    candidates: demo.candidates,
    image: first ?? image.value,
    furtherImages,
    upstream: new URL(demo.hubUrl),
    stop: () => demo.stop(),
  };
}
