import type { Candidate } from '../catalog/index.ts';
import { mirrorKey } from '../engines/choose/index.ts';
import type { Code, Verdict } from '../probe/codes.ts';
import type { MirrorReport } from '../report/types.ts';

/** A mirror that an engine may be given; null: it was not asked. */
export interface KnownMirror {
  readonly candidate: Candidate;
  readonly outcome: ProbeOutcome | null;
}

/** What decides whether it is chosen. */
export interface ProbeOutcome {
  readonly verdict: Verdict;
  readonly code: Code | null;
  /** The digest of its image was held against a reference and is current. */
  readonly confirmed: boolean;
  /** Asked without a proxy in between. */
  readonly direct: boolean;
  readonly pullSeconds: number | null;
  readonly bytesPerSecond: number | null;
}

/** What was found of the mirror at this address, however it is spelled. By the address itself: several of one template are printed alike. */
export function outcomeAt(url: string, mirrors: readonly KnownMirror[]): ProbeOutcome | null {
  const key = mirrorKey(url);
  return mirrors.find(({ candidate }) => mirrorKey(candidate.url.href) === key)?.outcome ?? null;
}

/** Of a report that was made just now, or read again. Pure. */
export function outcomeOf(
  { verdict, code, images, pullSeconds, throughput }: MirrorReport,
  direct: boolean,
): ProbeOutcome {
  return {
    verdict,
    code,
    confirmed: images[0]?.fresh === true,
    direct,
    pullSeconds,
    bytesPerSecond: throughput?.bytesPerSecond ?? null,
  };
}
