import { randomUUID } from 'node:crypto';
import { BUILTIN, type Candidate } from '../catalog/index.ts';
import { ipFamilies } from '../host/network.ts';
import { packageInfo } from '../package-info.ts';
import { formatPlatform } from '../registry/platform.ts';
import type { Parameters, Report } from '../report/types.ts';
import { toReport } from '../survey/to-report.ts';
import { loadMessages } from '../words/index.ts';
import type { ConductSettings } from './conduct-survey.ts';
import { gatherMirrors } from './gather-mirrors.ts';
import { type FailedErrand, type Outside, openOutside } from './outside.ts';
import type { Refused } from './population.ts';
import type { ProbeSettings } from './probe-settings.ts';
import { shownName } from './read-source.ts';
import type { RunHost } from './run-host.ts';
import { imagesOf, type SurveyOrder } from './survey-order.ts';

export type Checked =
  | Refused
  | FailedErrand
  | {
      readonly kind: 'checked';
      readonly report: Report;
      /** All that the report speaks of, its mirrors' own data. */
      readonly candidates: readonly Candidate[];
      /** Nobody could be reached at all: every verdict says so. */
      readonly noNetwork: boolean;
      readonly proxyFor: Outside['proxyFor'];
    };

/**
 * From settings to a report: opens the way out, gathers whom to ask, asks. Each is entered once, in this order; what is found is named
 * and put together here, whoever did the asking.
 */
export async function checkMirrors(settings: ProbeSettings, host: RunHost): Promise<Checked> {
  const outside = await openOutside(settings, host);
  if (outside.kind !== 'outside') return { kind: 'refused', problems: [outside] };
  const startedAtMs = Date.now();
  const sources = { stdin: host.stdin, fetch: outside.fetch, readList: outside.readList };
  const gathered = await gatherMirrors(settings, host, sources, startedAtMs);
  if (gathered.kind !== 'gathered') return gathered;
  const { order, carriedOver, recalled, selected } = gathered;
  try {
    const surveyed = await outside.survey(conductOf(settings), order, host.onEvent);
    if (surveyed.kind === 'failure') return surveyed;
    const { found } = surveyed;
    const { verdict } = await loadMessages(host.lang, ['verdict']);
    const { name, version } = packageInfo();
    const report = toReport(
      found,
      {
        runId: randomUUID(),
        tool: { name, version },
        startedAtMs,
        finishedAtMs: Date.now(),
        vantage: {
          name: settings.vantage,
          ipFamilies: ipFamilies(),
          ...proxiesOf(order.candidates, outside),
        },
        parameters: parametersOf(settings, order),
        image: order.image,
        candidates: order.candidates,
        carriedOver,
        recalled,
      },
      verdict,
    );
    const { noNetwork } = found;
    return { kind: 'checked', report, candidates: selected, noNetwork, proxyFor: outside.proxyFor };
  } finally {
    await gathered.stop();
  }
}

/** How mirrors are asked, not which: all that whoever asks them needs to know of the settings. */
function conductOf(settings: ProbeSettings): ConductSettings {
  const { registry, platform, clients, throughput, timeoutSeconds, bytes, concurrency, finalists } = settings;
  return { registry, platform, clients, throughput, timeoutSeconds, bytes, concurrency, finalists };
}

function proxiesOf(
  candidates: readonly Candidate[],
  { proxyFor }: Outside,
): Pick<Report['vantage'], 'proxied' | 'proxyKind'> {
  for (const { url } of candidates) {
    const choice = proxyFor(new URL(url.href));
    if (choice.kind !== 'direct') return { proxied: true, proxyKind: choice.kind };
  }
  return { proxied: false, proxyKind: null };
}

function parametersOf(settings: ProbeSettings, order: SurveyOrder): Parameters {
  return {
    registry: settings.registry,
    images: imagesOf(order),
    platform: formatPlatform(settings.platform),
    lists: settings.lists.length === 0 ? [BUILTIN] : settings.lists.map(shownName),
    named: settings.urls.length,
    ...(settings.only.length === 0 ? {} : { only: settings.only.length }),
    ...(settings.skip.length === 0 ? {} : { skip: settings.skip.length }),
    ...(settings.all ? { all: true } : {}),
    timeoutSeconds: settings.timeoutSeconds,
    deadlineSeconds: order.deadlineSeconds,
    concurrency: settings.concurrency,
    bytes: settings.bytes,
    finalists: settings.finalists,
    throughput: settings.throughput,
    ip: settings.ip,
    demo: settings.demo,
    ...(settings.engine === null ? {} : { for: settings.engine }),
  };
}
