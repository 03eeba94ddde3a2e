import type { Code } from '../probe/codes.ts';
import type { Finding } from '../probe/observation.ts';
import type { ProbedMirror } from '../probe/probe.ts';
import type { Decision } from '../probe/verdict.ts';
import type { Unknown } from './hub.ts';
import { CLOCK } from './limits.ts';

/** What went wrong for the whole run, and is not the fault of any mirror. */
export interface CommonCause {
  /** No name resolves. */
  readonly offline: boolean;
  /** By how much other clocks are ahead of this machine's, ms, where that is too much to judge a certificate; else null. */
  readonly clockAheadMs: number | null;
  /** The upstream itself does not give the first image; null where it does, or was not asked. */
  readonly unknown: Unknown | null;
}

export const NO_CAUSE: CommonCause = { offline: false, clockAheadMs: null, unknown: null };

/** The verdict, where a cause that all have in common takes the blame off the mirror. Pure. */
export function unblamed(decision: Decision, { session }: ProbedMirror, cause: CommonCause): Decision {
  const { finding } = decision;
  const as = (code: Code, beside: Partial<Finding> = {}): Decision => {
    const found = finding ?? session.found({ verdict: 'unknown', code, phase: 'ping' });
    return { verdict: 'unknown', finding: { ...found, ...beside, verdict: 'unknown', code } };
  };
  if (cause.offline) {
    const proxy = session.findings.find(({ code }) => code === 'proxy-failed');
    if (proxy !== undefined) return { verdict: 'unknown', finding: proxy };
    const found = session.found({ verdict: 'unknown', code: 'no-network', phase: 'ping' });
    return { verdict: 'unknown', finding: found };
  }
  if (finding === null) return decision;
  const { clockAheadMs, unknown } = cause;
  if (clockAheadMs !== null && finding.code === 'tls-expired') return as('clock-wrong', { clockAheadMs });
  if (unknown !== null && REFUSALS.has(finding.code) && finding.phase !== 'ping') return as('no-such-image');
  return decision;
}

/** What a mirror says of an image that its upstream does not give it. */
const REFUSALS: ReadonlySet<Code> = new Set(['not-found', 'denied', 'auth-required', 'token-denied']);

/**
 * Before a certificate's dates are held against anybody, the time elsewhere is looked at: in the answers that came, and where none came, with the
 * one thing that is asked of those whose certificates failed. null: this machine's clock is right, as far as it was seen.
 */
export async function clockAhead(mirrors: readonly ProbedMirror[]): Promise<number | null> {
  const expired = mirrors.filter(({ session }) =>
    session.findings.some(({ code }) => code === 'tls-expired'),
  );
  if (expired.length === 0) return null;
  if (known(mirrors).length === 0) {
    await Promise.all(expired.slice(0, CLOCK.asked).map(({ session }) => session.askClock()));
  }
  const ahead = known(mirrors).sort((a, b) => a - b);
  const median = ahead[Math.floor(ahead.length / 2)];
  return median === undefined || Math.abs(median) <= CLOCK.toleranceMs ? null : median;
}

function known(mirrors: readonly ProbedMirror[]): number[] {
  return mirrors.flatMap(({ session }) => (session.clockAheadMs === null ? [] : [session.clockAheadMs]));
}
