import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import {
  BUILTIN,
  builtinCatalogue,
  type Candidate,
  type Catalogue,
  isUsageError,
  type LeftOut,
  type ListProblem,
  type MirrorUrlNote,
  parseList,
  type SelectionProblem,
  selectCandidates,
} from '../catalog/index.ts';
import { ipFamilies } from '../host/network.ts';
import { PROBE_BUDGET, SURVEY, TIMEOUTS, type Timeouts } from '../limits.ts';
import { packageInfo } from '../package-info.ts';
import { type ImageReference, parseReference } from '../registry/reference.ts';
import type { ProxyChoice } from '../registry/transport/types.ts';
import type { MirrorReport, Parameters, Report } from '../report/types.ts';
import type { SurveyListener } from '../survey/events.ts';
import { openHub } from '../survey/hub.ts';
import { stillLimited } from '../survey/previous.ts';
import { type SurveyResult, survey } from '../survey/survey.ts';
import { toReport } from '../survey/to-report.ts';
import type { Messages } from '../terminal/messages/index.ts';
import { type Network, openNetwork } from './network.ts';
import type { ProbeSettings } from './probe-settings.ts';
import { readSource, type Sources, shownName } from './read-source.ts';
import { resolveReference } from './resolve-reference.ts';
import type { SourceProblem, SurveyProblem } from './survey-problem.ts';

/** What a run needs of the process it runs in. */
export interface RunHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly messages: Messages;
  /** Aborted with reason 'aborted' when the user stops the run. */
  readonly signal: AbortSignal;
  readonly onEvent: SurveyListener;
  /** Something to tell the user before the mirrors are asked; the run goes on. */
  readonly onNote: (note: RunNote) => void;
  /** The engine's own proxies, where they and not the shell's decide. */
  readonly proxyFor?: (url: URL) => ProxyChoice;
  /** Mirrors that an engine has already. */
  readonly configured?: readonly string[];
}

export type RunNote =
  | { readonly kind: 'list'; readonly problem: ListProblem }
  | { readonly kind: 'selection'; readonly problem: SelectionProblem }
  | { readonly kind: 'address'; readonly displayUrl: string; readonly note: MirrorUrlNote }
  | { readonly kind: 'left-out'; readonly entries: readonly LeftOut[] }
  | { readonly kind: 'carried-over'; readonly count: number };

export type SurveyRun =
  | { readonly kind: 'refused'; readonly problems: readonly SurveyProblem[] }
  | {
      readonly kind: 'surveyed';
      readonly report: Report;
      readonly result: SurveyResult;
      /** All that the report tells of, those that were carried over too. */
      readonly candidates: readonly Candidate[];
    };

/** From options to a report: lists, selection, reference, survey. Both mirror-check and mirror-apply run this. */
export async function runSurvey(settings: ProbeSettings, host: RunHost): Promise<SurveyRun> {
  const network = await openNetwork(settings, host.env, host.proxyFor ?? null);
  if (!('open' in network)) return { kind: 'refused', problems: [network] };
  const sources: Sources = { stdin: host.stdin, network, signal: host.signal };
  const population = settings.demo
    ? await demoPopulation(settings, host)
    : await listedPopulation(settings, host, sources);
  if ('problems' in population) return { kind: 'refused', problems: population.problems };
  try {
    return await surveyPopulation(settings, host, sources, population);
  } finally {
    await population.stop();
  }
}

/** Who is asked, for what. */
interface Population {
  readonly candidates: readonly Candidate[];
  readonly image: ImageReference;
  readonly furtherImages: readonly ImageReference[];
  readonly upstream: URL | null;
  stop(): Promise<void>;
}

type Refused = { readonly problems: readonly SurveyProblem[] };

