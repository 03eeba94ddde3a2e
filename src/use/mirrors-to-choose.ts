import type { Report } from '../report/types.ts';
import { checkMirrors } from './check-mirrors.ts';
import { type KnownMirror, outcomeOf } from './known-mirror.ts';
import { type FailedErrand, openLists, openOutside } from './outside.ts';
import { listedPopulation, type Refused } from './population.ts';
import type { ProbeSettings } from './probe-settings.ts';
import type { ListReader } from './read-list.ts';
import { isUrl, nothingFetched, type Sources } from './read-source.ts';
import type { RunHost } from './run-host.ts';
import { storedMirrors } from './stored-mirrors.ts';

/** Where the mirrors that an engine may be given come from. */
export interface ChoiceQuestion {
  readonly probe: ProbeSettings;
  /** An earlier report, in place of a survey, and how old it may be. */
  readonly from: string | null;
  readonly maxAgeMs: number;
  /** They are taken as they are named, unasked. */
  readonly noProbe: boolean;
}

export type MirrorsToChoose =
  | Refused
  | FailedErrand
  | {
      readonly kind: 'found';
      /** Best first. */
      readonly mirrors: readonly KnownMirror[];
      /** Of what was measured now; else null. */
      readonly report: Report | null;
      readonly aborted: boolean;
      readonly noNetwork: boolean;
    };

/** Measured now, taken from a report, or as they are named. */
export async function mirrorsToChoose(
  { probe, from, maxAgeMs, noProbe }: ChoiceQuestion,
  host: RunHost,
): Promise<MirrorsToChoose> {
  if (from === null && !noProbe) return await measured(probe, host);
  const sources = await sourcesOf([...(from === null ? [] : [from]), ...probe.lists], probe, host);
  if (sources.kind === 'refused') return sources;
  const found = { kind: 'found', report: null, aborted: false, noNetwork: false } as const;
  if (from !== null) {
    const stored = await storedMirrors(from, maxAgeMs, Date.now(), sources, host.configured ?? [], probe);
    return stored.kind === 'source'
      ? { kind: 'refused', problems: [stored] }
      : { ...found, mirrors: stored.mirrors };
  }
  const population = await listedPopulation(probe, host, sources);
  if (population.kind !== 'population') return population;
  return { ...found, mirrors: population.candidates.map((candidate) => ({ candidate, outcome: null })) };
}

async function measured(probe: ProbeSettings, host: RunHost): Promise<MirrorsToChoose> {
  const checked = await checkMirrors(probe, host);
  if (checked.kind !== 'checked') return checked;
  const { report, candidates, noNetwork, proxyFor } = checked;
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const mirrors = report.mirrors.flatMap((mirror): readonly KnownMirror[] => {
    const candidate = byId.get(mirror.id);
    if (candidate === undefined) return [];
    const direct = proxyFor(new URL(candidate.url.href)).kind === 'direct';
    return [{ candidate, outcome: outcomeOf(mirror, direct) }];
  });
  return { kind: 'found', mirrors, report, aborted: report.aborted || host.signal.aborted, noNetwork };
}

/** CAs and proxies matter only where something is fetched. */
async function sourcesOf(
  names: readonly string[],
  probe: ProbeSettings,
  host: RunHost,
): Promise<(Sources & { readonly kind: 'sources'; readonly readList: ListReader }) | Refused> {
  const { stdin } = host;
  if (!names.some(isUrl)) {
    const readList = await openLists(host);
    return { kind: 'sources', stdin, fetch: nothingFetched, readList };
  }
  const outside = await openOutside(probe, host);
  return outside.kind === 'outside'
    ? { kind: 'sources', stdin, fetch: outside.fetch, readList: outside.readList }
    : { kind: 'refused', problems: [outside] };
}
