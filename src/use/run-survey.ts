import { randomUUID } from 'node:crypto';
import { BUILTIN, type Candidate } from '../catalog/index.ts';
import { ipFamilies } from '../host/network.ts';
import { packageInfo } from '../package-info.ts';
import type { ImageReference } from '../registry/reference.ts';
import type { ProxyChoice } from '../registry/transport/types.ts';
import type { Parameters, Report } from '../report/types.ts';
import type { SurveyListener } from '../survey/events.ts';
import type { SurveyResult } from '../survey/survey.ts';
import { toReport } from '../survey/to-report.ts';
import { loadMessages } from '../words/index.ts';
import { conductSurvey } from './conduct-survey.ts';
import { type Network, openNetwork } from './network.ts';
import { demoPopulation, listedPopulation, type PopulationHost } from './population.ts';
import { prepareSurvey } from './prepare-survey.ts';
import type { ProbeSettings } from './probe-settings.ts';
import { fetchThrough, type Sources, shownName } from './read-source.ts';
import type { SurveyProblem } from './survey-problem.ts';

/** What a run needs of the process it runs in. */
export interface RunHost extends PopulationHost {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Aborted with reason 'aborted' when the user stops the run. */
  readonly signal: AbortSignal;
  readonly onEvent: SurveyListener;
  /** The engine's own proxies, where they and not the shell's decide. */
  readonly proxyFor?: (url: URL) => ProxyChoice;
}

export type SurveyRun =
  | { readonly kind: 'refused'; readonly problems: readonly SurveyProblem[] }
  | {
      readonly kind: 'surveyed';
      readonly report: Report;
      readonly result: SurveyResult;
      readonly candidates: readonly Candidate[];
    };

/** From options to a report: lists, selection, reference, survey. */
export async function runSurvey(settings: ProbeSettings, host: RunHost): Promise<SurveyRun> {
  const network = await openNetwork(settings, host.env, { proxyFor: host.proxyFor ?? null });
  if (!('open' in network)) return { kind: 'refused', problems: [network] };
  const sources: Sources = { stdin: host.stdin, fetch: fetchThrough(network, host.signal) };
  const population = settings.demo
    ? await demoPopulation(settings, host)
    : await listedPopulation(settings, host, sources);
  if ('problems' in population) return { kind: 'refused', problems: population.problems };
  try {
    const startedAtMs = Date.now();
    const prepared = await prepareSurvey(settings, host, sources, population, startedAtMs);
    if (prepared.kind !== 'prepared') return { kind: 'refused', problems: [prepared] };
    const { candidates, image, furtherImages, carriedOver, deadlineSeconds } = prepared;
    const result = await conductSurvey(settings, prepared, network, host.signal, host.onEvent);
    const { name, version } = packageInfo();
    const { verdict } = await loadMessages(host.lang, ['verdict']);
    const report = toReport(
      result,
      {
        runId: randomUUID(),
        tool: { name, version },
        startedAtMs,
        finishedAtMs: Date.now(),
        vantage: { name: settings.vantage, ipFamilies: ipFamilies(), ...proxiesOf(candidates, network) },
        parameters: parametersOf(settings, [image, ...furtherImages], deadlineSeconds),
        image,
        carriedOver,
      },
      verdict,
    );
    return { kind: 'surveyed', report, result, candidates: population.candidates };
  } finally {
    await population.stop();
  }
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