async function surveyPopulation(
  settings: ProbeSettings,
  host: RunHost,
  sources: Sources,
  population: Population,
): Promise<SurveyRun> {
  const { image, furtherImages, upstream } = population;
  const reference = await resolveReference(settings.reference, image, sources);
  if ('kind' in reference) return { kind: 'refused', problems: [reference] };
  const previous = await previousReport(settings.previous, sources);
  if (previous !== null && 'kind' in previous) return { kind: 'refused', problems: [previous] };
  const startedAtMs = Date.now();
  const { candidates, carriedOver } = sortOut(population.candidates, stillLimited(previous, startedAtMs));

  if (carriedOver.length > 0) host.onNote({ kind: 'carried-over', count: carriedOver.length });

  const deadlineSeconds = settings.deadlineSeconds ?? defaultDeadlineSeconds(candidates.length, settings);
  const run = new AbortController();
  // Every mirror's clock listens.
  setMaxListeners(0, run.signal);
  const stop = (): void => run.abort('aborted');
  if (host.signal.aborted) stop();
  host.signal.addEventListener('abort', stop, { once: true });
  const deadline = setTimeout(() => run.abort('deadline'), deadlineSeconds * 1000);
  const timeouts: Timeouts = { ...TIMEOUTS, mirrorMs: settings.timeoutSeconds * 1000 };
  const asksHub = reference.some(({ kind }) => kind === 'hub' || kind === 'given');
  const hub =
    upstream === null || !asksHub
      ? null
      : openHub(
          sources.network.open(() => true),
          upstream,
          image,
          { timeouts, signal: run.signal },
        );
  try {
    const result = await survey({
      candidates,
      probe: {
        registry: settings.registry,
        upstreamHost: upstream?.host ?? null,
        image,
        furtherImages,
        platform: settings.platform,
        throughput: settings.throughput,
        timeouts,
        budget: { ...PROBE_BUDGET, layerBytes: settings.bytes },
        openTransport: (_, admit) => sources.network.open(admit),
        now: Date.now,
      },
      concurrency: settings.concurrency,
      downloadsAtOnce: SURVEY.downloadsAtOnce,
      finalists: settings.finalists,
      reference,
      hub,
      signal: run.signal,
      onEvent: host.onEvent,
    });
    const { name, version } = packageInfo();
    const report = toReport(
      result,
      {
        runId: randomUUID(),
        tool: { name, version },
        startedAtMs,
        finishedAtMs: Date.now(),
        vantage: {
          name: settings.vantage,
          ipFamilies: ipFamilies(),
          ...proxiesOf(candidates, sources.network),
        },
        parameters: parametersOf(settings, [image, ...furtherImages], deadlineSeconds),
        image,
        carriedOver,
      },
      host.messages.verdict,
    );
    return { kind: 'surveyed', report, result, candidates: population.candidates };
  } finally {
    clearTimeout(deadline);
    host.signal.removeEventListener('abort', stop);
    await hub?.close();
  }
}

/** Who is asked, and who is only told of: an id may be another mirror's by now, and a report of this machine's spells personal addresses out. */
function sortOut(
  population: readonly Candidate[],
  waiting: ReadonlyMap<string, MirrorReport>,
): { readonly candidates: readonly Candidate[]; readonly carriedOver: readonly MirrorReport[] } {
  const candidates: Candidate[] = [];
  const carriedOver: MirrorReport[] = [];
  for (const candidate of population) {
    const { id, url, displayUrl } = candidate;
    const earlier = waiting.get(id);
    if (earlier === undefined || (earlier.url !== displayUrl && earlier.url !== url.href)) candidates.push(candidate);
    else carriedOver.push({ ...earlier, url: displayUrl });
  }
  return { candidates, carriedOver };
}

/** `--deadline` where the user gave none: a first round in waves of `concurrency`, then the finalists. */
export function defaultDeadlineSeconds(
  mirrors: number,
  settings: Pick<ProbeSettings, 'concurrency' | 'timeoutSeconds' | 'finalists' | 'throughput'>,
): number {
  const waves = Math.max(1, Math.ceil(mirrors / settings.concurrency));
  const finalists = settings.throughput ? settings.finalists : 0;
  return waves * settings.timeoutSeconds + finalists * SURVEY.secondsPerFinalist;
}

