import { builtinCatalogue, type Candidate, parseMirrorUrl, selectCandidates } from '../catalog/index.ts';
import { SOURCE } from '../limits.ts';
import type { Report } from '../report/types.ts';
import { parseStoredReport } from '../survey/stored-report.ts';
import { type KnownMirror, outcomeOf } from './known-mirror.ts';
import type { ProbeSettings } from './probe-settings.ts';
import { readSource, type Sources, shownName } from './read-source.ts';
import type { SourceProblem } from './survey-problem.ts';

/** Of which registry, in which forms. */
export type WantedMirrors = Pick<ProbeSettings, 'registry' | 'forms'>;

export type StoredMirrors =
  | { readonly kind: 'mirrors'; readonly mirrors: readonly KnownMirror[] }
  | SourceProblem;

/**
 * The mirrors of an earlier report (`--from`), best first. Of what it says, addresses are parsed again, verdict, code and numbers are of
 * the schema, and names come from our own catalogue: none of its words gets any further.
 */
export async function storedMirrors(
  name: string,
  maxAgeMs: number,
  nowMs: number,
  sources: Sources,
  configured: readonly string[],
  wanted: WantedMirrors,
): Promise<StoredMirrors> {
  const problem = (reason: SourceProblem['reason'], detail: string | null = null): SourceProblem => ({
    kind: 'source',
    option: 'from',
    name: shownName(name),
    reason,
    detail,
  });
  const read = await readSource(name, 'from', sources);
  if (read.kind === 'source') return read;
  const stored = await parseStoredReport(read.text);
  if (!stored.ok) return problem(stored.reason, stored.detail);
  const { report } = stored;
  const age = nowMs - Date.parse(report.finishedAt);
  if (!(age >= -SOURCE.clockSkewMs)) return problem('dated-ahead');
  if (age > maxAgeMs) return problem('too-old');
  // What stands in for another registry, or runs on the machine for show, is not a mirror of this one.
  if (report.parameters.registry !== wanted.registry || report.parameters.demo)
    return problem('not-a-report');
  return { kind: 'mirrors', mirrors: mirrorsOf(report, configured, wanted) };
}

/** Of a report that was parsed. Pure but for our catalogue. */
export function mirrorsOf(
  report: Report,
  configured: readonly string[],
  { registry, forms }: WantedMirrors,
): readonly KnownMirror[] {
  const asked = report.mirrors.flatMap((mirror) => {
    const parsed = parseMirrorUrl(mirror.url, forms);
    return parsed.ok ? [{ href: parsed.value.href, mirror }] : [];
  });
  const { candidates } = selectCandidates({
    catalogues: [builtinCatalogue()],
    urls: asked.map(({ href }) => href),
    configured,
    registry,
    forms,
    all: true,
    only: [],
    skip: [],
    personal: () => undefined,
    images: report.parameters.images,
  });
  const known = new Map(asked.map(({ href, mirror }) => [href, mirror]));
  const order = new Map(asked.map(({ href }, index) => [href, index]));
  const placeOf = ({ url }: Candidate): number => order.get(url.href) ?? asked.length;
  return candidates
    .toSorted((one, other) => placeOf(one) - placeOf(other))
    .map((candidate) => {
      const mirror = known.get(candidate.url.href);
      // The report named it, not the user.
      const origin = candidate.origin === 'argument' ? 'list' : candidate.origin;
      const outcome = mirror === undefined ? null : outcomeOf(mirror, !report.vantage.proxied);
      return { candidate: { ...candidate, origin }, outcome };
    });
}
