import { randomUUID } from 'node:crypto';
import { BUILTIN, type Candidate } from '../catalog/index.ts';
import { ipFamilies } from '../host/network.ts';
import { isRoot } from '../host/read-pem.ts';
import { CHILD } from '../limits.ts';
import { packageInfo } from '../package-info.ts';
import type { ImageReference } from '../registry/reference.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import type { Parameters, Report } from '../report/types.ts';
import type { SurveyListener } from '../survey/events.ts';
import { type RunFacts, toReport } from '../survey/to-report.ts';
import { loadMessages } from '../words/index.ts';
import { conductSurvey } from './conduct-survey.ts';
import { type Network, openNetwork } from './network.ts';
import { demoPopulation, listedPopulation, type PopulationHost } from './population.ts';
import { type PreparedSurvey, prepareSurvey } from './prepare-survey.ts';
import type { ProbeSettings } from './probe-settings.ts';
import { fetchThrough, type Sources, shownName } from './read-source.ts';
import type { SurveyProblem } from './survey-problem.ts';
import type { Away } from './unprivileged/away.ts';
import type { ConductedAway } from './unprivileged/conduct-away.ts';
import type { FailedErrand } from './unprivileged/send-out.ts';

/** What a run needs of the process it runs in. */
export interface RunHost extends PopulationHost {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Aborted with reason 'aborted' when the user stops the run. */
  readonly signal: AbortSignal;
  readonly onEvent: SurveyListener;
}

export type SurveyRun =
  | { readonly kind: 'refused'; readonly problems: readonly SurveyProblem[] }
  | {
      readonly kind: 'surveyed';
      readonly report: Report;
      readonly noNetwork: boolean;
      readonly candidates: readonly Candidate[];
    };

/**
 * From options to a report: lists, selection, reference, survey. As root all that talks to strangers is done by a process without
 * privileges; the demo's mirrors are our own.
 */
export async function runSurvey(settings: ProbeSettings, host: RunHost): Promise<SurveyRun> {
  const network = await openNetwork(settings, host.env);
  if (!('open' in network)) return { kind: 'refused', problems: [network] };
  const away = isRoot() && !settings.demo ? await openAway(settings, network, host) : null;
  const fetch = away?.fetch ?? fetchThrough(network, host.signal);
  const sources: Sources = { stdin: host.stdin, fetch };
  const population = settings.demo
    ? await demoPopulation(settings, host)
    : await listedPopulation(settings, host, sources);
  if ('problems' in population) return { kind: 'refused', problems: population.problems };
  try {
    const startedAtMs = Date.now();
    const prepared = await prepareSurvey(settings, host, sources, population, startedAtMs);
    if (prepared.kind !== 'prepared') return { kind: 'refused', problems: [prepared] };
    const { candidates, image, furtherImages, carriedOver, deadlineSeconds } = prepared;
    const { name, version } = packageInfo();
    const facts: Omit<RunFacts, 'finishedAtMs'> = {
      runId: randomUUID(),
      tool: { name, version },
      startedAtMs,
      vantage: { name: settings.vantage, ipFamilies: ipFamilies(), ...proxiesOf(candidates, network) },
      parameters: parametersOf(settings, [image, ...furtherImages], deadlineSeconds),
      image,
      carriedOver,
    };
    const conducted =
      away === null
        ? await conductHere(settings, prepared, network, facts, host)
        : await away.conduct(prepared, facts);
    if (conducted.kind === 'failed') return { kind: 'refused', problems: [childProblem(conducted.outcome)] };
    const { report, noNetwork } = conducted;
    return { kind: 'surveyed', report, noNetwork, candidates: population.candidates };
  } finally {
    await population.stop();
  }
}

function childProblem(outcome: FailedErrand): SurveyProblem {
  const detail = 'detail' in outcome ? cleanText(outcome.detail, CHILD.shownChars) : null;
  return { kind: 'child', code: outcome.code, detail };
}

/** Not loaded by who needs no child. */
async function openAway(settings: ProbeSettings, network: Network, host: RunHost): Promise<Away> {
  const { goAway } = await import('./unprivileged/away.ts');
  return await goAway(settings, network, host);
}

async function conductHere(
  settings: ProbeSettings,
  prepared: PreparedSurvey,
  network: Network,
  facts: Omit<RunFacts, 'finishedAtMs'>,
  { signal, onEvent, lang }: RunHost,
): Promise<ConductedAway> {
  const result = await conductSurvey(settings, prepared, network, signal, onEvent);
  const { verdict } = await loadMessages(lang, ['verdict']);
  const report = toReport(result, { ...facts, finishedAtMs: Date.now() }, verdict);
  return { kind: 'reported', report, noNetwork: result.noNetwork };
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
    named: settings.urls.length,
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