async function listedPopulation(
  settings: ProbeSettings,
  host: RunHost,
  sources: Sources,
): Promise<Population | Refused> {
  const catalogues: Catalogue[] = [];
  const problems: SurveyProblem[] = [];
  for (const name of settings.lists.length === 0 ? [BUILTIN] : settings.lists) {
    if (name === BUILTIN) {
      catalogues.push(builtinCatalogue());
      continue;
    }
    const read = await readSource(name, 'list', sources);
    if (read.kind === 'source') {
      problems.push(read);
      continue;
    }
    const list = parseList(read.text, shownName(name));
    if (list.unreadable !== null) problems.push({ kind: 'list', name, failure: list.unreadable });
    for (const problem of list.problems) host.onNote({ kind: 'list', problem });
    catalogues.push(list.catalogue);
  }
  if (problems.length > 0) return { problems };

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
  if (told.length > 0) return { problems: told.map((problem) => ({ kind: 'selection', problem })) };
  for (const problem of selection.problems) host.onNote({ kind: 'selection', problem });
  for (const { displayUrl, notes, origin } of selection.candidates) {
    if (origin === 'catalogue') continue;
    for (const note of notes ?? []) host.onNote({ kind: 'address', displayUrl, note });
  }
  if (selection.leftOut.length > 0) host.onNote({ kind: 'left-out', entries: selection.leftOut });

  const [first, ...furtherImages] = settings.images;
  const probeImage = parseReference(selection.probeImage, settings.registry);
  if (first === undefined && !probeImage.ok) {
    return { problems: [{ kind: 'image', text: selection.probeImage, problem: probeImage.problem }] };
  }
  const image = first ?? (probeImage.ok ? probeImage.value : null);
  if (image === null) throw new Error('no image to probe with');
  const upstream = settings.hub ?? selection.upstream;
  return { candidates: selection.candidates, image, furtherImages, upstream, stop: async () => {} };
}

async function demoPopulation(settings: ProbeSettings, host: RunHost): Promise<Population> {
  const { DEMO_IMAGE, startDemo } = await import('../demo/index.ts');
  const image = parseReference(DEMO_IMAGE);
  if (!image.ok) throw new Error(`the demo's image has no valid name: ${DEMO_IMAGE}`);
  const demo = await startDemo(host.messages.demo.operators);
  const [first, ...furtherImages] = settings.images;
  return {
    candidates: demo.candidates,
    image: first ?? image.value,
    furtherImages,
    upstream: new URL(demo.hubUrl),
    stop: () => demo.stop(),
  };
}

async function previousReport(
  name: string | null,
  sources: Sources,
): Promise<Report | SourceProblem | null> {
  if (name === null) return null;
  const read = await readSource(name, 'previous', sources);
  if (read.kind === 'source') return read;
  const { parseStoredReport } = await import('../host/stored-report.ts');
  const stored = await parseStoredReport(read.text);
  if (stored.ok) return stored.report;
  return { kind: 'source', option: 'previous', name: shownName(name), reason: stored.reason, detail: stored.detail };
}

function proxiesOf(
  candidates: readonly Candidate[],
  network: Network,
): Pick<Report['vantage'], 'proxied' | 'proxyKind'> {
  for (const { url } of candidates) {
    const choice = network.proxyFor(new URL(url.href));
    if (choice.kind !== 'direct') return { proxied: true, proxyKind: choice.kind };
  }
  return { proxied: false, proxyKind: null };
}

function parametersOf(
  settings: ProbeSettings,
  images: readonly ImageReference[],
  deadlineSeconds: number,
): Parameters {
  const { os, architecture, variant } = settings.platform;
  return {
    registry: settings.registry,
    images: images.map(({ familiar }) => familiar),
    platform: [os, architecture, variant].filter((part) => part !== null && part !== '').join('/'),
    lists: settings.lists.length === 0 ? [BUILTIN] : settings.lists.map(shownName),
    timeoutSeconds: settings.timeoutSeconds,
    deadlineSeconds,
    concurrency: settings.concurrency,
    bytes: settings.bytes,
    finalists: settings.finalists,
    throughput: settings.throughput,
    ip: settings.ip,
    demo: settings.demo,
  };
}
