import type { Candidate } from '../catalog/index.ts';
import { SURVEY } from '../limits.ts';
import { distinctImages } from '../registry/reference.ts';
import type { Learned, MirrorReport, Report } from '../report/types.ts';
import { leadersFirst, recall } from '../survey/learned.ts';
import { LEARNED } from '../survey/limits.ts';
import { stillLimited } from '../survey/previous.ts';
import { parseStoredReport } from '../survey/stored-report.ts';
import { imagesOfCompose } from './compose.ts';
import type { FailedErrand } from './outside.ts';
import { demoPopulation, listedPopulation, type PopulationHost, type Refused } from './population.ts';
import type { ProbeSettings } from './probe-settings.ts';
import type { ListReader } from './read-list.ts';
import { readSource, type Sources, shownName } from './read-source.ts';
import { resolveReference } from './resolve-reference.ts';
import type { SurveyOrder } from './survey-order.ts';
import type { SourceProblem, SurveyProblem } from './survey-problem.ts';

/** Whom to ask for what, and what it is held against. */
export interface Gathered {
  readonly kind: 'gathered';
  readonly order: SurveyOrder;
  /** Mirrors that an earlier report says to leave alone for now. */
  readonly carriedOver: readonly MirrorReport[];
  /** What an earlier report says that still helps, by id. */
  readonly recalled: ReadonlyMap<string, Learned>;
  /** All that were selected: those that are asked, and those that are left alone. */
  readonly selected: readonly Candidate[];
  /** Ends what was started to be asked (`--demo`). */
  stop(): Promise<void>;
}

/** Reads all that the options name: lists, the reference, an earlier report. Nothing is read after this. */
export async function gatherMirrors(
  given: ProbeSettings,
  host: PopulationHost,
  sources: Sources & { readonly readList: ListReader },
  nowMs: number,
): Promise<Gathered | Refused | FailedErrand> {
  const composed = await imagesOfCompose(given.compose ?? [], given.registry, host.env, sources);
  if (composed.problems.length > 0) return { kind: 'refused', problems: composed.problems };
  for (const note of composed.notes) host.onNote({ kind: 'compose', note });
  const settings = { ...given, images: distinctImages([...given.images, ...composed.images]) };
  const population = settings.demo
    ? await demoPopulation(settings, host)
    : await listedPopulation(settings, host, sources);
  if (population.kind !== 'population') return population;
  const { image, furtherImages, upstream, candidates: selected, stop } = population;
  const refuse = async (problem: SurveyProblem): Promise<Refused> => {
    await stop();
    return { kind: 'refused', problems: [problem] };
  };
  const reference = await resolveReference(settings.reference, image, sources);
  if (reference.kind === 'source') return refuse(reference);
  const previous = await previousReport(settings.previous, sources);
  if (previous.kind === 'source') return refuse(previous);
  const sorted = sortOut(selected, stillLimited(previous.report, nowMs));
  const { carriedOver } = sorted;
  if (carriedOver.length > 0) host.onNote({ kind: 'carried-over', count: carriedOver.length });
  const { vantage, registry, demo } = settings;
  const recalled = recall(previous.report, sorted.candidates, { nowMs, vantage, registry, demo }, LEARNED);
  const candidates = leadersFirst(sorted.candidates, recalled);
  const unthrottled = [...recalled].flatMap(([id, learned]): (readonly [string, number])[] =>
    learned.unthrottled === undefined ? [] : [[id, learned.unthrottled.bytes]],
  );
  const deadlineSeconds = settings.deadlineSeconds ?? defaultDeadlineSeconds(candidates.length, settings);
  const order = {
    candidates,
    image,
    furtherImages,
    upstream,
    reference: reference.sources,
    deadlineSeconds,
    unthrottled,
  };
  return { kind: 'gathered', order, carriedOver, recalled, selected, stop };
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
    if (earlier === undefined || (earlier.url !== displayUrl && earlier.url !== url.href))
      candidates.push(candidate);
    else carriedOver.push({ ...earlier, url: displayUrl, carriedOver: true });
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

/** `report`: null, none was named. */
type Previous = { readonly kind: 'previous'; readonly report: Report | null } | SourceProblem;

async function previousReport(name: string | null, sources: Sources): Promise<Previous> {
  if (name === null) return { kind: 'previous', report: null };
  const read = await readSource(name, 'previous', sources);
  if (read.kind === 'source') return read;
  const stored = await parseStoredReport(read.text);
  if (stored.ok) return { kind: 'previous', report: stored.report };
  return {
    kind: 'source',
    option: 'previous',
    name: shownName(name),
    reason: stored.reason,
    detail: stored.detail,
  };
}
