import type { Candidate } from '../catalog/index.ts';
import { SURVEY } from '../limits.ts';
import type { ImageReference } from '../registry/reference.ts';
import type { MirrorReport, Report } from '../report/types.ts';
import { stillLimited } from '../survey/previous.ts';
import type { ReferenceSource } from '../survey/reference.ts';
import type { Population, PopulationHost } from './population.ts';
import type { ProbeSettings } from './probe-settings.ts';
import { readSource, type Sources, shownName } from './read-source.ts';
import { resolveReference } from './resolve-reference.ts';
import type { SourceProblem, SurveyProblem } from './survey-problem.ts';

/** All that a survey needs to know before its first question to a mirror. Plain data but for the upstream's URL. */
export interface PreparedSurvey {
  readonly kind: 'prepared';
  readonly candidates: readonly Candidate[];
  readonly image: ImageReference;
  readonly furtherImages: readonly ImageReference[];
  readonly upstream: URL | null;
  readonly reference: readonly ReferenceSource[];
  /** Mirrors that an earlier report says to leave alone for now. */
  readonly carriedOver: readonly MirrorReport[];
  readonly deadlineSeconds: number;
}

/** Reads what the options name: the reference, an earlier report. */
export async function prepareSurvey(
  settings: ProbeSettings,
  host: Pick<PopulationHost, 'onNote'>,
  sources: Sources,
  { image, furtherImages, upstream, candidates: all }: Population,
  nowMs: number,
): Promise<PreparedSurvey | SurveyProblem> {
  const reference = await resolveReference(settings.reference, image, sources);
  if ('kind' in reference) return reference;
  const previous = await previousReport(settings.previous, sources);
  if (previous !== null && 'kind' in previous) return previous;
  const { candidates, carriedOver } = sortOut(all, stillLimited(previous, nowMs));
  if (carriedOver.length > 0) host.onNote({ kind: 'carried-over', count: carriedOver.length });
  const deadlineSeconds = settings.deadlineSeconds ?? defaultDeadlineSeconds(candidates.length, settings);
  return {
    kind: 'prepared',
    candidates,
    image,
    furtherImages,
    upstream,
    reference,
    carriedOver,
    deadlineSeconds,
  };
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

async function previousReport(name: string | null, sources: Sources): Promise<Report | SourceProblem | null> {
  if (name === null) return null;
  const read = await readSource(name, 'previous', sources);
  if (read.kind === 'source') return read;
  const { parseStoredReport } = await import('../survey/stored-report.ts');
  const stored = await parseStoredReport(read.text);
  if (stored.ok) return stored.report;
  return {
    kind: 'source',
    option: 'previous',
    name: shownName(name),
    reason: stored.reason,
    detail: stored.detail,
  };
}
