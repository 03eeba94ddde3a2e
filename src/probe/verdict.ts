import { CODES, type Code, type FaultyVerdict, type Verdict } from './codes.ts';
import type { Finding, Observation } from './observation.ts';

/** How the tag's digest stands against the reference. `unasked`: there is no reference, or the mirror showed no digest. */
export type Freshness = 'fresh' | 'stale' | 'unknown-to-reference' | 'unconfirmed' | 'unasked';

export interface Decision {
  readonly verdict: Verdict;
  readonly finding: Finding | null;
}

const PRECEDENCE: readonly Code[] = Object.values(CODES).flat();
const VERDICT_PRECEDENCE = Object.keys(CODES) as readonly FaultyVerdict[];

/**
 * The one verdict of a mirror: of all that holds, the first by docs/interface.md's order (unsafe, dead, broken, restricted, limited, degraded, and in
 * each the order of its codes). Usable is what shows nothing wrong and proved its manifest chain and config. Pure.
 */
export function decideVerdict(observation: Observation, freshness: Freshness): Decision {
  const findings = [
    ...observation.findings,
    ...fromFreshness(observation, freshness),
    ...fromWays(observation),
  ];
  const finding = findings.sort(byPrecedence)[0];
  if (finding !== undefined) return { verdict: finding.verdict, finding };
  if (observation.verified) return { verdict: 'usable', finding: null };
  throw new Error(`${observation.candidate.id}: neither proved nor found wanting`);
}

function byPrecedence(a: Finding, b: Finding): number {
  const verdicts = VERDICT_PRECEDENCE.indexOf(a.verdict) - VERDICT_PRECEDENCE.indexOf(b.verdict);
  return verdicts === 0 ? PRECEDENCE.indexOf(a.code) - PRECEDENCE.indexOf(b.code) : verdicts;
}

function fromFreshness(observation: Observation, freshness: Freshness): Finding[] {
  switch (freshness) {
    case 'fresh':
    case 'unasked':
      return [];
    case 'stale':
      return [plain(observation, 'degraded', 'stale')];
    case 'unconfirmed':
      return [plain(observation, 'degraded', 'unconfirmed')];
    case 'unknown-to-reference':
      return [plain(observation, 'unsafe', 'tag-mismatch')];
    default:
      return freshness satisfies never;
  }
}

/** What one of Docker's stores can do and the other cannot; where the verdict is for another engine, there is nothing to compare. */
function fromWays(observation: Observation): Finding[] {
  const { classic, containerd } = observation.worksWith;
  if (!observation.clients.includes('classic') || !observation.clients.includes('containerd')) return [];
  if (classic === true && containerd === false) return [plain(observation, 'degraded', 'classic-only')];
  if (containerd === true && classic === false) return [plain(observation, 'degraded', 'containerd-only')];
  return [];
}

function plain(observation: Observation, verdict: FaultyVerdict, code: Code): Finding {
  const host = observation.candidate.url.host;
  return { verdict, code, phase: 'manifest', httpStatus: null, detail: null, host };
}
